"""The overview says what each report says for itself, of the same people and days; and what to act on leads there."""

import re
from datetime import timedelta

import pytest

from app import clock
from app.access import Role
from app.db import writing
from app.reports.figures.kpis import KPIS, Kpi
from app.reports.figures.rates import Rate
from app.reports.registry import reports
from app.reports.targets.actions import set_targets
from tests import factories
from tests.conftest import statements
from tests.reports.asked import answered, tile, viewer, workbook
from tests.reports.company import Company, company, eight_people


def house_with_facts() -> Company:
    """Twenty-five people in sales, five in stores; of what fell due twelve have completed it, two of these late."""
    house, today = company(), clock.today()
    for number in range(30):
        person = factories.user(department=house.sales if number < 25 else house.stores)
        factories.assignment(person, due_on=max(today - timedelta(days=9), today.replace(month=1, day=1)))
        if number % 5 < 2:
            late = number >= 25
            factories.completion(person, completed_on=today if late else today - timedelta(days=10))
    return house


def test_key_figures_are_those_of_their_own_reports(app):
    house_with_facts()
    overview = answered("overview")
    assert tile(overview, Kpi.DUE_COMPLETION) == Rate(12, 30)
    assert tile(overview, Kpi.ON_TIME) == Rate(10, 30)
    assert tile(overview, Kpi.PLAN) == tile(answered("plan"), "plan_rate")
    assert tile(overview, Kpi.CERTIFIED) == tile(answered("credentials"), "certified")


def test_figures_lead_to_reports_that_are_there(app):
    house_with_facts()
    assert {about.report for about in KPIS.values()} <= set(reports())
    answer = answered("overview")
    for each in answer.tiles:
        assert each.href
        assert each.href.partition("?")[0].removeprefix("/reports/") in reports()


def test_what_to_act_on_names_how_many_and_the_unit_that_lags(app):
    house_with_facts()
    acts = next(table for table in answered("overview").tables if table.key == "act").rows
    assert [(act.count, act.href) for act in acts] == [(18, "/reports/participation?set=period&state=open")]
    assert "Sales, 40.0% (10/25)" in acts[0].detail


def test_small_units_are_not_ranked_and_have_no_colour(app):
    house = company()
    for person in eight_people(house):
        factories.assignment(person, "harbour", due_on=clock.today().replace(month=1, day=1))
    answer = answered("overview")
    assert not any("lowest" in act.detail for act in answer.tables[1].rows)
    assert 'class="cell-late' not in answer.charts[1].page()


def test_units_and_whoever_is_in_none_of_them_sum_to_the_whole(app):
    house = house_with_facts()
    factories.assignment(factories.user(department=house.group), due_on=clock.today().replace(month=1, day=1))
    *units, whole = answered("overview").charts[1].rows
    parts = [tuple(int(number) for number in re.findall(r"\((\d+)/(\d+)\)", row[1])[0]) for row in units]
    assert [row[0] for row in units] == ["Sales", "Stores", "Directly in Group"]
    assert (sum(part[0] for part in parts), sum(part[1] for part in parts)) == (12, 31)
    assert whole[0] == "Total"
    assert "(12/31)" in whole[1]


def test_a_target_stands_beside_what_is(app):
    house_with_facts()
    by_id = factories.user().id
    with writing():
        set_targets(clock.today().year, {Kpi.ON_TIME: 0.95}, by_id=by_id, now=clock.now())
    answer = answered("overview")
    beside = next(each.beside for each in answer.tiles if each.key == Kpi.ON_TIME)
    assert ("Target", "95.0%") in [(str(name), value) for name, value in beside]
    row = next(row for row in answer.tables[0].rows if row.of == Kpi.ON_TIME)
    assert (row.actual, row.target) == (pytest.approx(100 / 3), 95.0)


def test_months_are_twelve_and_the_last_is_this_one(app):
    house_with_facts()
    months = answered("overview").charts[0].rows
    assert len(months) == 12
    assert months[-1][0] == f"{clock.today():%Y-%m}"


def test_s02_a_manager_sees_figures_of_the_own_people_alone(app):
    house = house_with_facts()
    answer = answered("overview", by=viewer(Role.TRAINING_ADMIN, house.sales))
    assert tile(answer, Kpi.DUE_COMPLETION) == Rate(10, 25)
    assert "Stores" not in str(answer.charts[1].rows) if len(answer.charts) > 1 else True


def test_it_is_the_first_page_of_managers_and_costs_the_same_for_many(client):
    house = house_with_facts()
    factories.sign_in(
        client, factories.user("周敏华", department=house.group, roles=[("manager", house.group)], locale="en")
    )
    assert client.get("/").location.endswith("/team")
    counted = []
    for _more in range(2):
        with statements() as seen:
            page = client.get("/team", follow_redirects=True)
        assert page.status_code == 200
        counted.append(len(seen))
        for _number in range(10):
            factories.assignment(factories.user(department=house.team), due_on=clock.today() - timedelta(days=1))
    assert counted[0] == counted[1]
    assert "40.0%" in page.text


def test_the_workbook_holds_the_figures_of_the_page(client):
    house = house_with_facts()
    factories.sign_in(client, factories.user("周敏华", department=house.group, roles=[("hr", None)], locale="en"))
    with client.get("/reports/overview.xlsx") as answer:
        sheet = workbook(answer.data).get_sheet_by_index(0).to_python()
    rows = [dict(zip(sheet[0], line, strict=True)) for line in sheet[1:]]
    assert (rows[0]["Rate: numerator"], rows[0]["Rate: denominator"], rows[0]["Actual"]) == (12.0, 30.0, 40.0)
    assert [row["In"] for row in rows] == ["%", "%", "hours", *["%"] * 5]
