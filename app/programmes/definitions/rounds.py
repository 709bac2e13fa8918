"""Programmes taken again: when what was completed ends, and when the next round opens. Pure.

Validity follows from the rounds as it does for a course's certificate (app/learning/credentials.py): whoever renews inside
the window, or in the grace after the end, keeps the yearly day; after that a new period begins with the completion.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from app.learning.credentials import A_DAY, Anchor, Period, Policy, last_day, next_period


class Done(NamedTuple):
    """A round that was completed, with the terms of the version it was completed in."""

    number: int
    completed_on: date
    valid_months: int | None
    window_days: int
    grace_days: int


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
    period, before = None, None
    for done in rounds:
        policy = _policy(done, before or done)
        period = next_period(period, done.completed_on, policy) or period
        before = done
    return period


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
    period = validity_of(done)
    final = last_day(period.valid_until) if period else None
    if final is None:
        return None
    last = done[-1]
    opens_on = final + A_DAY - timedelta(days=last.window_days)
    opens_on = max(opens_on, last.completed_on + A_DAY)  # what was completed just now is no renewal of itself
    if today < opens_on:
        return None
    due_on = final if final >= today else today + timedelta(days=last.window_days)
    return NextRound(last.number + 1, opens_on, due_on)
