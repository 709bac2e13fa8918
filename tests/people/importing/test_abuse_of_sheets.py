"""What a sheet may not do, though its rows look fine: to whoever sent it, to addresses of powers, to other companies."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.access import Scope
from app.db import db
from app.people.models import Job, User
from tests import factories

from .rosters import actions, applied, complaints, jobs_of, lines, planned, xlsx


@pytest.fixture
def firms(app: Flask) -> SimpleNamespace:
    """Two companies of a group, and HR of the second alone."""
    group = factories.department("GRP")
    one, two = factories.department("ONE", parent=group), factories.department("TWO", parent=group)
    hr = factories.user("韩人事", department=two, roles=[("hr", two)])
    return SimpleNamespace(one=one, two=two, hr=hr, scope=Scope(paths=(two.path,)))


def moved(firms: SimpleNamespace, staff_no: str) -> User:
    """Somebody who worked in the first company until June 2026."""
    person = factories.user("李雷", staff_no)
    factories.job(person, firms.one, ended_on=date(2026, 6, 1), end_reason="transfer")
    factories.job(person, firms.two, started_on=date(2026, 6, 1))
    return person


def test_s09_a_sheet_never_moves_the_address_of_who_has_a_role(firms: SimpleNamespace):
    admin = factories.user("管理员", "A1", department=firms.two, roles=[("admin", None)], email="admin@example.com")
    factories.user("李雷", "B1", department=firms.two, email="li@example.com")
    rows = [["A1", "管理员", "mine@example.com", "TWO"], ["B1", "李雷", "lei@example.com", "TWO"]]
    plan = planned(xlsx(rows), firms.hr, scope=firms.scope)
    assert complaints(plan) == [(2, "email", "address-of-role")]
    assert actions(plan) == {2: "same", 3: "change"}
    applied(plan, firms.hr, scope=firms.scope)
    db.session.expire_all()
    assert db.session.get_one(User, admin.id).email == "admin@example.com"
    assert db.session.scalars(select(User.email).where(User.staff_no == "B1")).one() == "lei@example.com"


def test_s09_nor_that_of_who_heads_a_department_of_another_company(firms: SimpleNamespace):
    boss = factories.user("老板", "B1", department=firms.two)
    factories.job(boss, firms.one, is_primary=False, is_head=True)
    plan = planned(xlsx([["B1", "老板", "mine@example.com", "TWO"]]), firms.hr, scope=firms.scope)
    assert complaints(plan) == [(2, "email", "address-of-role")]


def test_s09_a_role_given_since_the_plan_was_made_ends_it(firms: SimpleNamespace):
    person = factories.user("李雷", "B1", department=firms.two)
    plan = planned(xlsx([["B1", "李雷", "lei@example.com", "TWO"]]), firms.hr, scope=firms.scope)
    factories.role_grant(person, "admin")
    with pytest.raises(Exception, match="has changed"):
        applied(plan, firms.hr, scope=firms.scope)


def test_s14_nobody_makes_themselves_a_head_by_a_sheet(firms: SimpleNamespace):
    row = [firms.hr.staff_no, "韩某", "mine@example.com", "TWO", None, None, None, "是"]
    plan = planned(xlsx([row]), firms.hr, scope=firms.scope)
    assert complaints(plan) == [(2, "staff_no", "own-row")]
    assert actions(plan) == {2: "same"}
    applied(plan, firms.hr, scope=firms.scope)
    db.session.expire_all()
    own = db.session.get_one(User, firms.hr.id)
    assert (own.name, own.email) == ("韩人事", None)
    assert db.session.scalars(select(Job.is_head).where(Job.user_id == firms.hr.id)).all() == [False]


def test_s14_nobody_is_proposed_to_themselves_as_a_leaver(firms: SimpleNamespace):
    factories.user("李雷", "B1", department=firms.two)
    factories.user("韩梅梅", "B2", department=firms.two)
    plan = planned(xlsx([["B2", "韩梅梅", None, "TWO"]]), firms.hr, scope=firms.scope, everybody_of=firms.two.id)
    assert [line.given["staff_no"] for line in lines(plan) if line.action == "leaver"] == ["B1"]


@pytest.mark.parametrize(
    ("row", "on"),
    [
        (["L1", "李雷", None, "TWO", None, None, None, None, date(2024, 1, 1), date(2026, 3, 1)], "2026-11-20"),
        (["L1", "李雷", None, "TWO", None, None, None, "是", date(2025, 1, 1)], "2025-01-01"),
    ],
    ids=["an end", "a transfer"],
)
def test_s02_what_somebody_was_in_another_company_stays(firms: SimpleNamespace, row: list[object], on: str):
    moved(firms, "L1")
    before = jobs_of("L1")
    plan = planned(xlsx([row]), firms.hr, scope=firms.scope, on=on)
    assert [code for _row, _field, code in complaints(plan)] == ["elsewhere-then"]
    assert jobs_of("L1") == before


def test_s02_complaints_name_nobody_outside_the_scope(firms: SimpleNamespace):
    boss = factories.user("甲总", "SECRET1")
    factories.user("王小明", "X1", department=firms.two)
    below = factories.user("赵四", "Y1")
    factories.job(below, firms.two, manager_id=boss.id)
    factories.job(boss, firms.one, manager_id=db.session.scalars(select(User.id).where(User.staff_no == "X1")).one())
    gone = factories.user("秘密人", "00777")
    factories.job(gone, firms.two, ended_on=date(2025, 1, 1), end_reason="transfer")
    factories.job(gone, firms.one, started_on=date(2025, 1, 1))
    rows: list[list[Any]] = [
        ["X1", "王小明", None, "TWO", None, "Y1"],
        ["N1", "秘密人", None, "TWO"],
        [777, "某人", None, "TWO"],
    ]
    plan = planned(xlsx(rows), firms.hr, scope=firms.scope)
    said = str([line.complaints for line in lines(plan)])
    assert "X1 → Y1 → … → X1" in said
    assert "SECRET1" not in said
    assert "00777" not in said
