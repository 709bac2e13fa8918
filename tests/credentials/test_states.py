"""How somebody stands on a day: the rules of renewal with their printed days, and the statement held to the function."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.credentials.policies import list_kinds
from app.credentials.queries import list_held
from app.credentials.renewing import term
from app.credentials.standing import FOREVER, Look, joined, stands, terms
from app.credentials.states import state_on
from app.credentials.words import State
from app.db import db, writing
from app.errors import Invalid
from app.learning.credentials import Anchor, Period, Policy, last_day
from tests.examples import examples

from .. import factories
from ..conftest import emptied_after
from . import making

OLD = Period(date(2025, 12, 31), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "until"),
    [
        (date(2023, 2, 12), 12, date(2024, 2, 12)),
        (date(2023, 2, 20), 12, date(2024, 2, 20)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
    ],
)
def test_a_term_ends_on_the_same_day_or_the_last_of_a_shorter_month(start: date, months: int, until: date):
    assert term(start, None, None, policy=Policy(valid_months=months), previous=None) == (start, until)
    assert last_day(until) == until - timedelta(days=1)


def renewed(anchor: Anchor, on: date) -> tuple[date, date | None]:
    policy = Policy(valid_months=12, window_days=90, grace_days=15, anchor=anchor)
    return term(on, None, None, policy=policy, previous=OLD)


@pytest.mark.parametrize(
    ("on", "from_expiry", "from_completion"),
    [
        (date(2026, 11, 15), (date(2026, 12, 31), date(2027, 12, 31)), (date(2026, 11, 15), date(2027, 11, 15))),
        (date(2027, 1, 10), (date(2027, 1, 10), date(2027, 12, 31)), (date(2027, 1, 10), date(2028, 1, 10))),
        (date(2027, 3, 1), (date(2027, 3, 1), date(2028, 3, 1)), (date(2027, 3, 1), date(2028, 3, 1))),
    ],
)
def test_a_renewal_follows_its_anchor_in_the_window_in_grace_and_after_the_lapse(on, from_expiry, from_completion):
    assert renewed(Anchor.PREVIOUS_EXPIRY, on) == from_expiry
    assert renewed(Anchor.COMPLETION, on) == from_completion


def test_before_the_window_opens_nothing_is_renewed():
    policy = Policy(valid_months=12, window_days=90, grace_days=15)
    assert policy.opens_on(date(2026, 12, 31)) == date(2026, 10, 2)
    assert policy.lapses_on(date(2026, 12, 31)) == date(2027, 1, 15)
    with pytest.raises(Invalid):
        renewed(Anchor.COMPLETION, date(2026, 9, 1))


@pytest.mark.parametrize(
    ("on", "until"), [(date(2021, 2, 28), date(2021, 12, 31)), (date(2021, 7, 30), date(2022, 12, 31))]
)
def test_a_fixed_day_is_the_first_after_the_least_months(on: date, until: date):
    policy = Policy(anchor=Anchor.FIXED_DAY, fixed_day=(12, 31), min_active_months=6)
    assert term(on, None, None, policy=policy, previous=None) == (on, until)


def test_the_days_on_the_paper_win():
    policy = Policy(valid_months=12, window_days=90)
    assert term(date(2026, 3, 1), None, date(2028, 2, 29), policy=policy, previous=OLD) == (
        date(2026, 3, 1),
        date(2028, 3, 1),
    )


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2025, 12, 30), State.NEVER),
        (date(2026, 12, 30), State.VALID),
        (date(2026, 12, 31), State.IN_GRACE),
        (date(2027, 1, 14), State.IN_GRACE),
        (date(2027, 1, 15), State.LAPSED),
    ],
)
def test_the_state_changes_on_these_days(on: date, state: State):
    assert state_on([OLD], Policy(valid_months=12, grace_days=15), on=on).state is state


def test_what_waits_counts_for_nothing_and_is_told_of_who_never_held_any():
    policy = Policy(valid_months=12)
    assert state_on([], policy, on=date(2026, 5, 1), waiting=True).state is State.WAITING
    assert state_on([OLD], policy, on=date(2028, 5, 1), waiting=True).state is State.LAPSED


DAYS = st.integers(0, 40)
TERMS = st.lists(
    st.tuples(DAYS, st.none() | st.integers(1, 25), st.none() | st.integers(0, 45), st.booleans()), max_size=5
)


RANDOM = settings(
    max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
FIRST = date(2026, 1, 1)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def agree(user_ids: list[int], on: date) -> None:
    """The statement, and the page about each person, say the same of everybody."""
    kinds, look = list_kinds(), Look(on)
    found = stands(kinds, look, joined(terms(kinds, look), look))
    rows = {row.user_id: row for row in db.session.execute(select(found))}
    for user_id in user_ids:
        held, row = list_held(user_id, on=on), rows.get(user_id)
        state = held[0].stand.state if held else State.NEVER
        assert (row.state if row else State.NEVER) == state
        if row and state is not State.NEVER:
            assert (None if row.until == FOREVER else row.until) == held[0].stand.valid_until
            assert bool(row.is_open) == held[0].stand.is_open


@RANDOM
@given(st.lists(TERMS, min_size=1, max_size=4), st.integers(0, 12), st.integers(0, 12), DAYS)
def test_the_statement_says_what_the_function_says(app, people, grace, window, at):
    """Any terms: overlapping, touching, apart, revoked, temporary, without end, still to begin."""
    policy = Policy(valid_months=24, grace_days=grace, window_days=window)
    with emptied_after():
        kind_id = making.kind(grace_days=grace, window_days=window).id
        ids = making.people(len(people))
        with writing():
            for user_id, terms in zip(ids, people, strict=True):
                for begins, length, revoked, temporary in terms:
                    holding_id = making.add_holding(user_id, kind_id, recorded_at=factories.NOW)
                    making.add_version(
                        holding_id,
                        1,
                        FIRST,
                        day(begins + length) if length else None,
                        recorded_at=factories.NOW,
                        valid_from=day(begins),
                        revoked_on=None if revoked is None else day(revoked),
                        temporary=temporary and length is not None,
                    )
        agree(ids, day(at))
        for user_id, terms in zip(ids, people, strict=True):
            periods = [
                Period(
                    day(begins),
                    day(begins + length) if length else None,
                    None if revoked is None else day(revoked),
                    temporary and length is not None,
                )
                for begins, length, revoked, temporary in terms
            ]
            held = list_held(user_id, on=day(at))
            assert not held or held[0].stand == state_on(periods, policy, on=day(at))


DONE = st.lists(st.tuples(DAYS, DAYS, st.none() | st.integers(1, 25), st.booleans()), max_size=4)


@RANDOM
@given(st.lists(DONE, min_size=1, max_size=3), DAYS)
def test_what_courses_give_is_read_from_completions_alike(app, people, at):
    """Editions and rounds, some without an end, some withdrawn: what was completed later changes no earlier day."""
    with emptied_after():
        making.kind(course_id="packing", scheme="course")
        ids = making.people(len(people))
        with writing():
            for user_id, completions in zip(ids, people, strict=True):
                for edition, (done, wait, length, gone) in enumerate(sorted(completions, key=lambda row: row[0]), 1):
                    start = day(done + wait) if length else None
                    end = day(done + wait + length) if length else None
                    making.add_completion(user_id, day(done), start, end, edition=edition, withdrawn=gone)
        agree(ids, day(at))
