"""To which duties an act cannot be done, and why. Pure."""

from datetime import date
from enum import StrEnum

from app.programmes.states import DutyState

from .kinds import ChangeKind


class Refusal(StrEnum):
    """Why an act leaves a duty as it is."""

    WITHDRAWN = "withdrawn"
    WAIVED = "waived"
    COMPLETED = "completed"
    LEFT = "left"
    NOT_LATER = "not_later"  # promised for that day or a later one
    PAUSED = "paused"
    STANDS = "stands"  # there is nothing to reinstate
    ON_LEAVE = "on_leave"  # goes on when the leave ends
    NOT_YOURS = "not_yours"  # for who acts: a mandatory programme, or their own duty
    NOT_APPROVERS = "not_approvers"  # the same for who approves


CLOSED = {
    DutyState.WITHDRAWN: Refusal.WITHDRAWN,
    DutyState.WAIVED: Refusal.WAIVED,
    DutyState.COMPLETED: Refusal.COMPLETED,
    DutyState.ENDED_BY_EXIT: Refusal.LEFT,
}


def refusal(
    kind: ChangeKind, state: DutyState, *, due_on: date, until: date | None, paused: bool, today: date
) -> Refusal | None:
    """Why an act cannot be done to a duty in this state; None: it can. `paused`: by a pause of its own, not by leave."""
    if kind is ChangeKind.REINSTATE:
        return _not_to_reinstate(state, paused)
    if kind is ChangeKind.WITHDRAW and state is DutyState.WAIVED:
        return None
    if state in CLOSED:
        return CLOSED[state]
    if kind is ChangeKind.EXTEND and (until is None or until <= due_on):
        return Refusal.NOT_LATER
    if kind is ChangeKind.PAUSE and (paused or (until is not None and until <= today)):
        return Refusal.PAUSED
    return None


def _not_to_reinstate(state: DutyState, paused: bool) -> Refusal | None:
    if state in (DutyState.WITHDRAWN, DutyState.WAIVED) or paused:
        return None
    if state is DutyState.PAUSED:
        return Refusal.ON_LEAVE
    return CLOSED.get(state, Refusal.STANDS)
