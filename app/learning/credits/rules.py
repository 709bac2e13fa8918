"""Continuing education: what a year asks of somebody, and whether it is met. Pure; a day is a business day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from .models import CreditRule

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Requirement:
    """Hours a year asks for, and how many of them must be of specialised subjects."""

    hours: float = 90
    specialised: float = 60


@dataclass(frozen=True, slots=True)
class Met:
    """How somebody stands. `shortfall`: hours still to be earned so that both conditions hold."""

    required: Requirement
    earned: float
    specialised: float

    @property
    def total_short(self) -> float:
        return max(0.0, self.required.hours - self.earned)

    @property
    def specialised_short(self) -> float:
        return max(0.0, self.required.specialised - self.specialised)

    @property
    def shortfall(self) -> float:
        return max(self.total_short, self.specialised_short)

    @property
    def is_met(self) -> bool:
        return self.shortfall == 0


@dataclass(frozen=True, slots=True)
class Year:
    """A year of a set of rules, named after the calendar year in which it begins: `[first, end)`."""

    number: int
    first: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.first).days


def ce_met(specialised: float, other: float, required: Requirement) -> Met:
    """Whether hours of specialised and of other subjects are enough: all together, and the specialised ones alone."""
    return Met(required, specialised + other, specialised)


def year_of(day: date, year_start: str) -> Year:
    """The year that a day lies in. `year_start`: the day on which it begins, as 01-01."""
    month, first_day = map(int, year_start.split("-"))
    number = day.year if (day.month, day.day) >= (month, first_day) else day.year - 1
    return Year(number, date(number, month, first_day), date(number + 1, month, first_day))


def required_of(rule: CreditRule, year: Year, joined_on: date) -> Requirement:
    """What is asked of somebody employed since a day. Pro rata: by the days left of the year, halves of hours upwards."""
    whole = Requirement(rule.required_hours, rule.specialised_hours)
    if not rule.is_pro_rata or joined_on <= year.first:
        return whole
    left = max(0, (year.end - joined_on).days)
    return Requirement(_part(whole.hours, left, year.days), _part(whole.specialised, left, year.days))


def _part(hours: float, days: int, of: int) -> float:
    """In steps of half an hour, half a step upwards. Exact: hours come in halves."""
    halves = int(hours * 2) * days
    return (2 * halves + of) // (2 * of) / 2


def in_force(versions: Iterable[CreditRule], day: date) -> list[CreditRule]:
    """The version of each set of rules that holds on a day; sets that ended, or begin later, are left out. By code."""
    found = []
    for _code, own in groupby(sorted(versions, key=lambda each: (each.code, each.first_year, each.id)), _code_of):
        holding = _holding(list(own), day)
        if holding is not None and not holding.is_ended:
            found.append(holding)
    return found


def _holding(versions: Sequence[CreditRule], day: date) -> CreditRule | None:
    """The last of those whose first year has begun by that day."""
    begun = [each for each in versions if each.first_year <= year_of(day, each.year_start).number]
    return begun[-1] if begun else None


def _code_of(rule: CreditRule) -> str:
    return rule.code
