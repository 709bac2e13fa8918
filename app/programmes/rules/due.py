"""By which day a duty is due, as a rule says it. Pure.

A day is promised once, when somebody is assigned, and computed again only where the rule was changed and is applied again.
Nobody is ever due before the day of the assignment, nor by a count of days that ran out before it: who was hired long ago has
from the assignment as many days as the rule gives.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from .calendars import add_working_days, is_certain


class DueKind(StrEnum):
    DATE = "date"
    DAYS = "days"
    WORKING_DAYS = "working_days"


class DueFrom(StrEnum):
    ASSIGNMENT = "assignment"
    HIRE = "hire"


class DueRule(Protocol):
    """What of a rule says by when.

    `due_on`: of kind `date`; `due_days` are then the days that whoever is assigned late has at least. Of the other kinds
    `due_days` is the number of days, counted `due_from` the assignment or the hire. `calendar`: country of working days;
    empty: that of the person's department.
    """

    @property
    def due_kind(self) -> str: ...
    @property
    def due_on(self) -> date | None: ...
    @property
    def due_days(self) -> int | None: ...
    @property
    def due_from(self) -> str: ...
    @property
    def calendar(self) -> str: ...


def due_day(rule: DueRule, assigned_on: date, hired_on: date | None, country: str) -> date:
    """The day by which somebody assigned on a day is to be done. `hired_on` None: not known, counted from the assignment.

    Raises ValueError for a rule that does not say when.
    """
    days = rule.due_days or 0
    if rule.due_kind == DueKind.DATE:
        if rule.due_on is None:
            raise ValueError("a rule of kind date without a date")
        return max(rule.due_on, assigned_on + timedelta(days=days))
    since_hire = rule.due_from == DueFrom.HIRE and hired_on is not None
    due_on = _count(rule, hired_on, country) if since_hire and hired_on else _count(rule, assigned_on, country)
    return due_on if due_on >= assigned_on else _count(rule, assigned_on, country)


def is_due_certain(rule: DueRule, due_on: date, country: str) -> bool:
    """Whether the calendar behind a due day is known, or a holiday may still be fixed that lies before it."""
    return rule.due_kind != DueKind.WORKING_DAYS or is_certain(rule.calendar or country, due_on)


def ran_out_before(rule: DueRule, assigned_on: date, hired_on: date | None, country: str) -> bool:
    """Whether days counted from the hire were over before the assignment, so that they begin with it."""
    if rule.due_from != DueFrom.HIRE or rule.due_kind == DueKind.DATE or hired_on is None:
        return False
    return _count(rule, hired_on, country) < assigned_on


def _count(rule: DueRule, start: date, country: str) -> date:
    if rule.due_kind == DueKind.DAYS:
        return start + timedelta(days=rule.due_days or 0)
    if rule.due_kind == DueKind.WORKING_DAYS:
        return add_working_days(rule.calendar or country, start, rule.due_days or 0)
    raise ValueError(f"no such kind of due day: {rule.due_kind}")
