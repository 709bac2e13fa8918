"""What a sheet would change, row by row."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import aliased

from app import clock
from app.db import db
from app.people.importing.words import shown_value
from app.people.models import Job, User
from tests import factories

from .conftest import Firm
from .rosters import HEAD, actions, applied, complaints, imported, jobs_of, lines, planned, state, undone, xlsx


def test_a_new_number_is_a_joiner_and_a_known_one_with_the_same_words_is_the_same(firm: Firm):
    plan = planned(
        xlsx(
            [
                ("00101", "李雷", "li@example.com", "SALES"),
                ("00103", "韩梅梅", "han@example.com", "汉堡仓", None, "00101"),
            ]
        ),
        firm.hr,
    )
    assert plan.state == "planned"
    assert actions(plan) == {2: "same", 3: "joiner"}
    assert plan.counts == {"same": 1, "joiner": 1, "rows": 2, "warnings": 0}


def test_a_change_shows_what_was_and_what_will_be(firm: Firm):
    plan = planned(xlsx([("00101", "李磊", "lei@example.com", "SALES")]), firm.hr)
    [line] = lines(plan)
    assert line.action == "change"
    assert line.before == {"name": "李雷", "email": "li@example.com"}
    assert line.after == {"name": "李磊", "email": "lei@example.com"}


def test_a_transfer_holds_from_the_day_chosen_and_leaves_the_past(firm: Firm):
    imported([("00101", "李雷", None, "DEPOT")], firm.hr, on="2026-11-15")
    assert jobs_of("00101") == [("SALES", date(2024, 1, 1), date(2026, 11, 15)), ("DEPOT", date(2026, 11, 15), None)]


def test_importing_twice_changes_nothing_the_second_time(firm: Firm):
    rows = [
        ("00101", "李雷", "li@example.com", "DEPOT", "Trader", "00102", "是", "否", date(2024, 1, 1)),
        ("00102", "王小明", "wang@example.com", "SALES", "外贸业务员", None, "是", "是", "2023年5月1日"),
        ("00103", "韩梅梅", None, "集团/汉堡仓", None, "00101", None, None, "2026-12-01"),
    ]
    imported(rows, firm.hr)
    before = state()
    plan = planned(xlsx(rows), firm.hr)
    assert set(actions(plan).values()) == {"same"}
    applied(plan, firm.hr)
    assert state() == before


def test_undo_makes_everything_as_it_was(firm: Firm):
    factories.user("老周", "00104", department=firm.depot, roles=[("reviewer", firm.depot)])
    before = state()
    plan = imported(
        [
            ("00101", "李磊", "lei@example.com", "DEPOT", "Trader", "00105"),
            ("00102", "王小明", "li@example.com", "SALES"),
            ("00104", "老周", None, "DEPOT", None, None, None, None, None, "2026-10-31"),
            ("00105", "新来的", None, "SALES"),
        ],
        firm.hr,
    )
    assert actions(plan) == {2: "transfer", 3: "change", 4: "leaver", 5: "joiner"}
    assert state() != before
    undone(plan, firm.hr)
    assert state() == before


def test_a_rehire_gets_a_job_and_no_account(firm: Firm):
    left = factories.user("老周", "00104", active=False)
    factories.job(left, firm.depot, ended_on=date(2025, 6, 1))
    plan = imported([("00104", "老周", None, "SALES", None, None, None, None, date(2026, 11, 1))], firm.hr)
    assert actions(plan) == {2: "rehire"}
    assert jobs_of("00104")[1] == ("SALES", date(2026, 11, 1), None)
    assert not db.session.get_one(User, left.id).active


def test_a_last_day_to_come_is_a_leaver_who_leaves_every_job(firm: Firm):
    factories.job(firm.li, firm.depot, is_primary=False)
    plan = imported([("00101", "李雷", None, None, None, None, None, None, None, "2026-11-30")], firm.hr)
    assert actions(plan) == {2: "leaver"}
    assert {end for _code, _start, end in jobs_of("00101")} == {date(2026, 12, 1)}
    assert db.session.get_one(User, firm.li.id).active


def test_a_last_day_of_a_second_job_or_before_the_next_one_is_a_change(firm: Firm):
    factories.job(firm.li, firm.depot, is_primary=False)
    rows = [
        ("00101", "李雷", None, "DEPOT", None, None, "否", None, None, "2026-11-30"),
        ("00102", "王小明", None, "SALES", None, None, None, None, date(2024, 1, 1), "2026-11-30"),
        ("00102", "王小明", None, "DEPOT", None, None, None, None, date(2026, 12, 1)),
    ]
    assert "leaver" not in actions(planned(xlsx(rows), firm.hr)).values()


def test_people_left_out_are_proposed_and_stay_unless_ticked(firm: Firm):
    plan = planned(xlsx([("00101", "李雷", None, "SALES")]), firm.hr, everybody_of=firm.sales.id)
    assert actions(plan) == {2: "same", 3: "leaver"}
    assert [line.chosen for line in lines(plan)] == [True, False]
    before = state()
    applied(plan, firm.hr)
    assert state() == before


def test_two_rows_with_one_number_are_refused_both_in_words_and_in_deed(firm: Firm):
    plan = planned(xlsx([("00103", "甲", None, "SALES"), ("00103", "乙", None, "SALES")]), firm.hr)
    assert actions(plan) == {2: "wrong", 3: "duplicate"}
    assert complaints(plan) == [(2, "staff_no", "with-row"), (3, "staff_no", "twice")]


def test_a_circle_of_managers_is_refused(firm: Firm):
    plan = planned(
        xlsx([("00101", "李雷", None, "SALES", None, "00102"), ("00102", "王小明", None, "SALES", None, "00101")]),
        firm.hr,
    )
    assert [code for _row, _field, code in complaints(plan)] == ["circle", "circle"]


def test_a_second_job_beside_the_main_one(firm: Firm):
    rows = [("00101", "李雷", None, "SALES", None, None, "是"), ("00101", "李雷", None, "DEPOT", None, None, "否")]
    imported(rows, firm.hr)
    assert [code for code, _first, _end in jobs_of("00101")] == ["SALES", "DEPOT"]
    assert set(actions(planned(xlsx(rows), firm.hr)).values()) == {"same"}


def test_days_that_do_not_exist_and_departments_that_do_not_either(firm: Firm):
    plan = planned(
        xlsx(
            [
                ("00103", "甲", "nonsense", "汉堡二仓", None, None, None, None, "2026-02-31"),
                ("00104", "乙", "li@example.com", "SALES", None, "99999"),
            ]
        ),
        firm.hr,
    )
    assert complaints(plan) == [
        (2, "email", "bad-email"),
        (2, "department", "unknown-near"),
        (2, "start", "no-such-day"),
        (3, "email", "email-taken"),
        (3, "manager", "unknown-manager"),
    ]


def test_zeros_that_a_spreadsheet_lost_are_noticed(firm: Firm):
    plan = planned(xlsx([(101, "李雷", None, "SALES"), (7, "甲", None, "SALES")]), firm.hr)
    assert complaints(plan) == [(2, "staff_no", "zeros-lost"), (3, "staff_no", "zeros-lost-perhaps")]


def test_the_day_of_today_is_the_default(firm: Firm):
    imported([("00101", "李雷", None, "DEPOT")], firm.hr)
    assert jobs_of("00101")[1][1] == clock.today()


def test_somebody_new_may_get_the_address_that_another_gives_up(firm: Firm):
    before = state()
    plan = imported(
        [("00101", "李雷", "x@example.com", "SALES"), ("00103", "韩梅梅", "li@example.com", "SALES")], firm.hr
    )
    assert {user.staff_no: user.email for user in db.session.scalars(select(User)) if user.email} == {
        "00101": "x@example.com",
        "00103": "li@example.com",
    }
    undone(plan, firm.hr)
    assert state() == before


@pytest.mark.parametrize("head", [HEAD, ("工号", "姓名", "邮箱", "部门", "岗位")])
def test_who_goes_to_another_department_leaves_the_line_manager_whom_the_sheet_does_not_name(
    firm: Firm, head: tuple[str, ...]
):
    imported([("00101", "李雷", None, "SALES", None, "00102")], firm.hr, on="2026-11-01")
    plan = planned(xlsx([("00101", "李雷", None, "DEPOT", None)], head=head), firm.hr)
    [line] = lines(plan)
    assert (line.before["manager"], line.after["manager"]) == ("00102", None)
    assert shown_value("manager", None, {}) == "none: the head of the department follows"
    applied(plan, firm.hr)
    assert manager_of("00101") is None
    assert actions(planned(xlsx([("00101", "李雷", None, "DEPOT", None)], head=head), firm.hr)) == {2: "same"}


@pytest.mark.parametrize("head", [("工号", "姓名", "部门"), ("工号", "姓名", "部门", "部门负责人")])
def test_s14_a_head_who_goes_to_another_department_heads_nothing_there_unless_the_sheet_says_so(
    firm: Firm, head: tuple[str, ...]
):
    where = ("工号", "姓名", "部门", "部门负责人")
    imported([("00101", "李雷", "SALES", "是")], firm.hr, head=where, on="2026-11-01")
    plan = planned(xlsx([("00101", "李雷", "DEPOT", None)], head=head), firm.hr)
    [line] = lines(plan)
    assert (line.before["head"], line.after["head"]) == (True, False)
    applied(plan, firm.hr)
    assert heads("00101") == [False, True, False]
    imported([("00101", "李雷", "SALES", "是")], firm.hr, head=where, on="2027-01-01")
    assert heads("00101") == [False, True, False, True]


def test_a_head_stays_head_where_the_department_does(firm: Firm):
    where = ("工号", "姓名", "部门", "部门负责人")
    imported([("00101", "李雷", "SALES", "是")], firm.hr, head=where, on="2026-11-01")
    imported([("00101", "李雷", "SALES", "Trader")], firm.hr, head=("工号", "姓名", "部门", "岗位"), on="2026-11-02")
    assert heads("00101") == [False, True, True]


def test_a_line_manager_stays_who_is_named_or_where_the_department_does(firm: Firm):
    imported([("00101", "李雷", None, "SALES", None, "00102")], firm.hr, on="2026-11-01")
    imported([("00101", "李雷", None, "SALES", "Trader", None)], firm.hr, on="2026-11-02")
    assert manager_of("00101") == "00102"
    imported([("00101", "李雷", None, "DEPOT", "Trader", "00102")], firm.hr, on="2026-11-03")
    assert manager_of("00101") == "00102"


def manager_of(staff_no: str) -> str | None:
    """Of the last job: the staff number of the line manager."""
    manager = aliased(User)
    statement = (
        select(manager.staff_no)
        .select_from(Job)
        .join(User, User.id == Job.user_id)
        .outerjoin(manager, manager.id == Job.manager_id)
        .where(User.staff_no == staff_no)
        .order_by(Job.started_on.desc())
    )
    return db.session.scalars(statement).first()


def heads(staff_no: str) -> list[bool]:
    """Whether each job, in order, heads its department."""
    statement = select(Job.is_head).join(User, User.id == Job.user_id).where(User.staff_no == staff_no)
    return list(db.session.scalars(statement.order_by(Job.started_on)))
