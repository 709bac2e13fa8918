"""A list of duties: the same states, counts and pages, whatever is asked for."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.access import Scope
from app.db import db
from app.programmes.duties import listing
from app.programmes.duties.facts import facts
from app.programmes.duties.listing import ALL, ATTENTION, SORTS, Wanted, list_duties
from app.programmes.states import DutyState, state_of
from tests import factories

EVERYTHING = Scope(everything=True)
DAYS = (-30, -1, 0, 14, 15, 40)  # until the due date


@pytest.fixture
def house(app):
    """Two departments of people: each day until the due date, with nothing begun, a lesson opened, the course completed, waived."""
    today, places = clock.today(), (factories.department(), factories.department())
    for number, days in enumerate(DAYS):
        for kind in ("", "opened", "completed", "waived"):
            person = factories.user(department=places[number % 2])
            waived_on = today if kind == "waived" else None
            factories.assignment(person, due_on=today + timedelta(days=days), waived_on=waived_on)
            if kind == "opened":
                factories.lesson_record(person)
            if kind == "completed":
                factories.completion(person)
    return places


def test_states_are_those_of_the_facts_and_sum_to_what_is_listed(house):
    today = clock.today()
    duty = facts(as_of=today)
    rows = db.session.execute(select(duty.c.assignment_id, state_of(duty, as_of=today)))
    known = {assignment_id: state for assignment_id, state in rows}
    found = list_duties(Wanted(), scope=EVERYTHING, as_of=today)
    assert {row.assignment_id: row.state for row in found.rows} == known
    assert found.counts == Counter(DutyState(state) for state in known.values())
    assert found.row_count == len(known) == 4 * len(DAYS)
    assert {DutyState.IN_PROGRESS, DutyState.NOT_STARTED, DutyState.OVERDUE, DutyState.DUE_SOON} <= found.counts.keys()


@pytest.mark.parametrize("state", [ATTENTION, DutyState.OVERDUE, DutyState.IN_PROGRESS, DutyState.WITHDRAWN])
def test_a_state_shows_its_rows_and_counts_all(house, state):
    today = clock.today()
    every = list_duties(Wanted(), scope=EVERYTHING, as_of=today)
    found = list_duties(Wanted(state=state), scope=EVERYTHING, as_of=today)
    states = {DutyState.OVERDUE, DutyState.DUE_SOON} if state == ATTENTION else {state}
    wanted = {row.assignment_id for row in every.rows if row.state in states}
    assert {row.assignment_id for row in found.rows} == wanted
    assert (found.row_count, found.counts) == (len(wanted), every.counts)


@pytest.mark.parametrize("sort", [sign + name for name in SORTS for sign in ("", "-")])
def test_pages_follow_each_other_in_every_order(house, monkeypatch, sort):
    today = clock.today()
    whole = list_duties(Wanted(sort=sort), scope=EVERYTHING, as_of=today).rows
    monkeypatch.setattr(listing, "ROWS_A_PAGE", 7)
    pages = [list_duties(Wanted(sort=sort, page=page), scope=EVERYTHING, as_of=today) for page in (1, 2, 3, 4, 5)]
    assert [row for page in pages for row in page.rows] == whole
    assert {page.row_count for page in pages} == {len(whole)}
    assert pages[-1].rows == []


def test_a_department_is_listed_with_its_own_alone(house):
    found = list_duties(Wanted(department=house[0], state=ALL), scope=EVERYTHING, as_of=clock.today())
    assert found.row_count == 2 * len(DAYS)
    assert {row.name_en for row in found.rows} == {house[0].name_en}
