"""When the next round of a programme opens, and how long what was completed is valid."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.learning.credentials import add_months
from app.programmes.definitions.rounds import Done, NextRound, next_round, validity_of


def done(number: int, day: str, months: int | None = 12, window: int = 90, grace: int = 15) -> Done:
    return Done(number, date.fromisoformat(day), months, window, grace)


def waived(number: int, due: str) -> Done:
    return done(number, due)._replace(is_waived=True)


def until(*rounds: Done) -> str | None:
    period = validity_of(rounds)
    return str(period.valid_until) if period and period.valid_until else None


@pytest.mark.parametrize(
    ("rounds", "end"),
    [
        ([done(1, "2023-02-12")], "2024-02-12"),
        ([done(1, "2024-02-29")], "2025-02-28"),
        ([done(1, "2024-08-31", 6)], "2025-02-28"),
        ([done(1, "2025-12-31"), done(2, "2026-11-15")], "2027-12-31"),
        ([done(1, "2025-12-31"), done(2, "2027-01-10")], "2027-12-31"),
        ([done(1, "2025-12-31"), done(2, "2027-03-01")], "2028-03-01"),
        ([done(1, "2025-12-31"), done(2, "2026-09-01")], "2027-09-01"),
        ([done(1, "2025-12-31"), done(2, "2026-11-15"), done(3, "2026-12-15")], "2027-12-31"),
        ([done(1, "2025-12-31", 36), done(2, "2026-09-01", 12)], "2027-09-01"),
        ([done(1, "2025-12-31", None), done(2, "2026-09-01")], "2027-09-01"),
        ([done(1, "2025-12-31"), waived(2, "2026-06-30")], "2026-12-31"),
        ([done(1, "2025-12-31", None), waived(2, "2026-06-30")], None),
        ([done(1, "2025-12-31"), waived(2, "2026-12-30")], "2027-12-31"),
        ([done(1, "2025-12-31"), done(2, "2026-11-15"), done(3, "2026-11-15")], "2027-12-31"),
        ([done(1, "2025-12-31"), done(2, "2026-11-15", None)], None),
        ([done(1, "2025-12-31", None)], None),
        ([done(1, "2025-12-31", 12, 90), done(2, "2026-10-15", 12, 30)], "2027-12-31"),
        ([], None),
    ],
)
def test_how_long_what_was_completed_is_valid(rounds, end):
    assert until(*rounds) == end


@pytest.mark.parametrize(
    ("today", "following"),
    [
        ("2026-10-01", None),
        ("2026-10-02", NextRound(2, date(2026, 10, 2), date(2026, 12, 30))),
        ("2026-12-30", NextRound(2, date(2026, 10, 2), date(2026, 12, 30))),
        ("2026-12-31", NextRound(2, date(2026, 10, 2), date(2027, 3, 31))),
        ("2031-05-01", NextRound(2, date(2026, 10, 2), date(2031, 7, 30))),
    ],
)
def test_the_next_round_opens_with_the_window_and_only_one_follows_however_late(today, following):
    assert next_round([done(1, "2025-12-31")], today=date.fromisoformat(today)) == following


def test_what_was_completed_inside_the_next_window_is_no_renewal_of_itself():
    late = [done(1, "2025-12-31"), done(2, "2027-01-10", 12, 400)]
    following = next_round(late, today=date(2027, 1, 11))
    assert following is not None
    assert following.opens_on == date(2027, 1, 11)


def test_nothing_follows_what_is_valid_for_ever():
    assert next_round([done(1, "2020-01-01", None)], today=date(2030, 1, 1)) is None
    assert next_round([], today=date(2030, 1, 1)) is None


def test_what_was_asked_for_in_between_and_waived_holds_the_next_round_up_by_no_day():
    following = next_round([done(1, "2025-12-31"), waived(2, "2026-10-01")], today=date(2026, 10, 2))
    assert following == NextRound(3, date(2026, 10, 2), date(2026, 12, 30))


IN_TIME = timedelta(days=15 + 3)  # the grace, after which the yearly day is kept; months differ
Step = tuple[str, int]
"""asked, waived: by hand, completed or due so many days after the round before; yearly: so many days after the window opened."""
steps = st.lists(st.tuples(st.sampled_from(["asked", "waived", "yearly"]), st.integers(1, 700)), max_size=8)


def after(known: list[Done], step: Step) -> Done:
    kind, days = step
    last = known[-1]
    if kind == "yearly":
        following = next_round(known, today=date.max - timedelta(days=1000))
        assert following is not None
        return last._replace(number=following.number, completed_on=following.opens_on + timedelta(days=days - 1))
    day = max(each.completed_on for each in known) + timedelta(days=days)
    return last._replace(number=last.number + 1, completed_on=day, is_waived=kind == "waived")


@given(steps)
def test_whatever_is_asked_in_between_nobody_has_less_for_having_learnt_more(history):
    known = [done(1, "2025-12-31")]
    for step in history:
        before, made = validity_of(known), after([each for each in known if not each.is_waived], step)
        made = made._replace(number=len(known) + 1)
        known.append(made)
        period = validity_of(known)
        assert before
        assert period
        assert before.valid_until
        assert period.valid_until
        assert period.valid_until >= before.valid_until
        if not made.is_waived:
            assert period.valid_until > add_months(made.completed_on, 12) - IN_TIME
        following = next_round(known, today=period.valid_until)
        assert following is not None
        assert following.number == len(known) + 1
        assert following.opens_on > max(each.completed_on for each in known if not each.is_waived)
        assert next_round(known, today=following.opens_on - timedelta(days=1)) is None
