"""Programmes taken again: when what was completed ends, and when the next round opens. Pure.

Validity follows from the rounds as it does for a course's certificate (app/learning/credentials.py): whoever renews inside
the window, or in the grace after the end, keeps the yearly day; after that a new period begins with the completion.
So it does before the window, where a person asked for the round; what was learnt more than was needed shortens nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from app.learning.credentials import A_DAY, Anchor, Period, Policy, last_day, next_period


class Done(NamedTuple):
    """A round that was completed, with the terms of the version it was completed in.

    `is_waived`: it need not be done, and counts as if it had been on the day it was due.
    """

    number: int
    completed_on: date
    valid_months: int | None
    window_days: int
    grace_days: int
    is_waived: bool = False


@dataclass(frozen=True, slots=True)
class NextRound:
    """The round to be assigned now. Completions from `opens_on` on count for it."""

    number: int
    opens_on: date
    due_on: date


def validity_of(rounds: Iterable[Done]) -> Period | None:
    """The period that the completed rounds, in their order, have led to; None without any.

    In time is what the round before it calls so; how long it lasts says the version it was completed in.
    """
    return _follow(rounds)[0]


def _follow(rounds: Iterable[Done]) -> tuple[Period | None, Done | None]:
    """The period, and the round that it follows from last."""
    period, last = None, None
    for done in rounds:
        if period is None or last is None:
            period, last = next_period(None, done.completed_on, _policy(done, done)), done
        elif not _adds_nothing(done, period, last):
            period, last = _renewed(period, done, last), done
    return period, last


def _adds_nothing(done: Done, period: Period, last: Done) -> bool:
    """What was asked for in between and waived leaves everything as it was; so does what was completed with the round before."""
    if not done.is_waived:
        return done.completed_on <= last.completed_on
    return period.valid_until is None or done.completed_on < _policy(done, last).opens_on(period.valid_until)


def _renewed(period: Period, done: Done, last: Done) -> Period:
    known = None if period.valid_until is None else period  # what was for good lasts as the newest version says
    found = next_period(known, done.completed_on, _policy(done, last)) or period
    if found.valid_until is None or period.valid_until is None or _is_stricter(done, last):
        return found
    return replace(found, valid_until=max(found.valid_until, period.valid_until))


def _is_stricter(done: Done, last: Done) -> bool:
    """Whether it lasts less long than the round before: a new version may ask for that."""
    return done.valid_months is not None and (last.valid_months is None or done.valid_months < last.valid_months)


def _policy(done: Done, before: Done) -> Policy:
    return Policy(
        valid_months=done.valid_months,
        window_days=before.window_days,
        grace_days=before.grace_days,
        anchor=Anchor.PREVIOUS_EXPIRY,
        accept_early=True,  # a round that was assigned by hand, before its window
    )


def next_round(rounds: Iterable[Done], *, today: date) -> NextRound | None:
    """The round that follows those completed, once its window is open; None while it is not, or where nothing runs out.

    It is due on the last valid day. Where that day has passed already, one round follows, however many were missed, with the
    whole window ahead of it.
    """
    done = list(rounds)
    period, last = _follow(done)
    final = last_day(period.valid_until) if period else None
    if final is None or last is None:
        return None
    opens_on = final + A_DAY - timedelta(days=last.window_days)
    opens_on = max(opens_on, last.completed_on + A_DAY)  # what was completed just now is no renewal of itself
    if today < opens_on:
        return None
    due_on = final if final >= today else today + timedelta(days=last.window_days)
    return NextRound(done[-1].number + 1, opens_on, due_on)
