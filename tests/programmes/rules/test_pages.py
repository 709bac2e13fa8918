"""Pages about rules: what is typed, previewed, applied, refused; and who may."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from app import clock, jobs
from app.db import db, writing
from app.people.models import Job
from app.programmes.models import Assignment, AssignmentRule
from app.programmes.rules import runs
from app.programmes.rules.models import AssignmentRun
from tests import factories
from tests.conftest import statements

from .making import add, apply, duties, of

DAY_FIELDS = {
    "due_kind": "days",
    "due_days": "30",
    "due_from": "assignment",
    "calendar": "",
    "reason": "The law asks for it.",
}


@pytest.fixture
def house(app):
    group = factories.department(name="集团", name_en="Group")
    return group, factories.department(parent=group), factories.department(parent=group, name="仓库", name_en="Depot")


@pytest.fixture
def hr(client, house):
    person = factories.user(name="沈佳宁", department=house[0], roles=[("hr", None)])
    factories.sign_in(client, person)
    return client


def page(answer) -> str:
    return answer.get_data(as_text=True)


def hidden(text, name) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', text)
    assert found
    return found[1]


def programme(course_id="packing") -> str:
    factories.version(course_id)
    return f"/programmes/course-{course_id}"


def rule_form(house, **fields):
    return {"name": "Newcomers", "department": "0", "version": "0", "form_key": "k" * 18, **DAY_FIELDS, **fields}


def test_a_rule_is_made_previewed_and_applied(hr, house):
    _group, sales, depot = house
    inside, outside = factories.user(name="王小明", department=sales), factories.user(name="李四", department=depot)
    made = hr.post(f"{programme()}/rules/new", data=rule_form(house, all_departments=str(sales.id)))
    assert made.status_code == 303
    shown = page(hr.get(made.location))
    assert "王小明" in shown
    assert "李四" not in shown
    assert duties() == {}
    sent = {name: hidden(shown, name) for name in ("version", "digest", "form_key")}
    for _ in range(2):  # a double click counts once
        applied = hr.post(made.location.replace("preview", "apply"), data=sent)
        assert applied.status_code == 303
    assert set(duties()) == {inside.id}
    assert outside.id not in duties()
    assert db.session.scalar(select(func.count()).select_from(AssignmentRun)) == 1
    assert page(hr.get(applied.location)).count("1") > 0


def test_looking_changes_nothing(hr, house):
    factories.user(department=house[1])
    rule = add()
    hr.get(f"{programme()}/rules/{rule}/preview")
    assert duties() == {}


def test_applying_is_refused_when_the_people_changed_since_the_preview(hr, house):
    factories.user(department=house[1])
    address = f"{programme()}/rules/{add()}"
    shown = page(hr.get(f"{address}/preview"))
    sent = {name: hidden(shown, name) for name in ("version", "digest", "form_key")}
    factories.user(department=house[1])
    refused = hr.post(f"{address}/apply", data=sent)
    assert refused.status_code == 409
    assert duties() == {}


def test_two_tabs_do_not_overwrite_each_other(hr, house):
    rule = add(name="Newcomers")
    address = f"{programme()}/rules/{rule}/edit"
    version = hidden(page(hr.get(address)), "version")
    first = hr.post(address, data=rule_form(house, version=version, due_days="20"))
    second = hr.post(address, data=rule_form(house, version=version, due_days="40"))
    assert (first.status_code, second.status_code) == (303, 409)
    assert db.session.get_one(AssignmentRule, rule).due_days == 20


def test_a_rule_is_edited_with_what_it_said_before(hr, house):
    _group, sales, _depot = house
    person = factories.user(staff_no="S777", department=sales)
    rule = add(of(departments=(sales.id,), people=(person.id,), hired_from=date(2024, 1, 1)))
    shown = page(hr.get(f"{programme()}/rules/{rule}/edit"))
    assert "S777" in shown
    assert 'value="2024-01-01"' in shown
    assert re.search(rf'name="all_departments" value="{sales.id}" checked', shown)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("due_days", ""),
        ("due_days", "0"),
        ("due_days", "soon"),
        ("reason", ""),
        ("name", ""),
        ("all_people", "S999 nobody"),
        ("all_hired_within", "-1"),
        ("all_hired_from", "yesterday"),
        ("all_hired_from", "0001-01-01"),
        ("any_departments", "999999"),
        ("any_roles", "emperor"),
        ("department", "999999"),
        ("calendar", "XX"),
        ("due_kind", "some day"),
        ("version", "x"),
        ("form_key", "\0" * 18),
    ],
)
def test_what_cannot_be_taken_is_said_and_what_was_typed_stays(hr, house, field, value):
    refused = hr.post(f"{programme()}/rules/new", data=rule_form(house, **{"name": "Typed before", field: value}))
    assert refused.status_code == 422
    assert 'role="alert"' in page(refused)
    if field != "name":
        assert "Typed before" in page(refused)
    assert db.session.scalar(select(AssignmentRule.id)) is None


def test_unknown_staff_numbers_are_named(hr, house):
    factories.user(staff_no="S100", department=house[1])
    refused = hr.post(f"{programme()}/rules/new", data=rule_form(house, all_people="S100\nS404\nS405"))
    assert "S404, S405" in page(refused)


def test_a_date_of_the_form_needs_the_date(hr, house):
    address = f"{programme()}/rules/new"
    assert hr.post(address, data=rule_form(house, due_kind="date")).status_code == 422
    fine = rule_form(house, due_kind="date", due_on="2027-03-31", due_days="", least_days="14")
    assert hr.post(address, data=fine).status_code == 303
    rule = db.session.scalars(select(AssignmentRule)).one()
    assert (rule.due_on, rule.due_days) == (date(2027, 3, 31), 14)


def test_a_rule_is_stopped_with_a_reason(hr, house):
    person = factories.user(department=house[1])
    rule = add(of(people=(person.id,)))
    apply(rule)
    address = f"{programme()}/rules/{rule}/stop"
    shown = page(hr.get(address))
    sent = {name: hidden(shown, name) for name in ("version", "form_key")}
    assert hr.post(address, data={**sent, "releasing": "release"}).status_code == 422
    assert hr.post(address, data={**sent, "releasing": "release", "reason": "No longer."}).status_code == 303
    assert duties()[person.id][0].withdrawn_on == clock.today()
    assert hr.post(address, data={**sent, "releasing": "release", "reason": "No longer."}).status_code == 303


def test_a_training_admin_sees_and_changes_the_rules_of_the_own_department_alone(client, house):
    _group, sales, depot = house
    admin = factories.user(department=sales, roles=[("training_admin", sales)])
    factories.user(name="别的人", department=depot)
    factories.sign_in(client, admin)
    own, other, above = add(department=sales, name="Own"), add(department=depot, name="Other"), add(name="Above")
    listed = page(client.get(f"{programme()}/rules"))
    assert "Own" in listed
    assert "Above" in listed
    assert "Other" not in listed
    assert client.get(f"{programme()}/rules/{own}").status_code == 200
    for rule in (other, above):
        for path in ("", "/edit", "/preview", "/stop"):
            assert client.get(f"{programme()}/rules/{rule}{path}").status_code == 404
        assert client.post(f"{programme()}/rules/{rule}/apply").status_code == 404
    assert client.get(f"{programme()}/rules/{own}", base_url="http://localhost").status_code == 200
    wide = rule_form(house, department="0")
    assert client.post(f"{programme()}/rules/new", data=wide).status_code == 422
    assert client.post(f"{programme()}/rules/new", data={**wide, "department": str(depot.id)}).status_code == 422
    assert "别的人" not in page(client.get(f"{programme()}/rules/{own}/preview"))


def test_who_was_released_and_works_elsewhere_now_is_counted_and_not_named(client, house):
    _group, sales, depot = house
    admin = factories.user(department=sales, roles=[("training_admin", sales)])
    rule = add(department=sales)
    moved = factories.user(name="欧阳远走", department=sales)
    apply(rule)
    with writing():
        job = db.session.scalars(select(Job).where(Job.user_id == moved.id)).one()
        job.department_id = depot.id
    factories.sign_in(client, admin)
    shown = page(client.get(f"{programme()}/rules/{rule}/preview"))
    assert "欧阳远走" not in shown
    assert 'id="releases" open' in shown


def test_a_large_plan_is_carried_out_by_a_job_and_its_page_shows_how_far(hr, house, monkeypatch):
    monkeypatch.setattr(runs, "AT_ONCE", 2)
    for _ in range(4):
        factories.user(department=house[1])
    address = f"{programme()}/rules/{add()}"
    shown = page(hr.get(f"{address}/preview"))
    sent = {name: hidden(shown, name) for name in ("version", "digest", "form_key")}
    begun = hr.post(f"{address}/apply", data=sent)
    assert duties() == {}
    assert "<progress" in page(hr.get(begun.location))
    assert hr.get(f"{address}/preview").status_code == 409
    jobs.run_waiting()
    assert len(duties()) == 5
    assert "<progress" not in page(hr.get(begun.location))


def test_pages_take_as_many_statements_for_many_people_as_for_few(hr, house):
    rule = add()
    factories.user(department=house[1])
    counts = []
    for _ in range(2):
        with statements() as seen:
            hr.get(f"{programme()}/rules/{rule}/preview")
        counts.append(len(seen))
        for _ in range(10):
            factories.user(department=house[1])
    assert counts[0] == counts[1]


def test_the_preview_is_searched(hr, house):
    factories.user(name="王小明", department=house[1])
    factories.user(name="李四", department=house[1])
    shown = page(hr.get(f"{programme()}/rules/{add()}/preview?q=xiaoming"))
    assert "王小明" in shown
    assert "李四" not in shown


def test_a_managers_rules_page_has_no_forms(client, house):
    _group, sales, _depot = house
    manager = factories.user(department=sales, roles=[("manager", sales)])
    apply(add(of(people=(manager.id,)), name="Theirs"))
    factories.sign_in(client, manager)
    shown = page(client.get(f"{programme()}/rules"))
    assert "Theirs" in shown
    assert client.get(f"{programme()}/rules/new").status_code == 403
    assert db.session.scalar(select(func.count()).select_from(Assignment)) == 1


def test_s02_what_a_rule_from_above_did_is_not_counted_for_those_below(app, house):
    _group, sales, depot = house
    for _ in range(7):
        factories.user(department=depot)
    here = app.test_client()
    factories.sign_in(here, factories.user(department=sales, roles=[("hr", sales)]))
    apply(add(name="For everybody"))
    listed = page(here.get(f"{programme()}/rules"))
    assert "For everybody" in listed
    row = listed[listed.index("For everybody") : listed.index("</tr>", listed.index("For everybody"))]
    cells = [re.sub("<[^>]*>", "", cell).strip() for cell in re.findall("<td[^>]*>(.*?)</td>", row, re.DOTALL)]
    assert cells[-2:] == ["1", "—"]  # one duty in sight, and not that it was given to eight
