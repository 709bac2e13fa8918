"""The state of a duty: the first rule that fits wins."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.programmes.states import DutyState, duty_state

DAY = date(2026, 11, 20)


def due(days: int | None) -> date | None:
    return None if days is None else DAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("completed", "started", "days", "state"),
    [
        (True, True, -5, DutyState.COMPLETED),
        (True, False, None, DutyState.COMPLETED),
        (False, True, -1, DutyState.OVERDUE),
        (False, False, -1, DutyState.OVERDUE),
        (False, False, 0, DutyState.DUE_SOON),
        (False, True, 14, DutyState.DUE_SOON),
        (False, True, 15, DutyState.IN_PROGRESS),
        (False, False, 15, DutyState.NOT_STARTED),
        (False, True, None, DutyState.IN_PROGRESS),
        (False, False, None, DutyState.NOT_STARTED),
    ],
)
def test_the_state_of_a_duty(completed, started, days, state):
    assert duty_state(completed=completed, started=started, due_on=due(days), as_of=DAY) is state


@given(completed=st.booleans(), started=st.booleans(), days=st.none() | st.integers(-400, 400))
def test_overdue_is_what_is_past_its_day_and_not_completed(completed, started, days):
    state = duty_state(completed=completed, started=started, due_on=due(days), as_of=DAY)
    assert (state is DutyState.OVERDUE) == (not completed and days is not None and days < 0)
    assert (state is DutyState.COMPLETED) == completed
