"""HR of one company, and what it must not reach: another company's past, its heads, its names in refusals."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.access import Scope
from app.db import db, writing
from app.people.models import Delegation, Job, User
from app.people.organisation import departments
from app.people.organisation.acts import Act
from app.people.organisation.queries import paths_on
from tests import factories
from tests.walk import signed_in

from .acting import today

REASON = {"reason": "年度调整"}


@pytest.fixture
def firms(app: Flask) -> SimpleNamespace:
    """Two companies of a group, and a browser of HR of the second alone."""
    group = factories.department("GRP", name="集团", name_en="Group")
    one = factories.department("ONE", parent=group, name="甲公司", name_en="First Company")
    two = factories.department("TWO", parent=group, name="乙公司", name_en="Second Company")
    hr = signed_in(app, factories.user("韩人事", department=two, roles=[("hr", two)]))
    hr.post("/language", data={"lang": "en"})
    return SimpleNamespace(one=one, two=two, hr=hr)


def jobs_of(person: User) -> list[tuple[int, date, date | None]]:
    db.session.rollback()
    db.session.expire_all()
    statement = select(Job).where(Job.user_id == person.id).order_by(Job.started_on)
    return [(job.department_id, job.started_on, job.ended_on) for job in db.session.scalars(statement)]


@pytest.fixture
def moved(firms: SimpleNamespace) -> User:
    """Somebody who worked in the first company until June 2026."""
    person = factories.user("李雷")
    factories.job(person, firms.one, ended_on=date(2026, 6, 1), end_reason="transfer")
    factories.job(person, firms.two, started_on=date(2026, 6, 1))
    return person


@pytest.mark.parametrize(
    ("verb", "day"),
    [("transfer", {"on": "2025-01-01"}), ("leave", {"last": "2025-01-01"}), ("leave", {"last": "2026-05-31"})],
)
def test_s02_what_somebody_was_in_another_company_stays(firms, moved: User, verb: str, day: dict[str, str]):
    before = jobs_of(moved)
    form = {**day, "department": firms.two.id, "end_reason": "resign", **REASON}
    answer = firms.hr.post(f"/people/{moved.id}/employment/{verb}", data=form)
    assert answer.status_code == 409
    assert "outside your scope then" in answer.text
    assert jobs_of(moved) == before


def test_whoever_goes_to_another_company_can_still_leave_before(firms):
    person = factories.user("李雷")
    factories.job(person, firms.two, ended_on=date(2027, 6, 1), end_reason="transfer")
    factories.job(person, firms.one, started_on=date(2027, 6, 1))
    form = {"last": "2027-05-31", "end_reason": "resign", **REASON}
    assert firms.hr.post(f"/people/{person.id}/employment/leave", data=form).status_code == 303
    assert jobs_of(person) == [(firms.two.id, date(2024, 1, 1), date(2027, 6, 1))]


def test_s09_hr_lends_no_view_of_another_company(firms):
    boss = factories.user("老板", department=firms.two)
    factories.job(boss, firms.one, is_primary=False, is_head=True)
    factories.job(boss, firms.two, is_primary=False, is_head=True)
    factories.user("同事", "MATE", department=firms.two)
    page = f"/people/{boss.id}/delegations/new"
    assert "First Company" not in firms.hr.get(page).text
    days = {"first": today().isoformat(), "last": (today() + timedelta(days=5)).isoformat()}
    for department, status in (("", 409), (firms.one.id, 422), (firms.two.id, 303)):
        form = {"to": "MATE", **days, "department": department, **REASON}
        assert firms.hr.post(page, data=form).status_code == status, department
    assert db.session.scalars(select(Delegation.department_id)).all() == [firms.two.id]


def test_s02_a_refused_circle_names_nobody_outside_the_scope(firms):
    boss, low, middle = (factories.user(name) for name in ("甲总", "下属", "乙员"))
    factories.job(boss, firms.one, manager_id=low.id)
    factories.job(low, firms.two)
    factories.job(middle, firms.two, manager_id=boss.id)
    form = {"on": today().isoformat(), "department": firms.two.id, "manager": middle.staff_no, **REASON}
    answer = firms.hr.post(f"/people/{low.id}/employment/transfer", data=form)
    assert answer.status_code == 409
    assert "下属 → 乙员 → somebody outside your scope → 下属" in answer.text
    assert "甲总" not in answer.text


def test_s02_a_refused_overlap_names_no_department_outside_the_scope(firms):
    person = factories.user("李雷")
    factories.job(person, firms.two, ended_on=date(2027, 6, 1), end_reason="transfer")
    factories.job(person, firms.one, started_on=date(2027, 6, 1))
    form = {"on": "2027-07-01", "department": firms.two.id, **REASON}
    answer = firms.hr.post(f"/people/{person.id}/employment/rehire", data=form)
    assert answer.status_code == 409
    assert "a department outside your scope, since 2027-06-01" in answer.text
    assert "First Company" not in answer.text


@pytest.mark.parametrize("verb", ["move", "change", "close"])
def test_s02_where_a_department_lay_in_another_company_stays(firms, verb: str):
    desk, team = factories.department("DESK", parent=firms.two), factories.department("TEAM", parent=firms.one)
    everywhere = Act(None, Scope(everything=True), clock.now())
    ids = team.id, firms.two.id
    with writing():
        departments.move(*ids, date(2026, 6, 1), everywhere)
    names = {"name_zh": "一组", "name_en": "Team", "kind": "team"}
    for day, status in (("2026-01-01", 409), ("2026-06-01", 303)):
        form = {**names, "parent": desk.id, "on": day, **REASON}
        answer = firms.hr.post(f"/organisation/TEAM/{verb}", data=form)
        assert answer.status_code == status, day
        assert ("lay outside your scope then" in answer.text) is (status == 409)
    db.session.rollback()
    assert paths_on(date(2026, 3, 1))[ids[0]].startswith(firms.one.path)
