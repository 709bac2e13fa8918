"""Applying is all or nothing, once, and only on what the plan saw; undoing likewise."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.db import db, writing
from app.errors import Conflict
from app.people.importing import acts
from app.people.importing.jobs import plan_sheet
from app.people.importing.models import ImportPlan
from app.people.models import AuditEntry, Job, RoleGrant, User
from app.people.organisation import departments
from app.people.organisation.acts import Act
from config import Settings
from tests import factories
from tests.processes import kill

from .conftest import Firm
from .rosters import EVERYTHING, applied, imported, jobs_of, lines, planned, state, undone, xlsx

LEAVING = ("工号", "姓名", "部门", "离职日期")
MANY = [(f"9{number:04}", f"新人{number}", None, "SALES") for number in range(60)]

APPLYING = """
with writing():
    acts.apply(sys.argv[2], kind="people", good_only=False, scope=Scope(everything=True), by_id=None, now=clock.now())
"""
NEEDED = """
from app import clock
from app.access import Scope
from app.db import writing
from app.people.importing import acts
"""


@pytest.mark.parametrize("after", [1, 2, 4, 6])
def test_killed_in_the_middle_nothing_is_there_and_it_can_be_applied_after(firm: Firm, settings: Settings, after: int):
    plan = planned(xlsx([*MANY, ("00101", "李磊", None, "DEPOT")]), firm.hr)
    key, before = plan.key, state()
    db.session.rollback()
    kill(settings, NEEDED, APPLYING, key, after=after)
    assert state() == before
    assert len(applied(db.session.scalars(select(ImportPlan)).one(), firm.hr)) == 61


def test_two_people_import_at_once_and_the_second_is_refused(app: Flask, firm: Firm):
    hr_id = firm.hr.id
    keys = [planned(xlsx([("00101", name, None, "SALES")]), firm.hr).key for name in ("李一", "李二")]

    def apply(key: str) -> str:
        with app.app_context():
            try:
                with writing():
                    acts.apply(key, kind="people", good_only=False, scope=EVERYTHING, by_id=hr_id, now=clock.now())
            except Conflict as refused:
                return refused.message
            finally:
                db.session.remove()
            return "done"

    db.session.rollback()
    with ThreadPoolExecutor(2) as threads:
        answers = sorted(threads.map(apply, keys), key=len)
    assert answers[0] == "done"
    assert answers[1].startswith("What this plan rests on has changed")


@pytest.mark.parametrize("change", ["name", "job", "email", "department", "number"])
def test_a_plan_whose_ground_has_moved_is_refused(firm: Firm, change: str):
    plan = planned(xlsx([("00101", "李磊", "new@example.com", "DEPOT"), ("00103", "新人", None, "DEPOT")]), firm.hr)
    if change == "job":
        factories.job(firm.li, firm.depot, is_primary=False)
    elif change == "number":
        factories.user("另一个", "00103")
    elif change == "email":
        factories.user("另一个", "00777", email="new@example.com")
    with writing():
        if change == "name":
            db.session.get_one(User, firm.li.id).name = "李蕾"
        elif change == "department":
            db.session.get_one(type(firm.depot), firm.depot.id).closed_on = clock.today()
    before = state()
    with pytest.raises(Conflict):
        applied(plan, firm.hr)
    assert state() == before


def test_a_change_elsewhere_does_not_disturb_a_plan(firm: Firm):
    plan = planned(xlsx([("00101", "李磊", None, "SALES")]), firm.hr)
    factories.user("别人", "00777", department=firm.depot)
    assert applied(plan, firm.hr) == [firm.li.id]


def test_undo_is_refused_where_somebody_changed_the_same_people_since(firm: Firm):
    plan = imported([("00101", "李磊", None, "DEPOT"), ("00102", "王大明", None, "SALES")], firm.hr)
    with writing():
        db.session.get_one(User, firm.wang.id).email = "wang@example.com"
    before = state()
    with pytest.raises(Conflict, match="王大明 \\(00102\\)") as refused:
        undone(plan, firm.hr)
    assert "李磊" not in refused.value.message
    assert state() == before


def test_a_new_account_that_something_refers_to_by_now_stays_switched_off(firm: Firm):
    plan = imported([("00103", "新人", None, "SALES"), ("00104", "新人二", None, "SALES")], firm.hr)
    factories.enrolment(db.session.scalars(select(User).filter_by(staff_no="00103")).one())
    undone(plan, firm.hr)
    kept = db.session.scalars(select(User).where(User.staff_no.in_(("00103", "00104")))).all()
    assert [(user.staff_no, user.active) for user in kept] == [("00103", False)]
    assert db.session.scalars(select(Job).filter_by(user_id=kept[0].id)).all() == []
    assert db.session.scalars(select(ImportPlan)).one().options["undone"] == {"people": 1, "duties": 0, "kept": 1}


def test_a_job_that_was_dropped_comes_back_though_another_has_its_number_by_now(firm: Firm):
    today = clock.today()
    with writing():
        job = db.session.scalars(select(Job).filter_by(user_id=firm.li.id)).one()
        job.ended_on = today + timedelta(days=30)
    factories.job(firm.li, firm.depot, started_on=today + timedelta(days=30))
    before = jobs_of("00101")
    plan = planned(xlsx([("00102", "王小明", None, "SALES")]), firm.hr, everybody_of=firm.sales.id)
    with writing():
        acts.choose_all_leavers(plan.key, kind="people", scope=EVERYTHING)
    applied(plan, firm.hr)
    assert jobs_of("00101") == [("SALES", before[0][1], today)]
    factories.job(factories.user("别人", "00777"), firm.depot)
    undone(plan, firm.hr)
    assert jobs_of("00101") == before
    assert len(jobs_of("00777")) == 1


def test_undone_twice_is_undone_once(firm: Firm):
    plan = imported([("00101", "李磊", None, "DEPOT")], firm.hr)
    undone(plan, firm.hr)
    assert undone(plan, firm.hr) == []
    assert len(db.session.scalars(select(AuditEntry).filter_by(action="people import undone")).all()) == 1


def test_an_import_of_many_is_one_line_in_the_log_with_figures_and_no_names(firm: Firm):
    plan = imported([*MANY, ("00101", "李雷", None, "DEPOT")], firm.hr)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.detail) == ("people imported", {"plan": plan.id, "joiner": 60, "transfer": 1})


def test_after_undoing_the_same_rows_can_be_planned_once_more(firm: Firm):
    plan = imported([("00101", "李磊", None, "DEPOT"), ("00105", "新人", None, "SALES")], firm.hr)
    undone(plan, firm.hr)
    key, plan_id = plan.key, plan.id
    with writing():
        acts.plan_again(key, kind="people", scope=EVERYTHING, now=clock.now())
    plan_now(plan_id)
    again = db.session.get_one(ImportPlan, plan_id)
    assert [line.action for line in lines(again)] == ["transfer", "joiner"]


def plan_now(plan_id: int) -> None:
    plan_sheet(plan_id)
    db.session.rollback()


def test_who_has_left_by_the_day_of_applying_loses_the_account_then(firm: Firm, monkeypatch: pytest.MonkeyPatch):
    last_day = (clock.today() + timedelta(days=1)).isoformat()
    factories.role_grant(firm.li, "reviewer", firm.sales)
    plan = planned(xlsx([("00101", "李雷", "SALES", last_day)], head=LEAVING), firm.hr)
    before = state()
    later = clock.now() + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    li_id = firm.li.id
    applied(plan, firm.hr)
    assert not db.session.get_one(User, li_id).active
    assert db.session.scalars(select(RoleGrant.withdrawn_at).filter_by(user_id=li_id)).one() is not None
    undone(plan, firm.hr)
    assert state() == before


def test_a_sheet_does_not_take_the_last_administrator_away(firm: Firm):
    factories.role_grant(firm.li, "admin")
    plan = planned(xlsx([("00101", "李雷", "SALES", "2026-01-31")], head=LEAVING), firm.hr)
    before = state()
    with pytest.raises(Conflict, match=r"最后一位|last administrator"):
        applied(plan, firm.hr)
    assert state() == before


def test_nobody_is_put_into_what_closes_before_their_last_day(firm: Firm):
    closing, hr_id = clock.today() + timedelta(days=20), firm.hr.id
    with writing():
        departments.close(firm.depot.id, closing, Act(hr_id, EVERYTHING, clock.now()))
    plan = planned(xlsx([("00101", "李雷", None, "DEPOT")]), firm.hr)
    with pytest.raises(Conflict, match=closing.isoformat()):
        applied(plan, firm.hr)
    leaving = (closing - timedelta(days=1)).isoformat()
    imported([("00101", "李雷", "DEPOT", leaving)], firm.hr, head=LEAVING)
