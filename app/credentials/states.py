"""How somebody stands with one kind of credential on a day. Pure; its twin for statements is `standing.py`.

The rule itself is learning's (`credentials.credential_of`): windows, grace, gaps and revocations mean the same for what a
course proves and for what comes from outside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.learning.credentials import Period, Policy, Status, credential_of, last_day

from .words import State

OF_STATUS = {
    Status.VALID: State.VALID,
    Status.EXPIRING: State.VALID,
    Status.IN_GRACE: State.IN_GRACE,
    Status.LAPSED: State.LAPSED,
    Status.REVOKED: State.REVOKED,
}


@dataclass(frozen=True, slots=True)
class Stand:
    """`valid_until`: the end of what there is, a renewal that is there already included; None: for ever, or never held."""

    state: State
    valid_until: date | None = None
    is_open: bool = False  # the window to renew is open, or the grace runs, or it has lapsed

    @property
    def last_day(self) -> date | None:
        return last_day(self.valid_until)


def state_on(periods: Sequence[Period], policy: Policy, *, on: date, waiting: bool = False) -> Stand:
    """`periods`: those that count, in the order in which they were recorded. `waiting`: something handed in is not decided yet;
    it counts for nothing, and is told only of who never held any."""
    found = credential_of(periods, policy, on=on)
    if found is None:
        return Stand(State.WAITING if waiting else State.NEVER)
    return Stand(OF_STATUS[found.status], found.valid_until, found.status is not Status.VALID)
