"""R02: every figure leads to the items it counts; money has two decimals; a month from outside the period says why it is there."""

from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from werkzeug.datastructures import MultiDict

from app import clock
from app.db import db
from app.reports.frame import pdf
from app.reports.frame.asking import ask
from app.reports.frame.document import document
from app.reports.registry import get_report
from app.training.kinds import ItemStatus
from app.training.models import PlanItemState

from .. import factories
from ..training import making
from .asked import ReadAnswer, answered, asked, download, read, viewer, workbook
from .company import Company, company
from .test_plan import JANUARY, _at

H1: dict[str, Any] = {"from_": "2026-01-01", "to": "2026-06-30", "as_of": "2026-06-30"}


@pytest.fixture
def house(app) -> Company:
    """Items of the sales department, its team, the group itself and the stores, in every state; one planned the year before."""
    house = company()
    for department, months in ((house.sales, (1, 2, 3)), (house.team, (2,)), (house.group, (4,)), (house.stores, (5,))):
        plan_id = making.plan(department, now=JANUARY)
        for month in months:
            item = making.item(department, plan_id=plan_id, month=month, headcount=10, budget_fen=123_450, now=JANUARY)
            if month != 3:
                making.stands(
                    item, ItemStatus.HELD, date(2026, month, 20), now=_at(date(2026, month, 20)), spent_fen=50_000
                )
    beside = making.item(house.team, is_planned=False, month=5, now=JANUARY)
    making.stands(beside, ItemStatus.HELD, date(2026, 5, 8), now=_at(date(2026, 5, 8)))
    earlier = datetime(2025, 1, 5, 2, 0, tzinfo=UTC)
    late = making.item(house.sales, year=2025, month=7, now=earlier)
    making.stands(late, ItemStatus.HELD, date(2026, 1, 12), now=_at(date(2026, 1, 12)))
    return house


def at(address: str) -> ReadAnswer:
    given = MultiDict(parse_qsl(urlsplit(address).query))
    found = ask(get_report("plan"), given, viewer=viewer(), now=clock.now(), whole=True)
    assert not found.notes, found.notes
    return read(found.report.answer(found))


COUNTS = ("due", "held", "postponed", "cancelled", "open", "unplanned_held")
OF_DUE = {"planned_headcount": "planned_headcount", "actual_headcount": "actual_headcount", "budget": "budget"}


def test_each_figure_of_a_row_leads_to_its_items(house):
    wanted, seen = asked("plan", **H1), set()
    for table in answered("plan", **H1).tables[1:]:
        for row in table.rows:
            links: dict[str, Any] = {each.key: each.link(wanted, row) for each in table.columns if each.link}
            for key in COUNTS:
                items = list(at(links[key]).tables[0].rows) if links[key] else []
                assert len(items) == getattr(row, key), (row.name, key)
                seen |= {key for _item in items}
            for key, of_item in OF_DUE.items():
                items = list(at(links[key]).tables[0].rows) if links[key] else []
                assert sum(getattr(item, of_item) for item in items) == getattr(row, key), (row.name, key)
    assert {"due", "held", "open", "unplanned_held"} <= seen


def test_each_key_figure_leads_to_its_items(house):
    found = answered("plan", **H1)
    tiles: dict[str, Any] = {each.key: each for each in found.tiles}
    assert all(tile.href for tile in tiles.values())
    for key, count in (("plan_rate", 6), ("people", 6), ("budget", 6), ("participation", 7), ("unplanned", 1)):
        assert len(list(at(tiles[key].href).tables[0].rows)) == count, key
    assert tiles["unplanned"].value.numerator == 1


def test_a_month_from_before_the_period_says_why_it_is_there(house):
    [months] = [table for table in answered("plan", **H1).tables if table.key == "months"]
    first = next(iter(months.rows))
    assert first.name == "2025-07 (planned before the period, held in it)"
    assert first.due == 0


def test_money_has_two_decimals_on_the_page_on_paper_and_in_the_workbook(house, app):
    client, person = app.test_client(), factories.user("HR", roles=[("hr", None)], department=house.group, locale="en")
    factories.sign_in(client, person)
    page = client.get("/reports/plan?from=2026-01-01&to=2026-06-30&as_of=2026-06-30").text
    assert "1,234.50" in page
    assert "500.00" in page
    wanted = asked("plan", whole=True, **H1)
    sheets = pdf.data_of(document(wanted, wanted.report.answer(wanted), number="1"))["sheets"]
    assert any("1,234.50" in row for row in sheets[0]["rows"])
    assert "7,407.00" in sheets[1]["total"]
    book = workbook(download(client, "/reports/plan.xlsx?from=2026-01-01&to=2026-06-30&as_of=2026-06-30"))
    assert any(1234.5 in row for row in book.get_sheet_by_index(0).to_python())


def test_the_history_of_an_item_says_what_changed_and_a_second_click_nothing(house, app):
    item = making.item(house.sales, now=JANUARY)
    client = app.test_client()
    factories.sign_in(client, factories.user("HR", roles=[("hr", None)], department=house.group, locale="en"))
    making.stands(item, ItemStatus.HELD, date(2026, 1, 20), now=_at(date(2026, 1, 21)))
    for _click in range(2):
        making.stands(item, ItemStatus.HELD, date(2026, 1, 20), now=_at(date(2026, 1, 21)), spent_fen=80_000)
    states = db.session.query(PlanItemState).filter_by(item_id=item).count()
    assert states == 3
    page = client.get(f"/training/items/{item}").text
    assert page.count("since 2026-01-20") == 1
    assert "Actual cost: ¥800" in page


def test_what_is_due_and_not_held_can_be_listed_alone(house):
    total = answered("plan", **H1).tables[1].total
    rows = at("/reports/plan?rows=open&from=2026-01-01&to=2026-06-30&as_of=2026-06-30").tables[0].rows
    assert len(rows) == total.due - total.held
    assert len(rows) > 0
