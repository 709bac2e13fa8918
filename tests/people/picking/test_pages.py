"""Fields for people on pages: what follows typing, what comes back, what is taken; nobody outside the scope is confirmed."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import aliased

from app import clock
from app.db import db, writing
from app.people.actions import record_act
from app.people.models import Delegation, Job, User
from app.people.picking.whom import Whom
from app.programmes.models import AssignmentRule, Programme
from app.programmes.rules.audience import read_audience
from tests import factories
from tests.walk import signed_in


@pytest.fixture
def house(app):
    """A manager and HR of sales, people there and one elsewhere."""
    group = factories.department()
    sales, stores = factories.department(parent=group), factories.department(parent=group)
    return {
        "sales": sales,
        "manager": factories.user("马经理", staff_no="M1", department=sales, roles=[("manager", sales)], locale="en"),
        "hr": factories.user("韩人事", staff_no="H1", department=sales, roles=[("hr", sales)], locale="en"),
        "chief": factories.user("孙总", staff_no="C1", department=group, roles=[("hr", None)], locale="en"),
        "one": factories.user("陈晓", staff_no="S1", department=sales, email="chen@example.org"),
        "two": factories.user("陈笑", staff_no="S2", department=sales),
        "other": factories.user("陈晓", staff_no="X9", department=stores),
    }


def joiner(house, **fields):
    first = {"staff_no": "N1", "name": "何试", "on": clock.today().isoformat(), "department": str(house["sales"].id)}
    return {**first, "reason": "a new colleague", **fields}


def manager_of(staff_no: str) -> str | None:
    db.session.rollback()
    manager, person = aliased(User), aliased(User)
    statement = (
        select(manager.staff_no)
        .join_from(Job, person, person.id == Job.user_id)
        .outerjoin(manager, manager.id == Job.manager_id)
    )
    return db.session.execute(statement.where(person.staff_no == staff_no)).scalar_one()


@pytest.mark.parametrize(
    ("role", "open_to_it"),
    [
        ("manager", {Whom.SEEN, Whom.ASSIGNED}),
        ("hr", set(Whom) - {Whom.HOLDERS}),
        ("one", set()),
    ],
)
def test_what_is_searched_as_somebody_types_follows_the_permission_of_the_form(app, house, role, open_to_it):
    client = signed_in(app, house[role])
    for whom in Whom:
        answer = client.get(f"/choices/{whom}?q=chen")
        assert answer.status_code == (200 if whom in open_to_it else 403), whom
        if answer.status_code == 200:
            assert {row["staff_no"] for row in answer.get_json()["people"]} == {"S1", "S2"}


def test_what_is_searched_says_who_where_and_how_many(app, house):
    answer = signed_in(app, house["hr"]).get("/choices/seen?q=S1").json
    name = house["sales"].name_en
    assert answer == {
        "people": [{"label": "陈晓 (S1)", "name": "陈晓", "staff_no": "S1", "department": name}],
        "status": "1 person",
    }
    assert signed_in(app, house["hr"]).get("/choices/seen").json == {"people": [], "status": "Nobody found"}


@pytest.mark.parametrize(
    ("typed", "taken"), [("S2", "S2"), ("陈晓", "S1"), ("陈笑 (S2)", "S2"), ("chen@example.org", "S1"), ("", None)]
)
def test_a_line_manager_is_named_as_people_know_each_other(app, house, typed, taken):
    assert signed_in(app, house["hr"]).post("/people/new", data=joiner(house, manager=typed)).status_code == 303
    assert manager_of("N1") == taken


def test_where_several_may_be_meant_the_form_asks_and_keeps_what_was_typed(app, house):
    client = signed_in(app, house["hr"])
    asked = client.post("/people/new", data=joiner(house, manager="chen"))
    assert asked.status_code == 422
    assert 'value="chen"' in asked.text
    assert 'value="何试"' in asked.text
    assert re.findall(r'name="manager-choice" value="(\w+)"', asked.text) == ["S1", "S2"]
    sent = joiner(house, manager="chen") | {"manager-choice": "S2"}
    assert client.post("/people/new", data=sent).status_code == 303
    assert manager_of("N1") == "S2"


@pytest.mark.parametrize("chosen", ["X9", "H1", "nobody"])
def test_a_choice_that_was_not_offered_for_the_text_counts_for_nothing(app, house, chosen):
    sent = joiner(house, manager="chen") | {"manager-choice": chosen}
    assert signed_in(app, house["hr"]).post("/people/new", data=sent).status_code == 422


@pytest.mark.parametrize("typed", ["X9", "陈晓 (X9)"])
def test_a_line_manager_outside_the_scope_is_nobody(app, house, typed):
    refused = signed_in(app, house["hr"]).post("/people/new", data=joiner(house, manager=typed))
    assert refused.status_code == 422
    assert "Nobody in your scope has this name, staff number or e-mail." in refused.text


def test_who_is_taken_stands_there_with_name_and_number_where_another_field_is_wrong(app, house):
    page = signed_in(app, house["hr"]).post("/people/new", data=joiner(house, manager="S1", name=""))
    assert page.status_code == 422
    assert 'value="陈晓 (S1)"' in page.text


def test_who_stands_in_may_work_elsewhere_and_is_then_known_by_the_whole_number_alone(app, house):
    client, today = signed_in(app, house["manager"]), clock.today()
    form = {"first": today.isoformat(), "last": (today + timedelta(days=3)).isoformat(), "reason": "a fair"}
    for typed in ("Q", "陈晓 (X9)", "孙总", "sunzong"):
        refused = client.post("/me/delegations", data={**form, "to": typed})
        assert refused.status_code == 422
        assert "whole staff number alone" in refused.text
        assert "孙总</" not in refused.text
    wrong_day = client.post("/me/delegations", data={**form, "to": "x9", "last": ""})
    assert wrong_day.status_code == 422
    assert 'value="x9"' in wrong_day.text  # the name of somebody outside is not told
    assert client.post("/me/delegations", data={**form, "to": "x9"}).status_code == 303
    assert client.post("/me/delegations", data={**form, "to": "陈笑"}).status_code == 303
    lent = db.session.scalars(select(Delegation.to_id).order_by(Delegation.id))
    assert list(lent) == [house["other"].id, house["two"].id]


def test_hr_lets_stand_in_whom_it_manages_alone(app, house):
    client, today = signed_in(app, house["hr"]), clock.today()
    form = {"first": today.isoformat(), "last": (today + timedelta(days=3)).isoformat(), "reason": "a fair"}
    address = f"/people/{house['manager'].id}/delegations/new"
    assert client.post(address, data={**form, "to": "X9"}).status_code == 422
    assert client.post(address, data={**form, "to": "陈笑"}).status_code == 303


def test_who_approves_may_work_elsewhere_and_is_not_named_then(app, house):
    duty_id = factories.assignment(house["one"], due_on=clock.today() - timedelta(days=3)).id
    client = signed_in(app, house["hr"])
    address = f"/duties/decide?do=waive&id={duty_id}"
    shown = client.get(address).text
    assert 'value="韩人事 (H1)"' in shown
    key = re.findall(r'name="form_key"[^>]*value="([^"]*)"', shown)[0]
    form = {"form_key": key, "digest": "", "reason": "not needed", "step": "preview"}
    preview = client.post(address, data={**form, "approver": "c1"})
    assert preview.status_code == 200
    assert 'value="c1"' in preview.text
    assert "孙总" not in preview.text
    assert client.post(address, data={**form, "approver": "孙总"}).status_code == 422
    own = client.post(address, data={**form, "approver": "韩人事"})
    assert 'value="韩人事 (H1)"' in own.text


def test_an_owner_who_moved_out_of_the_scope_stays(app, house):
    sales, client = house["sales"], signed_in(app, house["hr"])
    programme = {"code": "P1", "name_zh": "培训", "name_en": "Training", "requirement": "law", "department": sales.code}
    assert client.post("/programmes/new", data={**programme, "owner": "陈晓"}).status_code == 303
    other_id = house["other"].id
    with writing():
        stored = db.session.scalars(select(Programme).where(Programme.code == "P1")).one()
        assert stored.owner_id == house["one"].id
        stored.owner_id = other_id
    page = client.get("/programmes/P1/edit").text
    assert 'value="陈晓 (X9)"' in page
    digest = re.findall(r'name="digest"[^>]*value="([^"]*)"', page)[0]
    del programme["code"]
    sent = {**programme, "owner": "陈晓 (X9)", "digest": digest, "reason": "a better name"}
    assert client.post("/programmes/P1/edit", data={**sent, "owner": "C1"}).status_code == 422
    assert client.post("/programmes/P1/edit", data=sent).status_code == 303


def test_a_rule_lists_people_as_they_are_known_and_asks_about_lines_that_are_not_clear(app, house):
    factories.version("packing")
    client, address = signed_in(app, house["chief"]), "/programmes/course-packing/rules/new"
    form = {
        "name": "Some",
        "department": "0",
        "version": "0",
        "form_key": "k" * 18,
        "due_kind": "days",
        "due_days": "9",
    }
    form |= {"due_from": "assignment", "calendar": "", "reason": "asked for"}
    people = "马经理\nS2 H1\n孙总 (C1)；chen@example.org\n陈晓\nchenx"
    asked = client.post(address, data={**form, "all_people": people})
    assert asked.status_code == 422
    assert "Some lines may mean several people." in asked.text
    assert asked.text.count("Who is meant by") == 2
    chosen = {"all_people-choice": ["X9", "S2"]}
    assert client.post(address, data={**form, "all_people": people, **chosen}).status_code == 303
    rule = db.session.scalars(select(AssignmentRule)).one()
    wanted = ("manager", "two", "hr", "chief", "one", "other")
    assert set(read_audience(rule.audience).all.people) == {house[name].id for name in wanted}
    page = client.get(f"/programmes/course-packing/rules/{rule.id}/edit").text
    assert "马经理 (M1)" in page


def test_the_audit_log_is_searched_by_name_too(app, house):
    with writing():
        record_act("role granted", actor_id=None, subject_id=house["two"].id, reason="first", now=clock.now())
    client = signed_in(app, house["chief"])
    for whom in ("陈笑", "S2", "陈笑 (S2)", "chenxiao"):
        assert "first" in client.get("/settings/audit", query_string={"whom": whom}).text
    assert "first" not in client.get("/settings/audit", query_string={"whom": "马经理"}).text
