"""R05: every figure leads to its rows, and their count is the figure; families have names; quarters are told."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from werkzeug.datastructures import MultiDict

from app import clock
from app.i18n import speaking
from app.people.families import family_name
from app.reports.figures.hours import quartiles
from app.reports.frame.asking import ask
from app.reports.frame.model import Answer
from app.reports.registry import get_report
from tests import factories

from .asked import answered, asked, read, viewer
from .company import Company, company
from .test_hours import rule, worker

PERIOD: dict[str, Any] = {"from_": "2026-01-01", "to": "2026-10-31", "as_of": "2026-11-01"}


@pytest.fixture
def house(app) -> Company:
    """Ten people: in the team, in the stores, directly in the group, in a department closed since, with hours and without."""
    house = company()
    for number in range(4):
        worker(house, f"team {number}", {"professional": 10 * number, "public": 3})
    for number in range(3):
        worker(house, f"stores {number}", {"party": 4.5} if number else {}, where=house.stores)
    worker(house, "of the group", {"party": 2}, where=house.group)
    factories.user("no post", department=house.sales)
    factories.user("no post either", department=house.group)
    rule()
    return house


def at(address: str) -> Answer:
    """What the report answers at an address."""
    assert urlsplit(address).path == "/reports/hours"
    given = MultiDict(parse_qsl(urlsplit(address).query))
    found = ask(get_report("hours"), given, viewer=viewer(), now=clock.now(), whole=True)
    assert not found.notes, found.notes
    return read(found.report.answer(found))


def listed(address: str) -> list[Any]:
    return list(at(address).tables[0].rows)


def linked_rows(answer: Answer, *keys: str) -> Iterable[tuple[str, Any, dict[str, str | None]]]:
    wanted = asked("hours", **PERIOD)
    for table in answer.tables:
        if table.key in keys:
            for row in table.rows:
                links = {column.key: column.link(wanted, row) for column in table.columns if column.link}
                yield table.key, row, links


def test_each_figure_of_a_group_leads_to_as_many_rows(house):
    found = answered("hours", who="all", **PERIOD)
    seen = 0
    for key, row, links in linked_rows(found, "departments", "families", "positions"):
        assert all(links.values()), (key, row.name)
        everyone = listed(str(links["people"]))
        assert len(everyone) == row.people
        assert sum(each.earned for each in everyone) == pytest.approx(row.hours)
        assert len(listed(str(links["coverage_rate"]))) == row.coverage_rate.numerator
        if row.met_rate is not None:
            owing = listed(str(links["met_rate"]))
            met = sum(each.state.text == "Met" for each in owing)
            assert (met, len(owing)) == (row.met_rate.numerator, row.met_rate.denominator)
        own = at(str(links["name"]))
        assert own.tables[1].total.hours == pytest.approx(row.hours)
        seen += 1
    assert seen >= 6


def test_each_key_figure_leads_to_as_many_rows(house):
    found = answered("hours", **PERIOD)
    tiles: dict[str, Any] = {each.key: each for each in found.tiles}
    without, coverage, met = tiles["without"], tiles["coverage"], tiles["ce_met"]
    assert without.value.numerator == 3
    assert {row.earned for row in listed(without.href)} == {0}
    assert len(listed(without.href)) == without.value.numerator
    assert len(listed(coverage.href)) == coverage.value.numerator
    assert len(listed(met.href)) == met.value.denominator
    order = [row.earned for row in listed(tiles["median"].href)]
    assert order == sorted(order, reverse=True)
    assert len(order) == 10
    assert tiles["median"].value == (order[4] + order[5]) / 2


def test_each_bar_of_the_picture_leads_to_its_people(house, app):
    factories.sign_in(
        client := app.test_client(), factories.user("HR", roles=[("hr", None)], department=house.group, locale="en")
    )
    page = client.get("/reports/hours?from=2026-01-01&to=2026-10-31&as_of=2026-11-01").text
    assert "only=hours%3A32-34" in page
    [row] = answered("hours", who="all", only="hours:32-34", **PERIOD).tables[0].rows
    assert row.earned == 33
    kept = answered("hours", who="all", only="hours:a-b", **PERIOD).tables[0].rows
    assert len(list(kept)) == 11


def test_quarters_are_marked_and_told(house):
    picture = answered("hours", **PERIOD).charts[0]
    assert "Half of 10 people have at most 3.75 hours; the middle half of them have 0 to 13" in picture.summary
    assert "three quarters up to 13" in str(picture.page())


@pytest.mark.parametrize(
    ("spread", "quarters"),
    [
        ({}, None),
        ({7: 1}, (7, 7, 7)),
        ({1: 1, 2: 1}, (1, 1.5, 2)),
        ({1: 1, 2: 1, 3: 1, 4: 1, 5: 1}, (1.5, 3, 4.5)),
        ({0: 272, 12: 128}, (0, 0, 12)),
        (dict.fromkeys(range(1, 9), 1), (2.5, 4.5, 6.5)),
    ],
)
def test_quarters_are_the_medians_of_the_halves(spread, quarters):
    assert quartiles(spread) == quarters


def test_families_of_the_training_plan_have_names_and_others_read_as_typed(app):
    with speaking("en"):
        assert family_name("CUS") == "Customs and compliance (CUS)"
        assert family_name("Drivers") == "Drivers"
    with speaking("zh-CN"):
        assert family_name("CUS") != "CUS"


def test_families_are_named_in_table_filter_and_header(house, app):
    client = app.test_client()
    factories.sign_in(client, factories.user("HR", roles=[("hr", None)], department=house.group, locale="en"))
    page = client.get("/reports/hours?family=OPR").text
    assert page.count("E-commerce operation (OPR)") >= 3


def test_a_staff_number_stands_once_on_the_page_and_a_narrowed_list_can_be_widened(house, app):
    client = app.test_client()
    factories.sign_in(client, factories.user("HR", roles=[("hr", None)], department=house.group, locale="en"))
    page = client.get("/reports/hours?who=all&only=hours:32-34&from=2026-01-01").text
    assert "Staff number</" not in page.partition("<table")[2]
    assert "Show all rows again" in page
    assert "Show all rows again" not in client.get("/reports/hours").text
