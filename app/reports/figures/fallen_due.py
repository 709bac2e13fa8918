"""Duties that fell due in a period, by where the people worked on that day and by month. Source: docs/figures.md, "Duties in figures".

The set C of `figures.duties`, divided: its parts sum to it, which a test holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from app.access import Scope
from app.db import db
from app.learning.credentials import add_months
from app.people.known import jobs_known, places_known
from app.people.models import Department
from app.programmes.duties.facts import facts
from app.programmes.standings import reading
from app.programmes.standings.days import Day, numbered

from .rates import Rate


@dataclass(frozen=True, slots=True)
class Due:
    """Duties that fell due, those of them completed by the day of the report, and those completed in time. Two groups add up."""

    fell_due: int = 0
    completed: int = 0
    on_time: int = 0
    completed_then: int = 0  # by the same day of the year before: for a comparison with what fell due until then

    def __add__(self, other: "Due") -> "Due":
        return Due(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def people(self) -> int:
        """A group to which nothing fell due has no row."""
        return self.fell_due

    @property
    def completed_rate(self) -> Rate:
        return Rate(self.completed, self.fell_due)

    @property
    def on_time_rate(self) -> Rate:
        return Rate(self.on_time, self.fell_due)

    @property
    def completed_then_rate(self) -> Rate:
        return Rate(self.completed_then, self.fell_due)


@dataclass(frozen=True, slots=True)
class Fallen:
    """`by_path`: in the period, by the path of the department on the due date. `by_day`: from the first day of the trend on."""

    by_path: list[tuple[str, Due]]
    by_day: list[tuple[date, Due]]

    def between(self, first: date, last: date) -> Due:
        return total(due for day, due in self.by_day if first <= day <= last)


def total(parts: Iterable[Due]) -> Due:
    return sum(parts, Due())


def fallen_due(
    scope: Scope,
    *,
    as_of: date,
    first: date,
    last: date,
    since: date,
    known_at: datetime | None = None,
    department: Department | None = None,
) -> Fallen:
    """Of the period from `first` to `last`, and day by day from `since` on. Two statements, one of them small."""
    last = min(last, as_of)
    fell = _fell(scope, as_of, min(first, since), last, known_at, department)
    numbers = [func.count(), _sum(fell.c.completed), _sum(fell.c.on_time), _sum(fell.c.completed_then)]
    nothing = cast(null(), String)
    by_path = (
        select(fell.c.path, cast(null(), fell.c.due_on.type).label("due_on"), *numbers)
        .where(fell.c.due_on >= first)
        .group_by(fell.c.path)
    )
    by_day = (
        select(nothing.label("path"), fell.c.due_on, *numbers).where(fell.c.due_on >= since).group_by(fell.c.due_on)
    )
    found = Fallen([], [])
    for path, day, *counts in db.session.execute(union_all(by_path, by_day)):
        if path is None:
            found.by_day.append((day, Due(*counts)))
        else:
            found.by_path.append((path, Due(*counts)))
    return found


def _fell(
    scope: Scope, as_of: date, first: date, last: date, known_at: datetime | None, department: Department | None
) -> CTE:
    """A row for each duty: path, due_on, completed (0, 1), on_time (0, 1)."""
    duty = (reading.duties(as_of=as_of) if known_at is None else facts(as_of=as_of, known_at=known_at)).c
    job, place = jobs_known(known_at), places_known(known_at)
    due, day = duty.due_on, _comparable(duty.due_on)
    done, done_then = duty.completed_on <= as_of, duty.completed_on <= add_months(as_of, -12)
    held = and_(
        job.user_id == duty.user_id,
        job.is_primary.is_(True),
        day(job.started_on) <= due,
        or_(job.ended_on.is_(None), day(job.ended_on) > due),
    )
    stood = and_(
        place.department_id == job.department_id,
        day(place.valid_from) <= due,
        or_(place.valid_to.is_(None), day(place.valid_to) > due),
    )
    conditions = [
        due.between(first, last),
        or_(duty.waived_on.is_(None), duty.waived_on > due, duty.completed_on <= duty.waived_on),
        or_(duty.withdrawn_on.is_(None), duty.withdrawn_on > due),
        or_(duty.exit_on.is_(None), duty.exit_on > due, duty.completed_on < duty.exit_on),
        scope.covers_then(place.path),
    ]
    if department is not None:
        conditions.append(place.path.contains(f"/{department.id}/", autoescape=True))
    return (
        select(
            place.path,
            due,
            _flag(done).label("completed"),
            _flag(and_(done, duty.completed_on <= due)).label("on_time"),
            _flag(done_then).label("completed_then"),
        )
        .select_from(duty.due_on.table)
        .join(job, held)
        .join(place, stood)
        .where(*conditions)
        .cte("fell")
    )


def _comparable(due_on: ColumnElement[Any]) -> Any:
    """What makes a date column comparable with the due date: days worked out ahead are numbers."""
    return numbered if isinstance(due_on.type, Day) else lambda column: column


def _flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=literal(0))


def _sum(column: ColumnElement[int]) -> ColumnElement[int]:
    return func.sum(column, type_=Integer)
