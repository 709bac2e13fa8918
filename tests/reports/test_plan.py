"""Execution of training plans: what is due, held, postponed, cancelled and beside the plan; as of a day, as known then."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from app.access import Role
from app.db import db, writing
from app.people.models import DepartmentVersion
from app.reports.figures.rates import Rate
from app.training.kinds import ItemStatus

from .. import factories
from ..conftest import statements
from ..training import making
from ..walk import signed_in
from .asked import answered, csv_rows, download, rows, tile, viewer, workbook
from .company import company

JANUARY = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
H1 = {"from_": "2026-01-01", "to": "2026-06-30", "as_of": "2026-06-30"}


@pytest.fixture
def house(app):
    """The organisation was recorded years ago."""
    made = company()
    with writing():
        db.session.execute(update(DepartmentVersion).values(known_from=datetime(2020, 1, 1, tzinfo=UTC)))
    return made


@pytest.fixture
def oracle(house):
    """Twelve due in the half-year: nine held, one postponed, one cancelled, one open; three more held beside the plan."""
    plan_id = making.plan(house.sales, now=JANUARY)
    planned = [
        making.item(house.sales, plan_id=plan_id, month=number % 6 + 1, headcount=10, budget_fen=100_000, now=JANUARY)
        for number in range(12)
    ]
    for number, item_id in enumerate(planned[:9]):
        day = date(2026, number % 6 + 1, 20)
        making.stands(item_id, ItemStatus.HELD, day, now=_at(day), spent_fen=50_000)
    making.stands(
        planned[9], ItemStatus.POSTPONED, date(2026, 4, 2), now=_at(date(2026, 4, 2)), moved_to=date(2026, 9, 1)
    )
    making.stands(planned[10], ItemStatus.CANCELLED, date(2026, 5, 3), now=_at(date(2026, 5, 3)), reason="讲师离职")
    for _number in range(3):
        beside = making.item(house.sales, plan_id=plan_id, is_planned=False, month=5, now=JANUARY)
        making.stands(beside, ItemStatus.HELD, date(2026, 5, 8), now=_at(date(2026, 5, 8)))
    return planned


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC)


def test_twelve_due_nine_held_three_beside_the_plan(oracle):
    found = answered("plan", **H1)
    assert tile(found, "plan_rate") == Rate(9, 12)
    assert tile(found, "unplanned") == Rate(3, 12)
    assert (tile(found, "postponed"), tile(found, "cancelled")) == (1, 1)
    assert found.lacking[0].count == 1


def test_rows_of_months_and_departments_sum_to_the_whole(house, oracle):
    making.item(house.team, plan_id=None, month=2, now=JANUARY)
    for key in ("months", "departments"):
        table = next(each for each in answered("plan", **H1).tables if each.key == key)
        for name in ("due", "held", "postponed", "cancelled", "open", "unplanned_held", "planned_headcount", "budget"):
            assert sum(getattr(row, name) for row in table.rows) == getattr(table.total, name), (key, name)
        assert (table.total.due, table.total.held) == (13, 9)


def test_budget_and_people_are_of_the_items_due(house, oracle):
    people = [factories.user(department=house.sales) for _number in range(3)]
    day = datetime(2026, 1, 20, 1, 0, tzinfo=UTC)
    for again in range(2):  # who comes twice is one person, and has the hours of both
        session_id = making.session(oracle[0], people, starts_at=day + timedelta(days=again), now=JANUARY)
        making.marked(session_id, dict.fromkeys(people[:2], "present"), now=day + timedelta(days=again, hours=2))
    found = answered("plan", **H1)
    assert tile(found, "budget") == pytest.approx(9 * 500 / 12_000 * 100)
    assert tile(found, "people") == pytest.approx(2 / 120 * 100)
    assert tile(found, "cost_per_hour") == pytest.approx(9 * 500 / (2 * 2 * 2.0))
    row = next(each for each in found.tables[0].rows if each.item_id == oracle[0])
    assert (row.planned_headcount, row.actual_headcount, row.budget, row.actual) == (10, 2, 1000, 500)
    assert (row.person_hours, row.sessions, row.planned_month) == (8.0, 2, "2026-01")


def test_participation_leaves_the_excused_out_and_who_came_besides(house):
    item_id = making.item(house.sales, month=3, now=JANUARY)
    people = [factories.user(department=house.sales) for _number in range(5)]
    begin = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
    session_id = making.session(item_id, people, starts_at=begin, now=JANUARY)
    statuses = dict(zip(people, ("present", "late", "absent", "excused"), strict=False))
    besides = factories.user(department=house.stores)
    making.marked(session_id, statuses | {besides: "present"}, now=_at(date(2026, 3, 9)))
    assert tile(answered("plan", **H1), "participation") == Rate(0, 0)
    making.closed(session_id, now=_at(date(2026, 3, 10)))
    found = answered("plan", **H1)
    assert tile(found, "participation") == Rate(2, 4)  # the fifth was not on the sheet, and absent
    (row,) = found.tables[0].rows
    assert (row.participation, row.excused, row.actual_headcount) == (Rate(2, 4), 1, 3)
    (before,) = rows("plan", "items", **H1, known_at="2026-03-09")
    assert before.participation == Rate(0, 0)


def test_nothing_due_has_no_rate(house):
    found = answered("plan", **H1)
    assert tile(found, "plan_rate") == Rate(0, 0)
    assert tile(found, "people") is None
    assert tile(found, "cost_per_hour") is None


def test_what_is_postponed_stays_due_in_its_month_and_is_late_held_in_another(house):
    item_id = making.item(house.sales, month=3, now=JANUARY)
    making.stands(
        item_id, ItemStatus.POSTPONED, date(2026, 3, 10), now=_at(date(2026, 3, 10)), moved_to=date(2026, 5, 1)
    )
    making.stands(item_id, ItemStatus.HELD, date(2026, 5, 12), now=_at(date(2026, 5, 12)))
    first = {"from_": "2026-01-01", "to": "2026-03-31"}
    second = {"from_": "2026-04-01", "to": "2026-06-30"}
    assert tile(answered("plan", **first, as_of="2026-03-31"), "plan_rate") == Rate(0, 1)
    assert tile(answered("plan", **first, as_of="2026-06-30"), "plan_rate") == Rate(1, 1)
    assert tile(answered("plan", **second, as_of="2026-06-30"), "plan_rate") == Rate(0, 0)
    assert [row.item_id for row in rows("plan", "items", **second, as_of="2026-06-30")] == [item_id]


def test_a_month_is_due_when_it_has_ended(house):
    making.item(house.sales, month=6, now=JANUARY)
    assert tile(answered("plan", from_="2026-01-01", to="2026-06-29", as_of="2026-06-30"), "plan_rate") == Rate(0, 0)
    early = answered("plan", from_="2026-01-01", to="2026-06-30", as_of="2026-06-29")
    assert tile(early, "plan_rate") == Rate(0, 0)
    assert early.excluded[0].count == 1
    assert tile(answered("plan", **H1), "plan_rate") == Rate(0, 1)


def test_december_is_due_on_its_last_day(house):
    making.item(house.sales, year=2025, month=12, now=JANUARY)
    period = {"from_": "2025-12-01", "to": "2025-12-31", "as_of": "2026-06-30"}
    assert tile(answered("plan", **period), "plan_rate") == Rate(0, 1)


def test_a_status_recorded_later_does_not_change_what_was_known_then(house):
    item_id = making.item(house.sales, month=3, now=JANUARY)
    known_then = answered("plan", **H1, known_at="2026-06-30")
    making.stands(item_id, ItemStatus.HELD, date(2026, 3, 20), now=_at(date(2026, 7, 8)))
    assert tile(known_then, "plan_rate") == Rate(0, 1)
    assert tile(answered("plan", **H1, known_at="2026-06-30"), "plan_rate") == Rate(0, 1)
    assert tile(answered("plan", **H1, known_at="2026-07-07"), "plan_rate") == Rate(0, 1)
    assert tile(answered("plan", **H1, known_at="2026-07-08"), "plan_rate") == Rate(1, 1)
    assert tile(answered("plan", **H1), "plan_rate") == Rate(1, 1)


def test_a_sheet_handed_in_late_or_corrected_does_not_change_what_was_known_then(house):
    one, two = factories.user(department=house.sales), factories.user(department=house.sales)
    item_id = making.item(house.sales, month=3, now=JANUARY)
    begin = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
    session_id = making.session(item_id, [one, two], starts_at=begin, now=JANUARY)
    making.marked(session_id, {one: "present"}, now=_at(date(2026, 3, 9)))
    making.marked(session_id, {two: "late"}, now=_at(date(2026, 4, 20)))
    making.marked(session_id, {one: "absent"}, reason="核对", now=_at(date(2026, 5, 20)))

    def came(**known: str) -> int:
        (row,) = rows("plan", "items", **H1, **known)
        return int(row.actual_headcount)

    assert [came(known_at=day) for day in ("2026-03-08", "2026-03-31", "2026-04-30", "2026-05-31")] == [0, 1, 2, 1]
    assert came() == 1
    (before,) = rows("plan", "items", from_="2026-01-01", to="2026-06-30", as_of="2026-03-08")
    assert before.actual_headcount == 0


def test_only_items_of_the_scope_are_counted(house):
    making.item(house.sales, month=2, now=JANUARY)
    making.item(house.stores, month=2, now=JANUARY)
    by = viewer(Role.TRAINING_ADMIN, house.stores)
    assert tile(answered("plan", **H1, by=by), "plan_rate") == Rate(0, 1)
    assert [row.owner for row in rows("plan", "items", **H1, by=by)] == ["Stores"]
    assert tile(answered("plan", **H1, department="TEAM"), "plan_rate") == Rate(0, 0)


def test_filters_choose_rows_and_leave_the_figures_alone(oracle):
    found = answered("plan", **H1, status="cancelled")
    assert [row.reason for row in found.tables[0].rows] == ["讲师离职"]
    assert tile(found, "plan_rate") == Rate(9, 12)
    assert len(rows("plan", "items", **H1, rows="unplanned")) == 3
    assert len(rows("plan", "items", **H1, only="month:2026-05")) == 2 + 3
    assert len(rows("plan", "items", **H1, category="theory")) == 0


def test_the_number_of_statements_does_not_grow_with_the_items(house, oracle):
    with statements() as few:
        answered("plan", **H1)
    for number in range(10):
        making.item(house.stores, plan_id=making.plan(house.stores), month=number % 6 + 1, now=JANUARY)
    with statements() as many:
        answered("plan", **H1)
    assert len(few) == len(many)


def test_page_and_files_say_the_same(app, house, oracle):
    client = signed_in(app, factories.user(department=house.group, roles=[("hr", None)]))
    query = "?from=2026-01-01&to=2026-06-30&as_of=2026-06-30"
    page = client.get(f"/reports/plan{query}")
    assert page.status_code == 200
    assert "75.0% (9/12)" in page.text
    assert "(3/12)" in page.text
    lines = csv_rows(download(client, f"/reports/plan.csv{query}"))
    assert len(lines) == 15
    book = workbook(download(client, f"/reports/plan.xlsx{query}"))
    assert len(book.get_sheet_by_index(0).to_python()) == 16
    assert download(client, f"/reports/plan.pdf{query}").startswith(b"%PDF")
