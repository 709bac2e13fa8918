"""The log of learning: what happened, to whom, in which department then. Appended, never changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import insert, select

from app import clock
from app.content.model import Course
from app.db import MANY, db
from app.people import queries as people
from app.people.models import Job

from .models import LearningEvent


def note(
    learner_id: int,
    verb: str,
    course: Course,
    object_id: str,
    at: datetime,
    *,
    now: datetime | None = None,
    **result: Any,
) -> None:
    """Append an event. `object_id`: the lesson, quiz, question or course it is about; `now`: when it became known, if later."""
    job = people.own_job(learner_id, on=clock.local_date(at))
    db.session.add(
        LearningEvent(
            occurred_at=at,
            recorded_at=now or at,
            user_id=learner_id,
            verb=verb,
            course_id=course.id,
            object_id=object_id,
            result=result,
            department_id=job.department_id if job else None,
        )
    )


class Noted(NamedTuple):
    """An event that is noted with many others."""

    learner_id: int
    verb: str
    course_id: str
    object_id: str
    occurred_at: datetime
    result: dict[str, Any]


def note_all(events: Sequence[Noted], *, now: datetime) -> None:
    """Append many events that are recorded now, in few statements."""
    jobs = _list_jobs(sorted({event.learner_id for event in events}))
    rows = [
        {
            "occurred_at": event.occurred_at,
            "recorded_at": now,
            "user_id": event.learner_id,
            "verb": event.verb,
            "course_id": event.course_id,
            "object_id": event.object_id,
            "result": event.result,
            "department_id": _department_then(jobs[event.learner_id], event.occurred_at),
        }
        for event in events
    ]
    if rows:
        db.session.execute(insert(LearningEvent), rows)


def _list_jobs(learners: Sequence[int]) -> dict[int, list[Job]]:
    """The primary jobs there ever were, by learner."""
    found: dict[int, list[Job]] = {learner_id: [] for learner_id in learners}
    for at in range(0, len(learners), MANY):
        jobs = select(Job).where(Job.user_id.in_(learners[at : at + MANY]), Job.is_primary)
        for job in db.session.scalars(jobs):
            found[job.user_id].append(job)
    return found


def _department_then(jobs: Sequence[Job], at: datetime) -> int | None:
    day = clock.local_date(at)
    return next((job.department_id for job in jobs if job.is_held_on(day)), None)
