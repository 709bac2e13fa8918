"""The result that a certificate may ask for and state: the mean of the quiz results that count."""

from decimal import Decimal

from sqlalchemy import select

from app.content.model import Course, Lesson
from app.db import db

from .. import queries
from ..models import Attempt, Completion, Enrolment


def mean_result(course: Course, completion: Completion) -> Decimal | None:
    """In 0..1, over the quizzes that had to be passed; None while there is no result. Attempts of earlier rounds do not count."""
    quizzes = [lesson for lesson in course.lessons if lesson.kind == "quiz" and not lesson.optional]
    ratios = [found for quiz in quizzes if (found := _counting(course, quiz, completion)) is not None]
    return sum(ratios, Decimal(0)) / len(ratios) if ratios and len(ratios) == len(quizzes) else None


def is_good_enough(course: Course, mean: Decimal | None) -> bool:
    """Whether `min_score` of the course's certificate is reached; without one, always. Exact, nothing is rounded first."""
    wanted = (course.certificate or {}).get("min_score")
    return wanted is None or (mean is not None and mean * 100 >= wanted)


def _counting(course: Course, quiz: Lesson, completion: Completion) -> Decimal | None:
    """The result of one quiz that counts (`score`)."""
    statement = (
        select(Attempt.score_ratio)
        .where(
            Attempt.user_id == completion.user_id,
            Attempt.course_id.in_(queries.ids_of(course)),
            Attempt.quiz_id.in_(queries.ids_of(quiz)),
            Attempt.score_ratio.is_not(None),
        )
        .order_by(Attempt.number)
    )
    if completion.round > 1:
        began = select(Enrolment.enrolled_at).where(
            Enrolment.user_id == completion.user_id,
            Enrolment.course_id.in_(queries.ids_of(course)),
            Enrolment.round == completion.round,
        )
        statement = statement.where(Attempt.started_at >= began.limit(1).scalar_subquery())
    ratios = [Decimal(str(ratio)) for ratio in db.session.scalars(statement)]
    if not ratios:
        return None
    counting = {"best": max(ratios), "first": ratios[0], "last": ratios[-1]}
    return sum(ratios, Decimal(0)) / len(ratios) if quiz.score == "average" else counting[quiz.score]
