"""Leave in a sheet: planned, written and taken back with the people."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import clock, jobs
from app.db import db
from app.errors import Conflict
from app.people import changed
from app.people.importing.traces import who_stays
from app.people.models import Absence, User
from app.programmes.models import Assignment
from tests import factories

from .conftest import Firm
from .rosters import actions, applied, complaints, imported, lines, planned, state, undone, xlsx

HEAD = ("工号", "姓名", "部门", "休假开始", "休假结束", "假别")
FIRST, LAST = date(2026, 11, 30), date(2026, 12, 11)


def leaves(staff_no: str) -> list[tuple[str, date, date | None]]:
    """(kind, first day, day after the last)."""
    db.session.rollback()
    statement = select(Absence).join(User, User.id == Absence.user_id).where(User.staff_no == staff_no)
    return [
        (row.kind, row.started_on, row.ended_on) for row in db.session.scalars(statement.order_by(Absence.started_on))
    ]


def test_leave_is_written_once_and_taken_back(firm: Firm):
    rows: list[tuple[Any, ...]] = [
        ("00101", "李雷", "SALES", FIRST, LAST, "病假"),
        ("00102", "王小明", None, "2026-12-01", None, None),
        ("00103", "韩梅梅", "DEPOT", FIRST, LAST, "Maternity or parental leave"),
    ]
    before = state()
    plan = imported(rows, firm.hr, head=HEAD)
    assert actions(plan) == {2: "change", 3: "change", 4: "joiner"}
    assert lines(plan)[0].after == {"leave_from": "2026-11-30", "leave_until": "2026-12-11"}
    assert leaves("00101") == [("sick", FIRST, LAST + timedelta(days=1))]
    assert leaves("00102") == [("other", date(2026, 12, 1), None)]
    assert leaves("00103") == [("maternity", FIRST, LAST + timedelta(days=1))]
    assert who_stays(plan.id) == {}
    assert set(actions(planned(xlsx(rows, head=HEAD), firm.hr)).values()) == {"same"}
    undone(plan, firm.hr)
    assert state() == before


def test_leave_that_is_known_by_its_first_day_gets_another_end_and_keeps_its_kind(firm: Firm):
    factories.absence(firm.li, kind="maternity", started_on=FIRST, ended_on=None)
    before = state()
    plan = imported([("00101", "李雷", None, FIRST, LAST, "病假")], firm.hr, head=HEAD)
    assert lines(plan)[0].after == {"leave_until": "2026-12-11"}
    assert leaves("00101") == [("maternity", FIRST, LAST + timedelta(days=1))]
    undone(plan, firm.hr)
    assert state() == before


def test_an_end_that_is_left_empty_ends_no_leave_and_changes_none(firm: Firm):
    factories.absence(firm.li, started_on=FIRST, ended_on=LAST)
    assert actions(planned(xlsx([("00101", "李雷", None, FIRST, None, None)], head=HEAD), firm.hr)) == {2: "same"}
    assert leaves("00101")[0][2] == LAST


def test_days_that_overlap_or_end_too_early_or_never_begin_are_wrong(firm: Firm):
    factories.absence(firm.li, started_on=date(2026, 12, 5), ended_on=date(2027, 1, 1))
    rows = [
        ("00101", "李雷", None, FIRST, LAST, None),
        ("00102", "王小明", None, LAST, FIRST, None),
        ("00103", "甲", "SALES", None, LAST, None),
        ("00104", "乙", "SALES", FIRST, None, "nonsense"),
    ]
    assert complaints(planned(xlsx(rows, head=HEAD), firm.hr)) == [
        (2, "leave_from", "leave-overlaps"),
        (3, "leave_until", "ends-before-start"),
        (4, "leave_from", "needed"),
        (5, "leave_kind", "unknown-word"),
    ]


def test_rows_of_one_person_may_repeat_a_leave_and_complete_it_but_not_contradict_it(firm: Firm):
    head = (*HEAD, "主岗")
    rows = [
        ("00101", "李雷", "SALES", FIRST, None, None, "是"),
        ("00101", "李雷", "DEPOT", FIRST, LAST, "病假", "否"),
        ("00102", "王小明", "SALES", FIRST, LAST, "病假", "是"),
        ("00102", "王小明", "DEPOT", FIRST, LAST + timedelta(days=9), None, "否"),
        ("00103", "甲", "SALES", FIRST, None, "病假", "是"),
        ("00103", "甲", "DEPOT", FIRST, None, "产假", "否"),
    ]
    plan = planned(xlsx(rows, head=head), firm.hr)
    assert [each for each in complaints(plan) if each[2] == "leave-otherwise"] == [
        (5, "leave_from", "leave-otherwise"),
        (7, "leave_from", "leave-otherwise"),
    ]
    applied(plan, firm.hr, good_only=True)
    assert leaves("00101") == [("sick", FIRST, LAST + timedelta(days=1))]
    assert leaves("00102") == leaves("00103") == []


def test_nobody_gives_themselves_leave(firm: Firm):
    plan = imported([("H1", "人事", None, FIRST, LAST, None)], firm.hr, head=HEAD)
    assert actions(plan) == {2: "same"}
    assert leaves("H1") == []


def test_undoing_is_refused_where_hr_changed_the_leave_since(firm: Firm):
    plan = imported([("00101", "李雷", None, FIRST, LAST, None)], firm.hr, head=HEAD)
    factories.absence(firm.li, started_on=date(2027, 5, 1), ended_on=None)
    before = state()
    with pytest.raises(Conflict, match="李雷"):
        undone(plan, firm.hr)
    assert state() == before


def test_due_dates_move_by_imported_leave(firm: Firm):
    due = clock.today() + timedelta(days=60)
    duty_id = factories.assignment(firm.li, due_on=due).id
    first = clock.today() - timedelta(days=4)
    plan = planned(xlsx([("00101", "李雷", None, first, None, None)], head=HEAD), firm.hr)
    changed.tell(applied(plan, firm.hr))
    jobs.run_waiting()
    db.session.rollback()
    assert db.session.get_one(Assignment, duty_id).due_on > due


@pytest.mark.parametrize(
    "head",
    [
        ("工号", "姓名", "部门", "请假开始日期", "休假最后一天", "请假类型"),
        ("Staff No", "Full name", "Dept", "Absence from", "Leave end", "Leave type"),
    ],
)
def test_the_columns_are_known_by_what_other_systems_call_them(firm: Firm, head: tuple[str, ...]):
    imported([("00101", "李雷", "SALES", FIRST, LAST, "Sick leave")], firm.hr, head=head)
    assert leaves("00101") == [("sick", FIRST, LAST + timedelta(days=1))]
