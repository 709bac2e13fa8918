"""Assigning by hand: chosen people, once; managers their own people, and only what is optional."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.db import db
from app.programmes.models import Assignment, AssignmentChange, AssignmentSource
from tests import factories
from tests.programmes import making

from .making import duties

FIELDS = {
    "due_kind": "days",
    "due_days": "14",
    "due_from": "assignment",
    "calendar": "",
    "reason": "A new customer asks for it.",
    "form_key": "h" * 18,
    "step": "look",
}


@pytest.fixture
def house(app):
    group = factories.department()
    return group, factories.department(parent=group), factories.department(parent=group)


@pytest.fixture
def address(house):
    return f"/programmes/{making.programme('packing', is_mandatory=False).code}/assign"


@pytest.fixture
def hr(client, house):
    factories.sign_in(client, factories.user(department=house[0], roles=[("hr", None)], locale="en"))
    return client


def page(answer) -> str:
    return answer.get_data(as_text=True)


def confirm(client, address, **fields):
    """Look, then do what was shown."""
    shown = page(client.post(address, data={**FIELDS, **fields}))
    digest = re.search(r'name="digest" value="([^"]*)"', shown)
    assert digest
    return client.post(address, data={**FIELDS, **fields, "digest": digest[1], "step": "do"})


def test_a_list_of_staff_numbers_is_shown_and_then_assigned(hr, house, address):
    people = [factories.user(staff_no=f"L{number}", department=house[1]) for number in range(3)]
    other = factories.user(department=house[1])
    shown = hr.post(address, data={**FIELDS, "all_people": "L0\r\nL1\r\n\r\nL2"})
    assert shown.status_code == 200
    assert duties() == {}
    assert confirm(hr, address, all_people="L0\nL1\nL2").status_code == 303
    assert set(duties()) == {person.id for person in people}
    assert other.id not in duties()
    change = db.session.scalars(select(AssignmentChange).limit(1)).one()
    assert (change.reason, change.by_id is not None) == ("A new customer asks for it.", True)


def test_listed_people_and_a_department_come_together_and_count_once(hr, house, address):
    _group, sales, depot = house
    inside, listed = factories.user(staff_no="L1", department=sales), factories.user(staff_no="L2", department=depot)
    factories.user(department=depot)
    confirm(hr, address, all_people="L1\nL2", all_departments=str(sales.id))
    assert set(duties()) == {inside.id, listed.id}
    assert db.session.scalar(select(func.count()).select_from(AssignmentSource)) == 2


def test_people_are_ticked_by_the_address_and_by_hand(hr, house, address):
    person = factories.user(department=house[1])
    assert re.search(rf'name="ticked" value="{person.id}" checked', page(hr.get(f"{address}?user={person.id}&user=x")))
    confirm(hr, address, ticked=str(person.id))
    assert set(duties()) == {person.id}


def test_sent_twice_it_counts_once(hr, house, address):
    factories.user(staff_no="L1", department=house[1])
    first = confirm(hr, address, all_people="L1")
    second = hr.post(address, data={**FIELDS, "all_people": "L1", "digest": "another", "step": "do"})
    assert first.location == second.location
    assert db.session.scalar(select(func.count()).select_from(AssignmentSource)) == 1


def test_nobody_chosen_is_said(hr, address):
    answer = hr.post(address, data=FIELDS)
    assert answer.status_code == 422
    assert "Nobody is chosen yet" in page(answer)


def test_it_is_refused_when_somebody_came_meanwhile(hr, house, address):
    sales = house[1]
    factories.user(department=sales)
    sent = {**FIELDS, "all_departments": str(sales.id)}
    found = re.search(r'name="digest" value="([^"]*)"', page(hr.post(address, data=sent)))
    assert found
    factories.user(department=sales)
    assert hr.post(address, data={**sent, "digest": found[1], "step": "do"}).status_code == 409
    assert duties() == {}


def test_going_back_keeps_what_was_chosen(hr, house, address):
    factories.user(staff_no="SALES-0417", department=house[1])
    shown = page(hr.post(address, data={**FIELDS, "all_people": "SALES-0417", "step": "edit"}))
    assert "SALES-0417" in shown
    assert "A new customer asks for it." in shown


def test_a_manager_assigns_what_is_optional_to_the_own_people_alone(client, house, address):
    _group, sales, depot = house
    own = factories.user(staff_no="L1", department=sales)
    other = factories.user("沈外仓", "DEPOT-0417", department=depot)
    factories.sign_in(client, factories.user(department=sales, roles=[("manager", sales)]))
    shown = page(client.get(address))
    assert not [told for told in (other.staff_no, other.name) if told in shown]
    refused = client.post(address, data={**FIELDS, "all_people": other.staff_no})
    assert refused.status_code == 422
    assert client.post(address, data={**FIELDS, "all_departments": str(depot.id)}).status_code == 422
    assert client.post(address, data={**FIELDS, "ticked": str(other.id)}).status_code == 422
    confirm(client, address, all_people="L1")
    assert set(duties()) == {own.id}


def test_a_manager_does_not_assign_what_is_mandatory(client, house):
    programme = making.programme("packing", department=house[1])
    factories.sign_in(client, factories.user(department=house[1], roles=[("manager", house[1])]))
    address = f"/programmes/{programme.code}/assign"
    assert client.get(address).status_code == 403
    assert client.post(address, data=FIELDS).status_code == 403


def test_conditions_of_a_department_head_reach_nobody_outside(client, house, address):
    _group, sales, depot = house
    inside, outside = factories.user(department=sales), factories.user(department=depot)
    factories.job(outside, sales, is_primary=False)
    head = factories.user(department=sales, roles=[("manager", sales)])
    factories.sign_in(client, head)
    confirm(client, address, all_departments=str(sales.id))
    assert set(duties()) == {inside.id, head.id}


def test_a_closed_programme_is_not_assigned(hr, house):
    programme = making.programme("packing", published=False)
    assert hr.get(f"/programmes/{programme.code}/assign").status_code == 409


def test_a_single_course_is_chosen_and_then_assigned(hr, house):
    person = factories.user(staff_no="L1", department=house[1])
    assert hr.post("/assign-course", data={"course": "no-such"}).status_code == 422
    chosen = hr.post("/assign-course", data={"course": "packing"})
    assert chosen.location == "/programmes/course-packing/assign"
    confirm(hr, chosen.location, all_people="L1")
    assert duties()[person.id][0].due_on == clock.today() + timedelta(days=14)
    assert db.session.scalar(select(func.count()).select_from(Assignment)) == 1
