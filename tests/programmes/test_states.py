"""The state of a duty: the first rule that fits wins, and the function and the SQL of it are one definition."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Date, Integer, literal, select, union_all

from app.db import db
from app.programmes.states import URGENCY, DutyState, duty_state, state_of
from tests.examples import examples

DAY = date(2026, 11, 20)
DATES = ("due_on", "start_on", "completed_on", "withdrawn_on", "waived_on", "exit_on")
FLAGS = ("started", "paused")


def days(number: int | None) -> date | None:
    return None if number is None else DAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"withdrawn_on": 0, "waived_on": -9, "completed_on": -9, "due_on": -5}, DutyState.WITHDRAWN),
        ({"withdrawn_on": 1, "due_on": -5}, DutyState.OVERDUE),
        ({"waived_on": 0, "due_on": -5}, DutyState.WAIVED),
        ({"waived_on": -3, "completed_on": -1, "due_on": -5}, DutyState.WAIVED),
        ({"waived_on": -1, "completed_on": -3, "due_on": -5}, DutyState.COMPLETED),
        ({"waived_on": -3, "completed_on": -3, "due_on": -5}, DutyState.COMPLETED),
        ({"completed_on": 0, "exit_on": -1, "due_on": -5}, DutyState.COMPLETED),
        ({"completed_on": 1, "due_on": -5}, DutyState.OVERDUE),
        ({"exit_on": 0, "due_on": -5, "paused": 1}, DutyState.ENDED_BY_EXIT),
        ({"exit_on": 1, "due_on": -5}, DutyState.OVERDUE),
        ({"paused": 1, "due_on": -5}, DutyState.PAUSED),
        ({"start_on": 1, "due_on": -5}, DutyState.SCHEDULED),
        ({"start_on": 0, "due_on": -1, "started": 1}, DutyState.OVERDUE),
        ({"due_on": 0}, DutyState.DUE_SOON),
        ({"due_on": 14, "started": 1}, DutyState.DUE_SOON),
        ({"due_on": 15, "started": 1}, DutyState.IN_PROGRESS),
        ({"due_on": 15}, DutyState.NOT_STARTED),
        ({"started": 1}, DutyState.IN_PROGRESS),
        ({}, DutyState.NOT_STARTED),
    ],
)
def test_the_state_of_a_duty(facts, state):
    known: dict[str, Any] = {name: days(facts.get(name)) for name in DATES}
    known |= {name: bool(facts.get(name, 0)) for name in FLAGS}
    assert duty_state(as_of=DAY, **known) is state


@given(due=st.none() | st.integers(-400, 400), started=st.booleans(), completed=st.none() | st.integers(-400, 0))
def test_overdue_is_what_is_past_its_day_and_not_completed(due, started, completed):
    state = duty_state(completed_on=days(completed), started=started, due_on=days(due), as_of=DAY)
    assert (state is DutyState.OVERDUE) == (completed is None and due is not None and due < 0)
    assert (state is DutyState.COMPLETED) == (completed is not None)


around = st.sampled_from([None, -400, -2, -1, 0, 1, 2, 14, 15, 400]).map(days)
duties = st.fixed_dictionaries({**dict.fromkeys(DATES, around), **dict.fromkeys(FLAGS, st.booleans())})


@settings(max_examples=examples(60))
@given(rows=st.lists(duties, min_size=40, max_size=80))
def test_sql_and_python_agree_on_every_state(migrated_app, rows):
    with migrated_app.app_context():
        assert sql_states(rows) == [duty_state(as_of=DAY, **row).value for row in rows]


def sql_states(rows: list[dict]) -> list[str]:
    branches = [
        select(
            literal(place, Integer).label("place"),
            *(literal(row[name], Date).label(name) for name in DATES),
            *(literal(int(row[name]), Integer).label(name) for name in FLAGS),
        )
        for place, row in enumerate(rows)
    ]
    duty = union_all(*branches).cte("duty")
    return list(db.session.scalars(select(state_of(duty, as_of=DAY)).order_by(duty.c.place)))


def test_every_state_has_its_place_in_the_order_of_urgency():
    assert sorted(URGENCY) == sorted(DutyState)
