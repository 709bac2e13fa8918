"""When the next round of a programme opens, and how long what was completed is valid."""

from datetime import date

import pytest

from app.programmes.definitions.rounds import Done, NextRound, next_round, validity_of


def done(number: int, day: str, months: int | None = 12, window: int = 90, grace: int = 15) -> Done:
    return Done(number, date.fromisoformat(day), months, window, grace)


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
