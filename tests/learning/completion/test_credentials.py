"""Credentials that run out. Every date of the oracle stands here. Pure."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.learning.credentials import (
    Anchor,
    Period,
    Policy,
    Status,
    add_months,
    credential_of,
    first_period,
    last_day,
    next_period,
    pass_until,
    policy_of,
)

UNTIL = date(2026, 12, 31)
OLD = Period(date(2025, 12, 31), UNTIL)
YEARLY = Policy(valid_months=12, window_days=90, grace_days=15)
KEEPING = Policy(valid_months=12, window_days=90, grace_days=15, anchor=Anchor.PREVIOUS_EXPIRY)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("completed", "months", "until", "last"),
    [
        ("2023-02-12", 12, "2024-02-12", "2024-02-11"),
        ("2023-02-20", 12, "2024-02-20", "2024-02-19"),
        ("2024-02-29", 12, "2025-02-28", "2025-02-27"),
        ("2024-08-31", 6, "2025-02-28", "2025-02-27"),
    ],
)
def test_a_term_ends_the_day_before_it_comes_round(completed, months, until, last):
    period = first_period(day(completed), Policy(valid_months=months))
    assert (period.valid_from, period.valid_until) == (day(completed), day(until))
    assert last_day(period.valid_until) == day(last)


def test_the_window_and_the_grace_have_their_days():
    assert YEARLY.opens_on(UNTIL) == date(2026, 10, 2)
    assert YEARLY.lapses_on(UNTIL) == date(2027, 1, 15)


@pytest.mark.parametrize(
    ("completed", "keeping", "counted_anew"),
    [
        ("2026-09-01", None, None),
        ("2026-11-15", ("2026-12-31", "2027-12-31"), ("2026-11-15", "2027-11-15")),
        ("2027-01-10", ("2027-01-10", "2027-12-31"), ("2027-01-10", "2028-01-10")),
        ("2027-03-01", ("2027-03-01", "2028-03-01"), ("2027-03-01", "2028-03-01")),
    ],
)
def test_a_renewal_is_counted_from_the_anchor(completed, keeping, counted_anew):
    for policy, wanted in ((KEEPING, keeping), (YEARLY, counted_anew)):
        period = next_period(OLD, day(completed), policy)
        found = None if period is None else (str(period.valid_from), str(period.valid_until))
        assert found == wanted


@pytest.mark.parametrize(("completed", "until"), [("2021-02-28", "2021-12-31"), ("2021-07-30", "2022-12-31")])
def test_a_fixed_day_is_the_first_that_leaves_the_least_term(completed, until):
    policy = policy_of({"fixed_day": "12-31", "min_active_months": 6})
    assert first_period(day(completed), policy).valid_until == day(until)


def test_renewing_before_a_fixed_day_leads_past_it():
    policy = policy_of({"fixed_day": "12-31", "window_days": 90})
    assert next_period(OLD, date(2026, 11, 15), policy) == Period(date(2026, 11, 15), date(2027, 12, 31))


def test_completed_on_the_fixed_day_a_year_is_left():
    assert first_period(UNTIL, policy_of({"fixed_day": "12-31"})).valid_until == date(2027, 12, 31)


def test_the_29th_of_february_is_the_28th_in_other_years():
    assert first_period(date(2026, 1, 1), policy_of({"fixed_day": "02-29"})).valid_until == date(2026, 2, 28)


def test_an_early_renewal_counts_only_where_it_is_accepted_and_from_its_own_day():
    early = Policy(valid_months=12, window_days=90, anchor=Anchor.PREVIOUS_EXPIRY, accept_early=True)
    assert next_period(OLD, date(2026, 9, 1), early) == Period(date(2026, 9, 1), date(2027, 9, 1))
    assert next_period(OLD, date(2026, 9, 1), KEEPING) is None


def test_after_a_revoked_or_a_temporary_one_comes_a_first_one():
    for previous in (
        Period(OLD.valid_from, UNTIL, revoked_on=date(2026, 3, 1)),
        Period(OLD.valid_from, UNTIL, temporary=True),
    ):
        assert next_period(previous, date(2026, 4, 1), KEEPING) == Period(date(2026, 4, 1), date(2027, 4, 1))


def test_what_never_runs_out_is_not_renewed():
    assert next_period(Period(date(2026, 1, 1), None), date(2026, 4, 1), YEARLY) is None
    assert first_period(date(2026, 1, 1), Policy()).valid_until is None


@pytest.mark.parametrize(
    ("on", "status", "may_renew"),
    [
        ("2026-10-01", Status.VALID, False),
        ("2026-10-02", Status.EXPIRING, True),
        ("2026-12-30", Status.EXPIRING, True),
        ("2026-12-31", Status.IN_GRACE, True),
        ("2027-01-14", Status.IN_GRACE, True),
        ("2027-01-15", Status.LAPSED, True),
    ],
)
def test_a_credential_goes_from_valid_to_lapsed(on, status, may_renew):
    found = credential_of([OLD], YEARLY, on=day(on))
    assert found is not None
    assert (found.status, found.may_renew, found.last_day) == (status, may_renew, date(2026, 12, 30))


def test_a_renewed_one_is_valid_again_and_a_gap_stays_a_gap():
    renewed = Period(UNTIL, date(2027, 12, 31))
    found = credential_of([OLD, renewed], KEEPING, on=date(2026, 11, 20))
    assert found is not None
    assert (found.status, found.valid_until) == (Status.VALID, date(2027, 12, 31))
    later = Period(date(2027, 3, 1), date(2028, 3, 1))
    in_between = credential_of([OLD, later], KEEPING, on=date(2027, 2, 1))
    assert in_between is not None
    assert in_between.status is Status.LAPSED


def test_a_revoked_one_says_so_from_its_day_on():
    revoked = Period(OLD.valid_from, UNTIL, revoked_on=date(2026, 3, 1))
    before, after = (credential_of([revoked], YEARLY, on=date(2026, month, 1)) for month in (2, 3))
    assert before is not None
    assert after is not None
    assert (before.status, after.status, after.may_renew) == (Status.VALID, Status.REVOKED, True)
    anew = Period(date(2026, 5, 1), date(2027, 5, 1))
    again = credential_of([revoked, anew], YEARLY, on=date(2026, 6, 1))
    assert again is not None
    assert again.status is Status.VALID


def test_a_temporary_one_has_no_window_and_no_grace():
    temporary = Period(OLD.valid_from, UNTIL, temporary=True)
    found = [credential_of([temporary], YEARLY, on=on) for on in (date(2026, 12, 30), UNTIL)]
    assert [each.status for each in found if each] == [Status.VALID, Status.LAPSED]


def test_nothing_has_no_status():
    assert credential_of([], YEARLY, on=UNTIL) is None
    assert credential_of([OLD], YEARLY, on=date(2025, 1, 1)) is None


def test_a_passed_quiz_counts_to_the_end_of_the_same_day():
    assert pass_until(date(2025, 3, 1), 12) == date(2026, 3, 2)
    assert pass_until(date(2024, 2, 29), 12) == date(2025, 3, 1)
    assert pass_until(date(2026, 8, 31), 6) == date(2027, 3, 1)
    assert pass_until(date(2025, 3, 1), None) is None


def test_the_window_opens_with_the_reminder_unless_it_says_otherwise():
    assert policy_of({"valid_months": 12, "remind_days": 60, "min_score": 70}).window_days == 60
    assert policy_of({"valid_months": 12, "remind_days": 60, "window_days": 90}).window_days == 90
    assert policy_of(None) == Policy()
    assert not policy_of({"min_score": 70}).runs_out


DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(
    previous=DAYS,
    later=st.integers(0, 900),
    months=st.integers(1, 36),
    window=st.integers(1, 365),
    grace=st.integers(0, 365),
    anchor=st.sampled_from(Anchor),
    early=st.booleans(),
)
def test_a_renewal_never_shortens_and_never_begins_before_the_day(
    previous, later, months, window, grace, anchor, early
):
    policy = Policy(
        valid_months=months,
        window_days=window,
        grace_days=grace,
        anchor=anchor,
        fixed_day=(12, 31) if anchor is Anchor.FIXED_DAY else None,
        accept_early=early,
    )
    old = first_period(previous, policy)
    assert old.valid_until is not None
    completed_on = previous + timedelta(days=later)
    new = next_period(old, completed_on, policy)
    if new is None:
        assert completed_on < policy.opens_on(old.valid_until)
        return
    assert new.valid_until is not None
    assert new.valid_from >= completed_on
    assert new.valid_until > new.valid_from
    assert new.valid_until > old.valid_until or (policy.accept_early and new.valid_until >= old.valid_until)
    found = credential_of([old, new], policy, on=max(completed_on, new.valid_from))
    assert found is not None
    assert found.valid_until == new.valid_until


@given(day=DAYS, first=st.integers(0, 60), second=st.integers(0, 60))
def test_more_months_never_end_earlier(day, first, second):
    assert add_months(day, first) <= add_months(day, first + second)
