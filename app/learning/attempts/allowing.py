"""More attempts or more time at a quiz for one learner, with a reason. Inside `writing()`; given `now`, never commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.content.model import Course, Lesson
from app.db import db
from app.people.actions import record_act

from ..models import Allowance


@dataclass(frozen=True, slots=True)
class Grant:
    """What is given on top of the quiz's own rules: attempts, and minutes for every attempt begun from now on."""

    extra_attempts: int
    extra_minutes: int
    reason: str
    form_key: str  # of the form it was given with


def allow(
    learner_id: int, course: Course, quiz: Lesson, grant: Grant, *, actor_id: int, now: datetime, request_id: str = ""
) -> Allowance:
    """Give it, once: the same form sent again finds what it gave."""
    same = db.session.scalar(select(Allowance).filter_by(form_key=grant.form_key))
    if same is not None:
        return same
    allowance = Allowance(
        user_id=learner_id,
        course_id=course.id,
        quiz_id=quiz.id,
        extra_attempts=grant.extra_attempts,
        extra_minutes=grant.extra_minutes,
        reason=grant.reason,
        granted_by_id=actor_id,
        granted_at=now,
        form_key=grant.form_key,
    )
    db.session.add(allowance)
    record_act(
        "attempt granted",
        actor_id=actor_id,
        now=now,
        request_id=request_id,
        subject_id=learner_id,
        course_id=course.id,
        quiz_id=quiz.id,
        extra_attempts=grant.extra_attempts,
        extra_minutes=grant.extra_minutes,
    )
    db.session.flush()
    return allowance


def list_granted(learner_id: int) -> Sequence[Allowance]:
    """Everything that was granted to a learner, newest first, at most 100."""
    statement = select(Allowance).filter_by(user_id=learner_id).order_by(Allowance.id.desc()).limit(100)
    return db.session.scalars(statement).all()
