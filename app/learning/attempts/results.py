"""What becomes of an attempt that was handed in: its result, and what follows from it. Inside `writing()`."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from app import clock
from app.content import queries as content
from app.content.model import Course, Lesson
from app.db import db
from app.questions import scoring
from app.questions.model import Grade, Question

from .. import log, queries
from ..actions import open_lesson
from ..certificates import actions as certificates
from ..completing import complete, renew_pages
from ..grading import counts_as_passed, total
from ..honesty.flags import look_at_attempt
from ..models import Attempt, Response
from ..rejudging.lifting import list_lifted
from ..rounds import round_began_at
from .rules import counts
from .sheets import sheet_of

ROUNDING = Decimal("0.00005")  # fractions are stored to four decimals


def taught(attempt: Attempt) -> tuple[Course | None, Lesson | None]:
    """The course and quiz of an attempt as they are today; None when withdrawn."""
    course = content.find_course(attempt.course_id)
    quiz = course.lesson(attempt.quiz_id) if course else None
    return (course, quiz) if course and quiz and quiz.kind == "quiz" else (None, None)


def settle(attempt: Attempt, course: Course | None, quiz: Lesson | None, *, now: datetime) -> None:
    """Write the result anew from the shares of its responses, after a review or a later judgement, and what follows from it.

    The responses say `fraction`, the share of the question's points before the cost of hints, None while it waits;
    their `points` are brought in line here. `course` and `quiz` are None when they were withdrawn: then only the result is
    written. Lowers what was too high, but takes no completion away. An attempt under way has no result: nothing happens.
    """
    if attempt.submitted_at is None:
        return
    before = (attempt.passed, attempt.score_ratio)
    questions = {question.id: question for question in sheet_of(attempt).questions()}
    rows = list(db.session.scalars(select(Response).filter_by(attempt_id=attempt.id).order_by(Response.id)))
    lifted = list_lifted([row.id for row in rows if row.hints_opened])
    reached = [_bring_in_line(questions[row.question_id], row, is_lifted=row.id in lifted) for row in rows]
    possible = sum((question.points for question in questions.values()), Decimal(0))
    points, ratio, passed = total(
        [each for each in reached if each is not None], possible, Decimal(str(attempt.pass_ratio))
    )
    is_waiting = None in reached
    attempt.points_possible, attempt.passed = float(possible), None if is_waiting else passed
    attempt.points, attempt.score_ratio = (None, None) if is_waiting else (float(points), float(ratio))
    db.session.flush()
    if before[0] is None:
        look_at_attempt(attempt, [question.kind for question in questions.values()], now=now)
    if course is not None and quiz is not None and before != (attempt.passed, attempt.score_ratio):
        follow(attempt, course, quiz, at=now, now=now)


def _bring_in_line(question: Question, row: Response, *, is_lifted: bool) -> Decimal | None:
    """The points of a response, exact; None while it waits. `is_lifted`: all points by a decision, whatever hints cost.

    What stands there is kept where it says the same: a third of three points is one, though the share is stored as 0.3333.
    """
    if row.fraction is None:
        row.points = None
        return None
    if is_lifted:
        row.points = float(question.points)
        return question.points
    fraction = Decimal(str(row.fraction))
    points = scoring.score(question, Grade(fraction), hints_opened=row.hints_opened)
    farthest = ROUNDING * (question.points + 2)  # the share was rounded, and the points were each time
    if row.points is not None and abs(Decimal(str(row.points)) - points) <= farthest:
        return Decimal(str(row.points))
    row.points = float(points)
    return points


def follow(attempt: Attempt, course: Course, quiz: Lesson, *, at: datetime, now: datetime) -> None:
    """What follows from a result: the log, and the quiz completed if the result that counts allows it.

    `at`: when the result came about. The quiz is completed as of the hand-in: nobody waits longer for a late review.
    """
    assert attempt.submitted_at is not None
    verb = {None: "submitted", True: "passed", False: "failed"}[attempt.passed]
    figures = {} if attempt.score_ratio is None else {"score_ratio": attempt.score_ratio}
    log.note(attempt.user_id, verb, course, quiz.id, at, now=now, number=attempt.number, **figures)
    record = open_lesson(attempt.user_id, course, quiz, now=now)
    renew_pages(attempt.user_id)
    began_at = round_began_at(course, quiz, learner_id=attempt.user_id, on=clock.local_date(now))
    handed_in = [
        row
        for row in queries.list_attempts(course, quiz, learner_id=attempt.user_id)
        if row.submitted_at and counts(row, began_at)
    ]
    if record.completed_at is None and counts_as_passed(quiz, handed_in):
        complete(record, course, quiz, attempt.submitted_at, now=now)
    if attempt.passed is not None:
        certificates.issue_missing(attempt.user_id, course, now=now)
