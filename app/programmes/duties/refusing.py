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
    NOT_COMPLETED = "not_completed"  # there is nothing to learn again
    LATER_ROUND = "later_round"
    TODAY = "today"  # completed only today, which would count for the further round too
    PROGRAMME_CLOSED = "programme_closed"
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
    """Why a duty in this state cannot be changed so; None: it can. `paused`: by a pause of its own, not by leave."""
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


def refusal_to_ask_again(
    state: DutyState, *, completed_on: date | None, is_newest: bool, closed_on: date | None, today: date
) -> Refusal | None:
    """Why somebody cannot be asked to learn again what a duty of theirs asked; None: they can. `closed_on`: the programme."""
    if state is not DutyState.COMPLETED:
        return CLOSED.get(state, Refusal.NOT_COMPLETED)
    if not is_newest:
        return Refusal.LATER_ROUND
    if closed_on is not None and closed_on <= today:
        return Refusal.PROGRAMME_CLOSED
    return Refusal.TODAY if completed_on is None or completed_on >= today else None
