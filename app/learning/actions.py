"""What learners do. Each action runs inside `writing()`, is given `now`, decides on what is true in there, never commits."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from app import clock
from app.content.model import Course, Lesson
from app.db import db
from app.errors import Conflict, NotFound
from app.people import queries as people
from app.people.models import User
from app.questions import scoring, variants
from app.questions.model import Answer, Grade, Question

from . import queries
from .drawing import check_seed, draw_questions, form_of, new_seed
from .grading import counts_as_passed, grade_answer, grade_attempt
from .models import Attempt, CheckAnswer, Completion, Enrolment, LearningEvent, LessonRecord, QuestionRevision, Response
from .progress import best_points, progress_of, reaches

GRACE = timedelta(seconds=30)  # for the way from the browser to us


class TooEarly(Conflict):
    """A lesson asks to be read for longer; `message` says how long."""


def enrol(learner_id: int, course: Course, *, now: datetime) -> Enrolment:
    """A place on the course; the one there is, if there is one. Locks it: one learner acts on a course one act at a time."""
    statement = select(Enrolment).where(
        Enrolment.user_id == learner_id, Enrolment.course_id.in_(queries.ids_of(course))
    )
    statement = statement.order_by(Enrolment.round.desc()).limit(1).with_for_update()
    enrolment = db.session.scalar(statement)
    if enrolment is not None:
        return enrolment
    enrolment = Enrolment(user_id=learner_id, course_id=course.id, round=1, enrolled_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(enrolment)
    except IntegrityError:  # where writers are not in line, another tab was first: go on with its place
        return db.session.scalars(statement).one()
    _log(learner_id, "enrolled", course, course.id, now)
    return enrolment


def open_lesson(learner_id: int, course: Course, lesson: Lesson, *, now: datetime) -> LessonRecord:
    """Note that a lesson or quiz is being read."""
    enrol(learner_id, course, now=now)
    record = _record(learner_id, course, lesson)
    if record is None or _opened_last(learner_id, course) != record.lesson_id:
        _renew_pages(learner_id)
    if record is None:
        record = LessonRecord(
            user_id=learner_id,
            course_id=course.id,
            lesson_id=lesson.id,
            first_opened_at=now,
            last_opened_at=now,
            active_seconds=0,
        )
        db.session.add(record)
        db.session.flush()
        _log(learner_id, "opened", course, lesson.id, now)
    record.last_opened_at = now
    if record.completed_at is not None:
        _complete_course_if_done(learner_id, course, now)  # what was missing may have been withdrawn meanwhile
    return record


def _opened_last(learner_id: int, course: Course) -> str | None:
    own = select(LessonRecord.lesson_id).where(
        LessonRecord.user_id == learner_id, LessonRecord.course_id.in_(queries.ids_of(course))
    )
    return db.session.scalar(own.order_by(LessonRecord.last_opened_at.desc(), LessonRecord.id.desc()).limit(1))


def _renew_pages(learner_id: int) -> None:
    """Progress or answers change: pages kept for this learner show the past from now on."""
    more = update(User).filter_by(id=learner_id).values(learning_version=User.learning_version + 1)
    db.session.execute(more)


def complete_lesson(learner_id: int, course: Course, lesson: Lesson, *, now: datetime) -> LessonRecord:
    """The learner is done reading. Raises Conflict when the lesson's rule asks for more."""
    record = open_lesson(learner_id, course, lesson, now=now)
    if record.completed_at is not None:
        return record
    if lesson.kind == "quiz":
        raise Conflict(_("A quiz is completed by passing it."))
    if lesson.completion == "quiz":
        raise Conflict(_("Answer the questions of this lesson first: they decide whether it is completed."))
    if lesson.completion == "time" and lesson.min_seconds:
        wait = record.first_opened_at + timedelta(seconds=lesson.min_seconds) - now
        if wait > timedelta(0):
            seconds = int(wait.total_seconds()) + 1
            raise TooEarly(
                ngettext(
                    "This lesson asks for a little more time: %(num)d second is left.",
                    "This lesson asks for a little more time: %(num)d seconds are left.",
                    seconds,
                )
            )
    _complete(record, course, lesson, now)
    return record


def answer_check(
    learner_id: int, course: Course, lesson: Lesson, question: Question, answer: Answer, *, now: datetime
) -> Grade:
    """Answer a question inside a lesson, with the learner's own numbers. An unreadable answer is not stored and costs nothing.

    `question` is as it is written. An open answer waits for its review.
    """
    grade = grade_answer(variants.draw(question, check_seed(learner_id, question)), answer)
    if grade.unreadable or not answer:
        return grade
    record = open_lesson(learner_id, course, lesson, now=now)
    _renew_pages(learner_id)
    keep_revision(course, question, now=now)
    own = dict(user_id=learner_id, course_id=course.id, lesson_id=lesson.id, question_id=question.id)
    number = (db.session.scalar(select(func.max(CheckAnswer.number)).filter_by(**own)) or 0) + 1
    fraction = None if grade.waiting else float(grade.fraction)
    row = CheckAnswer(**own, number=number, revision=question.revision, answer=answer, fraction=fraction)
    row.answered_at = now
    db.session.add(row)
    db.session.flush()
    _log(learner_id, "answered", course, question.id, now, fraction=fraction, number=number)
    if lesson.completion == "quiz" and record.completed_at is None:
        states = queries.list_check_states(course, lesson, learner_id=learner_id)
        points = best_points(lesson, {key: state.best_fraction for key, state in states.items()})
        if reaches(points, lesson.points, lesson.pass_ratio):
            _complete(record, course, lesson, now)
    return grade


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
    _log(learner_id, "attempted", course, quiz.id, now, number=attempt.number)
    return attempt


def why_not_now(quiz: Lesson, attempts: list[Attempt], now: datetime) -> str | None:
    """Why no new attempt may begin, in the reader's words; None when it may."""
    if quiz.attempts is not None and len(attempts) >= quiz.attempts:
        return _("You have used all %(count)d attempts. If you need another one, ask HR.", count=quiz.attempts)
    if attempts and quiz.retry_after_minutes:
        last = attempts[-1].submitted_at or attempts[-1].started_at
        opens = last + timedelta(minutes=quiz.retry_after_minutes)
        if now < opens:
            return _(
                "The next attempt opens at %(time)s.", time=opens.astimezone(clock.zone()).strftime("%Y-%m-%d %H:%M")
            )
    return None


def is_over(attempt: Attempt, now: datetime) -> bool:
    """Whether the time for answering has run out, grace included."""
    return attempt.deadline_at is not None and now > attempt.deadline_at + GRACE


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
    _log(attempt.user_id, verb, course, quiz.id, attempt.submitted_at, number=attempt.number, **figures)
    record = open_lesson(attempt.user_id, course, quiz, now=now)
    _renew_pages(attempt.user_id)
    handed_in = [row for row in queries.list_attempts(course, quiz, learner_id=attempt.user_id) if row.submitted_at]
    if record.completed_at is None and counts_as_passed(quiz, handed_in):
        _complete(record, course, quiz, attempt.submitted_at)


def keep_revision(course: Course, question: Question, *, now: datetime) -> None:
    """Keep the question as it is asked now, if this revision is not kept yet."""
    if db.session.get(QuestionRevision, question.revision) is not None:
        return
    kept = QuestionRevision(
        revision=question.revision,
        course_id=course.id,
        question_id=question.id,
        body=question.to_json(),
        first_asked_at=now,
    )
    with suppress(IntegrityError), db.session.begin_nested():  # where writers are not in line, another may be first
        db.session.add(kept)


def _refuse_closed(attempt: Attempt, now: datetime) -> None:
    if attempt.submitted_at is not None:
        at = attempt.submitted_at.astimezone(clock.zone()).strftime("%H:%M")
        raise Conflict(_("This attempt was handed in at %(time)s. Its answers cannot be changed.", time=at))
    if is_over(attempt, now):
        raise Conflict(_("The time for this attempt is over. What was saved counts: hand it in to see the result."))


def _responses(attempt: Attempt) -> Iterable[Response]:
    return db.session.scalars(select(Response).filter_by(attempt_id=attempt.id))


def _record(learner_id: int, course: Course, lesson: Lesson) -> LessonRecord | None:
    return db.session.scalar(
        select(LessonRecord)
        .where(
            LessonRecord.user_id == learner_id,
            LessonRecord.course_id.in_(queries.ids_of(course)),
            LessonRecord.lesson_id.in_(queries.ids_of(lesson)),
        )
        .order_by(LessonRecord.completed_at.is_(None), LessonRecord.id)
        .limit(1)
    )


def _complete(record: LessonRecord, course: Course, lesson: Lesson, now: datetime) -> None:
    record.completed_at = now
    db.session.flush()
    _renew_pages(record.user_id)
    _log(record.user_id, "completed", course, lesson.id, now)
    _complete_course_if_done(record.user_id, course, now)


def _complete_course_if_done(learner_id: int, course: Course, now: datetime) -> None:
    rows = db.session.execute(
        select(LessonRecord.lesson_id, LessonRecord.completed_at).where(
            LessonRecord.user_id == learner_id, LessonRecord.course_id.in_(queries.ids_of(course))
        )
    )
    if not progress_of(course, [(lesson_id, at) for lesson_id, at in rows]).is_completed:
        return
    enrolment = enrol(learner_id, course, now=now)
    same = select(Completion.id).where(
        Completion.user_id == learner_id,
        Completion.course_id.in_(queries.ids_of(course)),
        Completion.edition == course.edition,
        Completion.round == enrolment.round,
    )
    if db.session.scalar(same) is None:
        db.session.add(
            Completion(
                user_id=learner_id,
                course_id=course.id,
                edition=course.edition,
                round=enrolment.round,
                completed_at=now,
                completed_on=clock.local_date(now),
            )  # fmt: skip
        )
        _log(learner_id, "completed", course, course.id, now, edition=course.edition)


def _log(learner_id: int, verb: str, course: Course, object_id: str, now: datetime, **result: Any) -> None:
    job = people.own_job(learner_id, on=clock.local_date(now))
    db.session.add(
        LearningEvent(
            occurred_at=now,
            recorded_at=now,
            user_id=learner_id,
            verb=verb,
            course_id=course.id,
            object_id=object_id,
            result=result,
            department_id=job.department_id if job else None,
        )
    )
