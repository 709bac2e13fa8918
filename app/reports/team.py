"""What a manager looks at first: whom to talk to, and which courses lag behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.access import Scope
from app.content.model import Course
from app.db import db
from app.people.models import Department
from app.programmes.states import DutyState

from .counts import Counts, counts_by_course
from .labels import named
from .standings import people, standings, state_of

PEOPLE_SHOWN = 10
COURSES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class OverduePerson:
    user_id: int
    name: str
    department: str
    count: int  # overdue duties
    oldest_due_on: date
    days: int  # since the oldest due date


def list_overdue_people(
    courses: Sequence[Course], *, scope: Scope, as_of: date, department: Department | None = None
) -> list[OverduePerson]:
    """The people overdue longest, at most ten. One statement."""
    among = people(scope, on=as_of, department=department)
    standing = standings(among, courses, as_of=as_of)
    oldest = func.min(standing.c.due_on, type_=standing.c.due_on.type)
    named_columns = (among.c.id, among.c.name, among.c.name_key, among.c.name_zh, among.c.name_en)
    statement = (
        select(*named_columns, func.count().label("duties"), oldest.label("oldest"))
        .join_from(standing, among, among.c.id == standing.c.user_id)
        .where(state_of(standing, as_of=as_of) == DutyState.OVERDUE.value)
        .group_by(*named_columns)
        .order_by(oldest, func.count().desc(), among.c.name_key, among.c.id)
        .limit(PEOPLE_SHOWN)
    )
    return [
        OverduePerson(row.id, row.name, named(row), row.duties, row.oldest, (as_of - row.oldest).days)
        for row in db.session.execute(statement)
    ]


def list_slowest_courses(
    courses: Sequence[Course], *, scope: Scope, as_of: date, people_count: int, department: Department | None = None
) -> list[tuple[Course, Counts]]:
    """The courses with the lowest completion of what was assigned, at most five; without those assigned to nobody."""
    found = counts_by_course(courses, scope=scope, as_of=as_of, people_count=people_count, department=department)
    assigned = [(course, counts) for course, counts in found if counts.assigned]
    return sorted(assigned, key=lambda pair: pair[1].completed_rate.ratio or 0.0)[:COURSES_SHOWN]
