"""What the filters of a report offer within a scope: departments, programmes, families of positions."""

from datetime import date, datetime

from sqlalchemy import inspect, or_, select

from app.access import Scope
from app.db import db
from app.people.models import Department, Position
from app.people.queries import department_on
from app.programmes.models import Programme


def list_departments(scope: Scope, day: date, known_at: datetime | None = None) -> list[Department]:
    """Departments of the scope that are open on a day, as they were then: parents before children, by code.

    `known_at`: as far as it was recorded by that instant.
    """
    place = department_on(day, known_at)
    covered = scope.covers(place.path) if place is Department else scope.covers_then(place.path)
    keys = inspect(Department).columns.keys()
    rows = db.session.execute(select(*(getattr(place, key) for key in keys)).where(covered, place.closed_on.is_(None)))
    # not through the session: it holds one object a row, and of two days the second would read the names of the first
    found = [Department(**dict(zip(keys, row, strict=True))) for row in rows]
    return sorted(found, key=lambda each: (each.path.count("/"), each.code))


def list_closed(scope: Scope, first: date, last: date) -> list[Department]:
    """Departments of the scope that were closed after the first day of a period and by its last, by code."""
    closed = Department.closed_on.is_not(None) & (Department.closed_on > first) & (Department.closed_on <= last)
    statement = select(Department).where(closed, scope.covers(Department.path)).order_by(Department.code)
    return list(db.session.scalars(statement))


def closed_one(scope: Scope, day: date, code: str) -> Department | None:
    """A department of the scope by its code that was closed by a day."""
    if "\0" in code:
        return None
    closed = Department.closed_on.is_not(None) & (Department.closed_on <= day)
    return db.session.scalar(select(Department).where(Department.code == code, closed, scope.covers(Department.path)))


def list_programmes(scope: Scope) -> list[Programme]:
    """Programmes of the group and of departments in the scope, by code; those that are one course come last."""
    of_group = Programme.department_id.is_(None)
    within = Programme.department_id.in_(select(Department.id).where(scope.covers(Department.path)))
    statement = select(Programme).where(or_(of_group, within))
    return list(db.session.scalars(statement.order_by(Programme.of_course.is_not(None), Programme.code)))


def families() -> list[str]:
    """Of positions, by name."""
    return sorted(set(db.session.scalars(select(Position.family).where(Position.family != ""))))
