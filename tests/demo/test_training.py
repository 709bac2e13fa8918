"""What HR of the demo company has set up: programmes, rules, decisions. With the courses that come with the platform."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock, content
from app.credentials.models import CredentialPeriod
from app.credentials.needs import needed
from app.credentials.policies import list_kinds
from app.credentials.standing import Look, joined, stands, terms, waiting
from app.db import db
from app.people.models import Absence, Delegation, Department, User
from app.programmes.models import Assignment, AssignmentChange, AssignmentRule, Programme
from app.training.models import Attendance, PlanItem, PlanItemState, TrainingPlan, TrainingSession
from tests.furnished import inside


@pytest.fixture(scope="module")
def place(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("demo")
    shutil.copytree(furnished, folder, dirs_exist_ok=True)
    with inside(folder) as app:
        content.publish(app)
        yield app


def test_rules_have_assigned_programmes_to_those_they_mean(place):
    states = select(Programme.code, AssignmentRule.state).join(Programme, Programme.id == AssignmentRule.programme_id)
    by_code = dict(db.session.execute(states).all())
    assert (by_code.pop("START"), by_code.pop("WHS-YEAR")) == ("active", "active")
    assert len(by_code) == 7
    assert set(by_code.values()) == {"draft"}  # those of the posts: HR looks at them first
    counted = (
        select(Programme.code, func.count(Assignment.id))
        .outerjoin(Assignment, Assignment.programme_id == Programme.id)
        .where(Programme.of_course.is_(None))
        .group_by(Programme.code)
    )
    given = {code: count for code, count in db.session.execute(counted)}
    assert given["START"] > 20
    assert given["WHS-YEAR"] > 50
    assert given["PRICING"] == 0


def test_there_is_a_decision_of_each_kind_with_its_reason(place):
    changes = db.session.scalars(select(AssignmentChange).where(AssignmentChange.kind != "assign")).all()
    assert {change.kind for change in changes} == {"extend", "waive", "pause"}
    assert all(change.reason and change.approver_id for change in changes)


def test_somebody_is_on_leave_and_somebody_stands_in_for_the_manager(place):
    assert db.session.scalars(select(Absence)).one().pauses_deadlines
    lent = db.session.scalars(select(Delegation)).one()
    assert db.session.get_one(User, lent.from_id).staff_no == "M0001"


def test_the_warehouses_abroad_have_their_own_holidays_and_hours(place):
    abroad = {
        code: (country, zone)
        for code, country, zone in db.session.execute(
            select(Department.code, Department.country, Department.time_zone).where(Department.country != "CN")
        )
    }
    assert abroad["L-OW-HAM"] == ("DE", "Europe/Berlin")
    assert len(abroad) == 5


def test_two_years_of_training_plans_have_items_of_every_kind_and_sheets(place):
    assert len(set(db.session.scalars(select(TrainingPlan.year)))) == 2
    states = db.session.execute(
        select(PlanItem.id, PlanItem.is_planned, PlanItemState.status)
        .join(PlanItemState, PlanItemState.item_id == PlanItem.id)
        .order_by(PlanItemState.number)
    )
    found = {item_id: (is_planned, status) for item_id, is_planned, status in states}.values()
    assert len(found) >= 28
    assert {status for _planned, status in found} == {"planned", "held", "postponed", "cancelled"}
    assert (False, "held") in found
    sheets = db.session.scalars(select(Attendance)).all()
    assert len(sheets) > 200
    assert {row.status for row in sheets} == {"present", "late", "absent", "excused"}
    assert any(row.corrects_id and row.reason for row in sheets)
    assert db.session.scalars(select(TrainingSession.state)).all().count("planned") == 2


def test_credentials_are_there_in_every_state_that_is_worth_a_look(place):
    kinds, look = list_kinds(), Look(clock.today())
    asked = needed(kinds, look)
    found = stands(kinds, look, joined(terms(kinds, look, asked), look))
    states = set(db.session.scalars(select(found.c.state)))
    assert states == {"valid", "in_grace", "lapsed", "revoked"}
    assert db.session.scalars(select(waiting(kinds, look, asked).c.user_id)).first() is not None
    assert db.session.scalars(select(CredentialPeriod).where(CredentialPeriod.temporary)).first() is not None
    assert {kind.is_outside for kind in kinds} == {True, False}
