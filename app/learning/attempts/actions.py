"""What learners do with attempts. Each action runs inside `writing()`, is given `now`, decides on what is true in there, never commits."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.content.model import Course, Lesson
from app.db import db
from app.errors import Conflict, NotFound
from app.questions import scoring
from app.questions.model import Answer, Grade

from .. import log, queries
from ..actions import open_lesson
from ..asked import keep_revision
from ..completing import complete, renew_pages
from ..drawing import draw_questions, form_of, new_seed
from ..enrolling import enrol
from ..grading import counts_as_passed, grade_attempt
from ..models import Attempt, Response
from .rules import is_over, why_not_now


def start_attempt(learner_id: int, course: Course, quiz: Lesson, *, now: datetime) -> Attempt:
    """Begin an attempt, or go on with the one under way. Raises Conflict when there is none left or it is too early.

    An attempt whose time ran out is handed in first, and returned: the learner sees that result before trying again.
    """
    enrol(learner_id, course, now=now)
    attempts = queries.list_attempts(course, quiz, learner_id=learner_id)
    for attempt in attempts:
        if attempt.submitted_at is None:
            if is_over(attempt, now):
                submit_attempt(attempt.id, course, quiz, {}, learner_id=learner_id, now=now)
            return attempt
    refusal = why_not_now(quiz, attempts, now)
    if refusal:
        raise Conflict(refusal)
    seed = new_seed()
    questions = draw_questions(course, quiz, seed, queries.list_seen(course, learner_id=learner_id))
    for question in questions:
        keep_revision(course, question, now=now)
    attempt = Attempt(
        user_id=learner_id,
        course_id=course.id,
        quiz_id=quiz.id,
        number=attempts[-1].number + 1 if attempts else 1,
        seed=seed,
        form=form_of(questions, seed),
        pass_ratio=float(quiz.pass_ratio),
        started_at=now,
        deadline_at=now + timedelta(minutes=quiz.time_limit_minutes) if quiz.time_limit_minutes else None,
    )
    db.session.add(attempt)
    db.session.flush()
    open_lesson(learner_id, course, quiz, now=now)
    log.note(learner_id, "attempted", course, quiz.id, now, number=attempt.number)
    return attempt


def lock_attempt(attempt_id: int, *, learner_id: int) -> Attempt:
    """One's own attempt, for nobody else to change meanwhile. Raises NotFound."""
    attempt = db.session.scalar(select(Attempt).filter_by(id=attempt_id, user_id=learner_id).with_for_update())
    if attempt is None:
        raise NotFound
    return attempt


def save_responses(attempt: Attempt, answers: Mapping[str, Answer], *, now: datetime) -> None:
    """Keep answers of an attempt under way, by question id; the same question again replaces its answer.

    Raises Conflict when the attempt is closed, NotFound for a question that it does not ask.
    """
    _refuse_closed(attempt, now)
    asked = {entry["question"]: entry["revision"] for entry in attempt.form}
    kept = {row.question_id: row for row in _responses(attempt)}
    for question_id, answer in answers.items():
        if question_id not in asked:
            raise NotFound
        response = kept.get(question_id)
        if response is None:
            response = Response(attempt_id=attempt.id, question_id=question_id, revision=asked[question_id])
            db.session.add(response)
        response.answer, response.saved_at = answer, now
    db.session.flush()


def submit_attempt(
    attempt_id: int, course: Course | None, quiz: Lesson | None, answers: Mapping[str, Answer], *, learner_id: int, now: datetime
) -> Attempt:  # fmt: skip
    """Hand in: keep the last answers if there is still time, grade everything, write the result. Once: later calls find the first result.

    `course` and `quiz` are None when they were withdrawn meanwhile: the attempt is graded all the same. An attempt whose time
    ran out was handed in at its deadline, whenever its learner comes back.
    """
    attempt = lock_attempt(attempt_id, learner_id=learner_id)
    if attempt.submitted_at is not None:
        return attempt
    questions = queries.list_asked(attempt)
    by_id = {question.id: question for question in questions}
    if answers and not is_over(attempt, now):
        save_responses(attempt, answers, now=now)
    responses = {row.question_id: row for row in _responses(attempt)}
    result = grade_attempt(
        questions, {key: row.answer for key, row in responses.items()}, Decimal(str(attempt.pass_ratio))
    )
    for question_id, row in responses.items():
        fraction = result.fractions[question_id]
        if fraction is not None:
            row.fraction = float(fraction)
            row.points = float(scoring.score(by_id[question_id], Grade(fraction)))
    attempt.submitted_at = attempt.deadline_at if attempt.deadline_at and is_over(attempt, now) else now
    attempt.points_possible, attempt.passed = float(result.points_possible), result.passed
    if result.passed is not None:  # else an open answer waits for its review: there is no result yet
        attempt.points, attempt.score_ratio = float(result.points), float(result.score_ratio)
    if course is not None and quiz is not None:
        _record_result(attempt, course, quiz, now)
    return attempt


def _record_result(attempt: Attempt, course: Course, quiz: Lesson, now: datetime) -> None:
    """What follows from an attempt that was handed in: the log, and the quiz completed if the result that counts allows it."""
    assert attempt.submitted_at is not None
    verb = {None: "submitted", True: "passed", False: "failed"}[attempt.passed]
    figures = {} if attempt.score_ratio is None else {"score_ratio": attempt.score_ratio}
    log.note(attempt.user_id, verb, course, quiz.id, attempt.submitted_at, number=attempt.number, **figures)
    record = open_lesson(attempt.user_id, course, quiz, now=now)
    renew_pages(attempt.user_id)
    handed_in = [row for row in queries.list_attempts(course, quiz, learner_id=attempt.user_id) if row.submitted_at]
    if record.completed_at is None and counts_as_passed(quiz, handed_in):
        complete(record, course, quiz, attempt.submitted_at)


def _refuse_closed(attempt: Attempt, now: datetime) -> None:
    if attempt.submitted_at is not None:
        at = attempt.submitted_at.astimezone(clock.zone()).strftime("%H:%M")
        raise Conflict(_("This attempt was handed in at %(time)s. Its answers cannot be changed.", time=at))
    if is_over(attempt, now):
        raise Conflict(_("The time for this attempt is over. What was saved counts: hand it in to see the result."))


def _responses(attempt: Attempt) -> Iterable[Response]:
    return db.session.scalars(select(Response).filter_by(attempt_id=attempt.id))
