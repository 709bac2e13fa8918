"""The state of a duty: one function, which pages, reports and files all use.

Source: reports on duties follow docs/figures.md, section "State of a duty"; the first rule that fits wins.
"""

from datetime import date, timedelta
from enum import StrEnum

DUE_SOON = timedelta(days=14)


class DutyState(StrEnum):
    COMPLETED = "completed"
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"


def duty_state(*, completed: bool, started: bool, due_on: date | None, as_of: date) -> DutyState:
    """Where a person stands with a course on a day. Without a due date nothing is due: someone learns freely."""
    if completed:
        return DutyState.COMPLETED
    if due_on is not None and due_on < as_of:
        return DutyState.OVERDUE
    if due_on is not None and due_on <= as_of + DUE_SOON:
        return DutyState.DUE_SOON
    return DutyState.IN_PROGRESS if started else DutyState.NOT_STARTED
