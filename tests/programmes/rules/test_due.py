from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.programmes.rules.due import due_day, is_due_certain, ran_out_before

ASSIGNED = date(2026, 9, 1)


@dataclass(frozen=True)
class Due:
    due_kind: str = "days"
    due_on: date | None = None
    due_days: int | None = None
    due_from: str = "assignment"
    calendar: str = ""


@pytest.mark.parametrize(
    ("rule", "hired_on", "due_on"),
    [
        (Due("date", date(2026, 12, 31)), None, date(2026, 12, 31)),
        (Due("date", date(2026, 8, 1)), None, ASSIGNED),
        (Due("date", date(2026, 8, 1), 14), None, date(2026, 9, 15)),
        (Due("date", date(2026, 12, 31), 14), None, date(2026, 12, 31)),
        (Due("days", due_days=30), None, date(2026, 10, 1)),
        (Due("days", due_days=30, due_from="hire"), date(2026, 8, 20), date(2026, 9, 19)),
        (Due("days", due_days=30, due_from="hire"), date(2026, 9, 10), date(2026, 10, 10)),
        (Due("days", due_days=12, due_from="hire"), date(2026, 8, 20), ASSIGNED),
        (Due("days", due_days=11, due_from="hire"), date(2026, 8, 20), date(2026, 9, 12)),
        (Due("days", due_days=30, due_from="hire"), date(2020, 1, 1), date(2026, 10, 1)),
        (Due("days", due_days=30, due_from="hire"), None, date(2026, 10, 1)),
        (Due("working_days", due_days=5), None, date(2026, 9, 8)),
        (Due("working_days", due_days=5, due_from="hire"), date(2020, 1, 1), date(2026, 9, 8)),
    ],
)
def test_the_due_day_of_a_rule(rule, hired_on, due_on):
    assert due_day(rule, ASSIGNED, hired_on, "CN") == due_on


def test_working_days_are_those_of_the_department_unless_the_rule_names_a_country():
    before_the_holiday = date(2026, 9, 30)
    assert due_day(Due("working_days", due_days=1), before_the_holiday, None, "CN") == date(2026, 10, 8)
    assert due_day(Due("working_days", due_days=1), before_the_holiday, None, "DE") == date(2026, 10, 1)
    assert due_day(Due("working_days", due_days=1, calendar="DE"), before_the_holiday, None, "CN") == date(2026, 10, 1)


def test_only_working_days_can_rest_on_a_calendar_that_is_not_known_yet():
    assert not is_due_certain(Due("working_days"), date(2099, 3, 1), "CN")
    assert is_due_certain(Due("days"), date(2099, 3, 1), "CN")
    assert is_due_certain(Due("working_days", calendar="DE"), date(2026, 3, 1), "ZZ")


def test_it_is_known_whose_days_since_the_hire_were_over():
    rule = Due("days", due_days=30, due_from="hire")
    assert ran_out_before(rule, ASSIGNED, date(2026, 1, 1), "CN")
    assert not ran_out_before(rule, ASSIGNED, date(2026, 8, 20), "CN")
    assert not ran_out_before(rule, ASSIGNED, None, "CN")


@pytest.mark.parametrize("rule", [Due("date"), Due("some day", due_days=1)])
def test_a_rule_that_does_not_say_when_is_refused(rule):
    with pytest.raises(ValueError, match=r"date|some day"):
        due_day(rule, ASSIGNED, None, "CN")


@given(
    st.sampled_from(["days", "working_days"]),
    st.integers(1, 120),
    st.sampled_from(["assignment", "hire"]),
    st.dates(date(2024, 1, 1), date(2027, 1, 1)),
    st.one_of(st.none(), st.dates(date(2015, 1, 1), date(2027, 6, 1))),
)
def test_nobody_is_due_before_the_assignment_and_whose_days_are_over_has_them_all(kind, days, start, assigned, hired):
    rule = Due(kind, due_days=days, due_from=start)
    due_on = due_day(rule, assigned, hired, "CN")
    assert due_on >= assigned
    if ran_out_before(rule, assigned, hired, "CN"):
        assert due_on >= assigned + timedelta(days=days)
