"""The state of a duty: one function, which pages, reports and files all use.

Source: reports on duties follow docs/figures.md, section "State of a duty"; the first rule that fits wins.
"""

from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import CTE, ColumnElement, and_, case, or_, true

DUE_SOON = timedelta(days=14)


class DutyState(StrEnum):
    WITHDRAWN = "withdrawn"
    WAIVED = "waived"
    COMPLETED = "completed"
    ENDED_BY_EXIT = "ended_by_exit"
    PAUSED = "paused"
    SCHEDULED = "scheduled"
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"


URGENCY = (
    DutyState.OVERDUE,
    DutyState.DUE_SOON,
    DutyState.IN_PROGRESS,
    DutyState.NOT_STARTED,
    DutyState.PAUSED,
    DutyState.SCHEDULED,
    DutyState.COMPLETED,
    DutyState.WAIVED,
    DutyState.ENDED_BY_EXIT,
    DutyState.WITHDRAWN,
)
"""States in the order in which they ask for attention."""
OPEN = (DutyState.OVERDUE, DutyState.DUE_SOON, DutyState.IN_PROGRESS, DutyState.NOT_STARTED)
EXCLUDED = (DutyState.WITHDRAWN, DutyState.WAIVED, DutyState.PAUSED, DutyState.ENDED_BY_EXIT)
"""No rate on a day counts these."""


def duty_state(
    *,
    as_of: date,
    due_on: date | None,
    completed_on: date | None,
    started: bool,
    start_on: date | None = None,
    withdrawn_on: date | None = None,
    waived_on: date | None = None,
    exit_on: date | None = None,
    paused: bool = False,
) -> DutyState:
    """Where a person stands with a duty on a day. Without a due date nothing is due: someone learns freely.

    `started` never depends on passing anything. A waiver on or after the day of completion is ignored.
    """
    done = completed_on is not None and completed_on <= as_of
    if withdrawn_on is not None and withdrawn_on <= as_of:
        return DutyState.WITHDRAWN
    if waived_on is not None and waived_on <= as_of and (completed_on is None or waived_on < completed_on):
        return DutyState.WAIVED
    if done:
        return DutyState.COMPLETED
    if exit_on is not None and exit_on <= as_of:
        return DutyState.ENDED_BY_EXIT
    if paused:
        return DutyState.PAUSED
    if start_on is not None and start_on > as_of:
        return DutyState.SCHEDULED
    if due_on is not None and due_on < as_of:
        return DutyState.OVERDUE
    if due_on is not None and due_on <= as_of + DUE_SOON:
        return DutyState.DUE_SOON
    return DutyState.IN_PROGRESS if started else DutyState.NOT_STARTED


def state_of(facts: CTE, *, as_of: date) -> ColumnElement[str]:
    """`duty_state` in SQL, over columns named as its arguments; a test holds the two together over all combinations."""
    *rules, (_otherwise, last) = _rules(facts, as_of)
    return case(*((condition, state.value) for condition, state in rules), else_=last.value)


def urgency_of(facts: CTE, *, as_of: date) -> ColumnElement[int]:
    """The same as its place in `URGENCY`: numbers are sooner grouped than words."""
    *rules, (_otherwise, last) = _rules(facts, as_of)
    return case(*((condition, URGENCY.index(state)) for condition, state in rules), else_=URGENCY.index(last))


def _rules(facts: CTE, as_of: date) -> list[tuple[ColumnElement[bool], DutyState]]:
    duty = facts.c
    not_done_before = or_(duty.completed_on.is_(None), duty.waived_on < duty.completed_on)
    return [
        (duty.withdrawn_on <= as_of, DutyState.WITHDRAWN),
        (and_(duty.waived_on <= as_of, not_done_before), DutyState.WAIVED),
        (duty.completed_on <= as_of, DutyState.COMPLETED),
        (duty.exit_on <= as_of, DutyState.ENDED_BY_EXIT),
        (duty.paused > 0, DutyState.PAUSED),
        (duty.start_on > as_of, DutyState.SCHEDULED),
        (duty.due_on < as_of, DutyState.OVERDUE),
        (duty.due_on <= as_of + DUE_SOON, DutyState.DUE_SOON),
        (duty.started > 0, DutyState.IN_PROGRESS),
        (true(), DutyState.NOT_STARTED),
    ]


def urgency(state: ColumnElement[str]) -> ColumnElement[int]:
    """States in the order of `URGENCY`, from 0."""
    return case({name.value: place for place, name in enumerate(URGENCY)}, value=state, else_=len(URGENCY))
