"""Completions and passes that run out: windows to renew, anchors, grace, lapse. Pure; a day is a business day.

A period is `[valid_from, valid_until)`: the last valid day, which readers are shown, is the one before `valid_until`.
Source: docs/decisions/0014-rounds-and-passes-that-run-out.md.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

REMIND_DAYS = 30
A_DAY = timedelta(days=1)


class Anchor(StrEnum):
    """From where a renewed period is counted."""

    COMPLETION = "completion"
    PREVIOUS_EXPIRY = "previous_expiry"
    FIXED_DAY = "fixed_day"


class Status(StrEnum):
    VALID = "valid"
    EXPIRING = "expiring"  # valid, and the window to renew is open
    IN_GRACE = "in_grace"  # run out, and renewing is still renewing
    LAPSED = "lapsed"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Policy:
    """The terms of a course's certificate. `if_lapsed`: `recert` asks for the quizzes again, `initial` for everything."""

    valid_months: int | None = None
    remind_days: int = REMIND_DAYS
    window_days: int = REMIND_DAYS
    grace_days: int = 0
    anchor: Anchor = Anchor.COMPLETION
    fixed_day: tuple[int, int] | None = None  # month, day
    min_active_months: int = 0  # of a period that ends on the fixed day
    accept_early: bool = False  # renewing before the window opens counts too, from its own day on
    if_lapsed: str = "recert"

    @property
    def runs_out(self) -> bool:
        return self.valid_months is not None or self.fixed_day is not None

    def opens_on(self, valid_until: date) -> date:
        """The first day of the window."""
        return valid_until - timedelta(days=self.window_days)

    def lapses_on(self, valid_until: date) -> date:
        """The first day after the grace."""
        return valid_until + timedelta(days=self.grace_days)


@dataclass(frozen=True, slots=True)
class Period:
    """`valid_until` None: for ever. A temporary one knows no window and no grace: what follows it is a first one."""

    valid_from: date
    valid_until: date | None
    revoked_on: date | None = None
    temporary: bool = False


@dataclass(frozen=True, slots=True)
class Credential:
    """How a credential stands on a day, all periods together. `valid_until`: the end of the last; None: for ever."""

    status: Status
    valid_until: date | None
    may_renew: bool = False

    @property
    def last_day(self) -> date | None:
        return last_day(self.valid_until)


def policy_of(terms: Mapping[str, Any] | None) -> Policy:
    """The policy that `certificate` of a course.yaml states. The window opens with the reminder unless it says otherwise."""
    given = dict(terms or {})
    given.pop("min_score", None)
    day = given.pop("fixed_day", None)
    if day is not None:
        month, _dash, number = str(day).partition("-")
        given["fixed_day"] = (int(month), int(number))
        given.setdefault("anchor", Anchor.FIXED_DAY)
    given.setdefault("window_days", given.get("remind_days", REMIND_DAYS))
    given["anchor"] = Anchor(given.get("anchor", Anchor.COMPLETION))
    return Policy(**given)


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(valid_until: date | None) -> date | None:
    """The last valid day."""
    return None if valid_until is None else valid_until - A_DAY


def pass_until(passed_on: date, valid_months: int | None) -> date | None:
    """The first day on which a passed quiz no longer counts: it counts to the end of the same day so many months later."""
    return None if valid_months is None else add_months(passed_on, valid_months) + A_DAY


def first_period(completed_on: date, policy: Policy) -> Period:
    """What completing for the first time, or after a lapse, gives."""
    return Period(completed_on, _counted(completed_on, policy, completed_on))


def next_period(previous: Period | None, completed_on: date, policy: Policy) -> Period | None:
    """What completing again gives. None: it refreshes what is known and renews nothing, since the window is not open yet."""
    until = previous.valid_until if previous else None
    if previous is None or previous.temporary or previous.revoked_on is not None or not policy.runs_out:
        return first_period(completed_on, policy)
    if until is None:
        return None
    if completed_on >= policy.lapses_on(until):
        return first_period(completed_on, policy)
    is_early = completed_on < policy.opens_on(until)
    if is_early and not policy.accept_early:
        return None
    if policy.anchor is Anchor.PREVIOUS_EXPIRY and not is_early:
        return _from_previous_expiry(until, completed_on, policy)
    return Period(completed_on, _counted(completed_on, policy, max(until, completed_on)))


def _from_previous_expiry(until: date, completed_on: date, policy: Policy) -> Period:
    """The anniversary is kept; validity is never back-dated."""
    end = _counted(until, policy, until)
    if end is None or end <= completed_on:  # a grace longer than the term
        return first_period(completed_on, policy)
    return Period(max(until, completed_on), end)


def _counted(start: date, policy: Policy, after: date) -> date | None:
    """The end of a period counted from `start`; a fixed day is the first one that lies after `after` too."""
    if policy.anchor is not Anchor.FIXED_DAY or policy.fixed_day is None:
        return None if policy.valid_months is None else add_months(start, policy.valid_months)
    least = max(add_months(start, policy.min_active_months), after + A_DAY)
    this_year = _fixed(least.year, policy.fixed_day)
    return this_year if this_year >= least else _fixed(least.year + 1, policy.fixed_day)


def _fixed(year: int, fixed_day: tuple[int, int]) -> date:
    month, day = fixed_day
    return date(year, month, min(day, monthrange(year, month)[1]))


def credential_of(periods: Sequence[Period], policy: Policy, *, on: date) -> Credential | None:
    """How the periods stand on a day; None without any. A gap between two is a time without validity.

    After a revocation there is no window to wait for: the course may be taken again at once.
    """
    begun = [period for period in sorted(periods, key=lambda each: each.valid_from) if period.valid_from <= on]
    if not begun:
        return None
    standing = [period for period in sorted(periods, key=lambda each: each.valid_from) if not _is_revoked(period, on)]
    if _is_revoked(begun[-1], on) and not any(_covers(period, on) for period in standing):
        return Credential(Status.REVOKED, begun[-1].valid_until, may_renew=True)
    covered = [period for period in standing if period.valid_from <= on]
    if not covered:
        return None
    if any(period.valid_until is None for period in covered):
        return Credential(Status.VALID, None)
    until = max(period.valid_until for period in covered if period.valid_until is not None)
    for period in standing:
        if period.valid_from <= until and period.valid_until is None:
            return Credential(Status.VALID, None)
        if period.valid_from <= until and period.valid_until is not None:
            until = max(until, period.valid_until)
    status = _status(until, policy, on, temporary=covered[-1].temporary)
    early = policy.accept_early and status is Status.VALID
    return Credential(status, until, policy.runs_out and (early or status is not Status.VALID))


def _status(until: date, policy: Policy, on: date, *, temporary: bool) -> Status:
    if on < until:
        return Status.EXPIRING if on >= policy.opens_on(until) and not temporary else Status.VALID
    return Status.IN_GRACE if on < policy.lapses_on(until) and not temporary else Status.LAPSED


def _is_revoked(period: Period, on: date) -> bool:
    return period.revoked_on is not None and period.revoked_on <= on


def _covers(period: Period, on: date) -> bool:
    return period.valid_from <= on and (period.valid_until is None or on < period.valid_until)
