"""The due date and the days on which a duty stood still."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.programmes.duties.due_dates import effective_due

ASSIGNED = date(2026, 2, 1)
DUE = date(2026, 3, 31)
TODAY = date(2026, 6, 30)


def moved(*pauses: tuple[date, date | None], asked: date = DUE) -> date:
    return effective_due(asked, since=ASSIGNED, pauses=pauses, today=TODAY)


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        ([], DUE),
        ([(date(2026, 3, 1), date(2026, 9, 1))], date(2026, 10, 1)),
        ([(date(2026, 1, 1), date(2026, 2, 2))], DUE),
        ([(date(2026, 1, 1), date(2026, 2, 4))], DUE + timedelta(days=2)),
        ([(DUE, DUE + timedelta(days=1))], DUE + timedelta(days=1)),
        ([(DUE + timedelta(days=1), date(2026, 5, 1))], DUE),
        ([(date(2026, 3, 10), None)], date(2026, 7, 22)),
        ([(date(2026, 3, 1), date(2026, 3, 11)), (date(2026, 3, 6), date(2026, 3, 16))], DUE + timedelta(days=15)),
        ([(date(2026, 4, 3), date(2026, 4, 8)), (date(2026, 3, 10), date(2026, 3, 15))], DUE + timedelta(days=10)),
    ],
)
def test_the_due_date_moves_by_the_days_paused_after_the_assignment_while_it_was_not_overdue(pauses, due):
    assert moved(*pauses) == due


def test_a_pause_at_the_end_of_time_stays_in_time():
    assert moved((date(2026, 3, 1), date.max)) == date.max


day = st.integers(0, 400).map(lambda number: ASSIGNED + timedelta(days=number - 40))
pause = st.tuples(day, st.integers(1, 60)).map(lambda each: (each[0], each[0] + timedelta(days=each[1])))


@given(st.lists(pause, max_size=6), day)
def test_the_rule_is_what_counting_day_by_day_gives(pauses, asked):
    due, at = asked, ASSIGNED + timedelta(days=1)
    while at <= due:
        if any(first <= at < end for first, end in pauses):
            due += timedelta(days=1)
        at += timedelta(days=1)
    assert moved(*pauses, asked=asked) == due
