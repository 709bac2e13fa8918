"""The SQL of a state and the function of a state are one definition: held together over every combination."""

import itertools
from datetime import date, timedelta

from sqlalchemy import Date, Integer, literal, select

from app.db import db
from app.programmes.states import DUE_SOON, DutyState, duty_state
from app.reports.standings import URGENCY, state_case

AS_OF = date(2026, 11, 20)
DUE = [None, *(AS_OF + timedelta(days=days) for days in (-400, -1, 0, 1, DUE_SOON.days, DUE_SOON.days + 1, 400))]


def test_sql_and_python_agree_on_every_state(app):
    seen = set()
    for completed, started, due_on in itertools.product((True, False), (1, 0, None), DUE):
        columns = state_case(
            literal(AS_OF if completed else None, Date), literal(started, Integer), literal(due_on, Date), as_of=AS_OF
        )
        state = db.session.scalar(select(columns))
        assert state == duty_state(completed=completed, started=bool(started), due_on=due_on, as_of=AS_OF)
        seen.add(state)
    assert seen == set(DutyState)


def test_every_state_has_its_place_in_the_order_of_urgency():
    assert sorted(URGENCY) == sorted(DutyState)
