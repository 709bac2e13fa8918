"""In which state a grant of a role is: pure."""

from datetime import date, datetime
from enum import StrEnum

from app.access import Role

NEEDS_SECOND = frozenset({Role.HR, Role.ADMIN})
"""Granted by one administrator, in force only once another has approved."""
EVERYWHERE_ONLY = frozenset({Role.ADMIN})
"""Never over a part: who runs the machine runs all of it."""
GRANTABLE = tuple(role for role in Role if role is not Role.MANAGER)
"""Who manages is said by jobs: a head of department manages it."""


class State(StrEnum):
    IN_FORCE = "in-force"
    WAITING = "waiting"  # for a second administrator
    ENDED = "ended"  # on its day
    DECLINED = "declined"  # withdrawn before it was ever approved
    WITHDRAWN = "withdrawn"


def state_of(*, approved_at: datetime | None, ended_on: date | None, withdrawn_on: date | None, today: date) -> State:
    """`withdrawn_on`: the business day of the withdrawal. One withdrawn after its last day had ended by itself."""
    over = withdrawn_on or today
    if ended_on is not None and ended_on <= over:
        return State.ENDED
    if withdrawn_on is not None:
        return State.WITHDRAWN if approved_at else State.DECLINED
    return State.IN_FORCE if approved_at else State.WAITING
