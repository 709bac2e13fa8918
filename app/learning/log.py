"""The log of learning: what happened, to whom, in which department then. Appended, never changed."""

from datetime import datetime
from typing import Any

from app import clock
from app.content.model import Course
from app.db import db
from app.people import queries as people

from .models import LearningEvent


def note(learner_id: int, verb: str, course: Course, object_id: str, now: datetime, **result: Any) -> None:
    """Append an event. `object_id`: the lesson, quiz, question or course it is about."""
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
