"""Whether points that a reviewer gave may still be taken down: a slip that nobody has been shown, and nothing rests on."""

from sqlalchemy import exists, or_, select

from app.content import queries as content
from app.db import db

from ..certificates.models import Certificate
from ..models import Attempt, Completion, LessonRecord, Response
from ..queries import ids_of
from ..rejudging.models import RejudgedAnswer
from .answers import OpenAnswer


def may_lower(answer: OpenAnswer) -> bool:
    """Two statements; none once the learner has seen a review of it, or where the points came without one."""
    if answer.review is None or any(each.seen_at is not None for each in answer.markings):
        return False
    return not (_is_passed(answer) or _rests(answer))


def _is_passed(answer: OpenAnswer) -> bool:
    if answer.place != "quiz":
        return False
    own = select(Attempt.passed).join(Response, Response.attempt_id == Attempt.id)
    return bool(db.session.scalar(own.where(Response.id == answer.id)))


def _rests(answer: OpenAnswer) -> bool:
    """A completed page, a certificate, or a later judgement."""
    assert answer.review is not None
    course = content.find_course(answer.course_id)
    page = course.lesson(answer.page_id) if course else None
    courses = ids_of(course) if course else (answer.course_id,)
    completed = exists().where(
        LessonRecord.user_id == answer.learner_id,
        LessonRecord.course_id.in_(courses),
        LessonRecord.lesson_id.in_(ids_of(page) if page else (answer.page_id,)),
        LessonRecord.completed_at >= answer.answered_at,
    )
    issued = exists().where(
        Certificate.completion_id == Completion.id,
        Completion.user_id == answer.learner_id,
        Completion.course_id.in_(courses),
        Certificate.issued_at >= answer.review.finished_at,
    )
    own = RejudgedAnswer.response_id if answer.place == "quiz" else RejudgedAnswer.check_answer_id
    judged = exists().where(own == answer.id)
    return bool(db.session.scalar(select(or_(completed, issued, judged))))
