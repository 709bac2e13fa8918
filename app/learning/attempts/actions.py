"""Starting an attempt and handing it in. Inside `writing()`; each is given `now`, decides on what is true in there, never commits."""

from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import bindparam, select, update

from app.content import queries as content
from app.content.model import Course, Lesson
from app.db import db
from app.errors import Conflict
from app.questions import scoring
from app.questions.model import Grade, Question

from .. import log, queries
from ..actions import open_lesson
from ..answering import is_given
from ..asked import keep_revisions
from ..drawing import draw_questions, form_of, new_seed
from ..enrolling import enrol
from ..grading import Result, grade_attempt
from ..honesty.flags import look_at_attempt
from ..models import Attempt, Response
from ..spaced import cards as spaced
from . import results
from .rules import is_over
from .saving import TABLE, lock_attempt
from .sheets import sheet_of
from .standing import standing_of

GIVEN = select(Response.id, Response.question_id, Response.answer, Response.hints_opened)
RESULT = (
    update(TABLE)
    .where(TABLE.c.id == bindparam("row_id"))
    .values(fraction=bindparam("new_fraction"), points=bindparam("new_points"))
)


def start_attempt(learner_id: int, course: Course, quiz: Lesson, *, now: datetime) -> Attempt:
    """Begin an attempt, or go on with the one under way. Raises Conflict when there is none left or it is too early.

    An attempt whose time ran out is handed in first, and returned: the learner sees that result before trying again. One that
    was begun before the present round would count nothing in it: it is handed in too, and a new one begun.
    """
    enrol(learner_id, course, now=now)
    standing = standing_of(course, quiz, learner_id=learner_id, now=now)
    under_way = standing.under_way
    if under_way is not None:
        if is_over(under_way, now):
            submit_attempt(under_way.id, course, quiz, learner_id=learner_id, now=now)
        return under_way
    if standing.refusal:
        raise Conflict(standing.refusal)
    if standing.left_over is not None:
        submit_attempt(standing.left_over.id, course, quiz, learner_id=learner_id, now=now)
    seed = new_seed()
    questions = draw_questions(course, quiz, seed, queries.list_seen(course, learner_id=learner_id))
    keep_revisions(course, questions, now=now)
    attempt = Attempt(
        user_id=learner_id,
        course_id=course.id,
        quiz_id=quiz.id,
        number=standing.attempts[-1].number + 1 if standing.attempts else 1,
        content_revision=content.catalogue().revision,
        seed=seed,
        form=form_of(questions, seed),
        pass_ratio=float(quiz.pass_ratio),
        started_at=now,
        deadline_at=now + timedelta(minutes=standing.minutes) if standing.minutes else None,
    )
    db.session.add(attempt)
    db.session.flush()
    open_lesson(learner_id, course, quiz, now=now)
    log.note(learner_id, "attempted", course, quiz.id, now, number=attempt.number)
    return attempt


def submit_attempt(
    attempt_id: int, course: Course | None, quiz: Lesson | None, *, learner_id: int, now: datetime
) -> Attempt:
    """Hand in: grade everything that was saved, write the result. Once: later calls find the first result.

    `course` and `quiz` are None when they were withdrawn meanwhile: the attempt is graded all the same. An attempt whose time
    ran out was handed in at its deadline, whenever its learner comes back.
    """
    attempt = lock_attempt(attempt_id, learner_id=learner_id)
    if attempt.submitted_at is not None:
        return attempt
    sheet = sheet_of(attempt)
    rows = list(db.session.execute(GIVEN.filter_by(attempt_id=attempt_id)))
    questions = {question.id: question for question in sheet.questions()}
    hints = {row.question_id: row.hints_opened for row in rows}
    given = {row.question_id: row.answer for row in rows}
    result = grade_attempt(list(questions.values()), given, Decimal(str(attempt.pass_ratio)), hints)
    graded = [
        _row_result(row.id, questions[row.question_id], fraction, row.hints_opened)
        for row in rows
        if (fraction := result.fractions[row.question_id]) is not None
    ]
    if graded:
        db.session.connection().execute(RESULT, graded)
    _write_result(attempt, result, now)
    look_at_attempt(attempt, [question.kind for question in questions.values()], now=now)
    if course is not None and quiz is not None:
        results.follow(attempt, course, quiz, at=attempt.submitted_at or now, now=now)
        answered = {row.question_id: result.fractions[row.question_id] for row in rows if is_given(row.answer)}
        spaced.answered_all(learner_id, course, attempt.quiz_id, answered, attempt.submitted_at or now)
    return attempt


def _row_result(row_id: int, question: Question, fraction: Decimal, hints_opened: int) -> dict[str, object]:
    points = scoring.score(question, Grade(fraction), hints_opened=hints_opened)
    return {"row_id": row_id, "new_fraction": float(fraction), "new_points": float(points)}


def _write_result(attempt: Attempt, result: Result, now: datetime) -> None:
    """Handed in at the deadline or in the grace after it is handed in by the clock: another device may still hold answers given in time.

    The clock may have been set back meanwhile: nothing is handed in before it began.
    """
    at = max(now, attempt.started_at)
    attempt.submitted_at = at if attempt.deadline_at is None else min(at, attempt.deadline_at)
    attempt.points_possible, attempt.passed = float(result.points_possible), result.passed
    if result.passed is not None:  # else an open answer waits for its review: there is no result yet
        attempt.points, attempt.score_ratio = float(result.points), float(result.score_ratio)
    db.session.flush()
