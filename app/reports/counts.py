"""Figures about completion, department by department. Aggregated by the database."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Integer, case, func, select, true
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.elements import KeyedColumnElement

from app.access import Scope
from app.content.model import Course
from app.db import db
from app.people.models import Department
from app.programmes.states import DutyState

from .rates import Rate
from .standings import people, standings, state_of

RECENT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted about a group. `counted` is what rates are taken of: everyone in scope, or what was assigned."""

    people: int = 0
    counted: int = 0
    started: int = 0  # of `counted`
    completed: int = 0  # of `counted`
    assigned: int = 0
    overdue: int = 0  # of `assigned`
    overdue_people: int = 0  # with at least one overdue duty
    recent: int = 0  # courses completed in the last 30 days, assigned or not
    waived: int = 0  # duties that no rate counts: somebody decided that they need not be done
    paused: int = 0  # duties that no rate counts on this day: leave, or a pause

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))

    @property
    def completed_rate(self) -> Rate:
        return Rate(self.completed, self.counted)

    @property
    def started_rate(self) -> Rate:
        return Rate(self.started, self.counted)

    @property
    def overdue_rate(self) -> Rate:
        return Rate(self.overdue, self.assigned)

    @property
    def overdue_people_rate(self) -> Rate:
        return Rate(self.overdue_people, self.people)


def counts_by_department(
    courses: Sequence[Course],
    *,
    scope: Scope,
    as_of: date,
    department: Department | None = None,
    everyone: bool = False,
) -> list[tuple[str, Counts]]:
    """(path, counts) of every department that has people, without those below it; in no order.

    `everyone` takes rates of all people in scope, which needs exactly one course; else of what was assigned.
    """
    among = people(scope, on=as_of, department=department)
    standing = standings(among, courses, as_of=as_of)
    columns = standing.c
    statement = (
        select(
            among.c.path,
            func.count(among.c.id.distinct()),
            *_sums(columns, state_of(standing, as_of=as_of), as_of, everyone),
        )
        .select_from(among.outerjoin(standing, columns.user_id == among.c.id))
        .group_by(among.c.path)
    )
    return [(path, Counts(*numbers)) for path, *numbers in db.session.execute(statement)]


def _sums(
    columns: "ReadOnlyColumnCollection[str, KeyedColumnElement[object]]",
    state: ColumnElement[str],
    as_of: date,
    everyone: bool,
) -> list[ColumnElement[int]]:
    """Counts' fields after `people`, in their order."""
    assigned = columns.due_on.is_not(None)
    counted = true() if everyone else assigned
    overdue = state == DutyState.OVERDUE.value
    return [
        number(counted),
        number(counted & (columns.started > 0)),
        number(counted & columns.completed_on.is_not(None)),
        number(assigned),
        number(overdue),
        func.count(case((overdue, columns.user_id)).distinct()),
        number(columns.completed_on > as_of - RECENT),
        number(state == DutyState.WAIVED.value),
        number(state == DutyState.PAUSED.value),
    ]


def number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows of a group meet it."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0, type_=Integer)
