"""Reads of one's own duties."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app import clock
from app.content import queries as content
from app.db import db
from app.people.models import User
from app.programmes.duties.by_course import by_course


@dataclass(frozen=True, slots=True)
class CourseDuty:
    """A course that a learner's duties ask for, by the earliest of their days. Not `is_open`: completed for all of them.

    `again`: what was completed before does not count for it.
    """

    course_id: str
    due_on: date
    is_open: bool = True
    again: bool = False


def list_assignments(*, learner_id: int) -> list[CourseDuty]:
    """The courses a learner has to complete, the earliest due date first; without what is waived, paused or not to begin yet."""
    today = clock.today()
    asked = by_course(select(User.id).where(User.id == learner_id).cte("people"), content.list_courses(), as_of=today).c
    statement = (
        select(asked.course_id, asked.due_on, asked.open)
        .where(asked.due_on.is_not(None), asked.start_on <= today)
        .order_by(asked.due_on, asked.course_id)
    )
    return [
        CourseDuty(course_id, due_on, bool(is_open), bool(is_open))
        for course_id, due_on, is_open in db.session.execute(statement)
    ]
