"""What is counted about a group of people and their courses, and the rates taken of it."""

from dataclasses import dataclass, fields
from datetime import timedelta

from sqlalchemy import ColumnElement, Integer, case, func

from .rates import Rate

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


def number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows of a group meet it."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0, type_=Integer)
