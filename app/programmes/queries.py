"""Reads of one's own duties."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.db import db
from app.programmes.models import Assignment, ProgrammeItem


@dataclass(frozen=True, slots=True)
class CourseDuty:
    """A course that a learner's duties ask for, by the earliest of their days."""

    course_id: str
    due_on: date


def list_assignments(*, learner_id: int) -> list[CourseDuty]:
    """The courses a learner has to complete, the earliest due date first."""
    due_on = func.min(Assignment.due_on, type_=Assignment.due_on.type)
    statement = (
        select(ProgrammeItem.course_id, due_on)
        .join(Assignment, Assignment.version_id == ProgrammeItem.version_id)
        .where(
            Assignment.user_id == learner_id,
            Assignment.withdrawn_on.is_(None),
            Assignment.waived_on.is_(None),
            Assignment.exit_on.is_(None),
            ProgrammeItem.is_required,
        )
        .group_by(ProgrammeItem.course_id)
        .order_by(due_on, func.min(Assignment.id))
    )
    return [CourseDuty(course_id, day) for course_id, day in db.session.execute(statement)]
