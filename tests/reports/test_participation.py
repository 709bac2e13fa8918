"""Participation and completion: the worked example through the report, sums, drill-down, files that say what the page says."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import clock
from app.access import Role
from app.db import db, writing
from app.programmes.duties import actions
from app.programmes.models import ProgrammeVersion
from app.programmes.standings.building import refresh
from app.reports.figures.rates import Rate
from tests import factories
from tests.examples import examples
from tests.reports.asked import answered, csv_rows, download, rows, tile, viewer, workbook
from tests.reports.company import company
from tests.reports.fourteen import AS_OF, C, S, fourteen

PERIOD = {"as_of": AS_OF, "from_": date(2026, 1, 1), "to": AS_OF}
RATES = {
    "participation": Rate(8, 10),
    "completion": Rate(6, 10),
    "overdue": Rate(2, 10),
    "due_completion": Rate(6, 8),
    "on_time": Rate(4, 8),
    "on_time_first": Rate(3, 8),
}


@pytest.mark.parametrize("built", [False, True])
def test_the_worked_example_through_the_report(app, built):
    fourteen()
    if built:
        refresh()
    answer = answered("participation", **PERIOD)
    assert {key: tile(answer, key) for key in RATES} == RATES
    [line] = answer.tables[0].rows
    assert {key: getattr(line, key) for key in RATES} == RATES
    assert [left.count for left in answer.excluded] == [1, 1, 1, 0]


def test_the_cell_leads_to_its_people(app):
    ids = fourteen()
    names = {number: name for name, number in ids.items()}
    [line] = answered("participation", **PERIOD).tables[0].rows
    programme = line.of_programme.code
    assert {names[row.assignment_id] for row in rows("participation", "people", programme=programme, **PERIOD)} == S
    fell_due = rows("participation", "people", programme=programme, set="period", **PERIOD)
    assert {names[row.assignment_id] for row in fell_due} == C
    late = rows("participation", "people", programme=programme, state="overdue", **PERIOD)
    assert {names[row.assignment_id]: row.days_overdue for row in late} == {"A03": 91, "A04": 91}


def test_files_hold_what_the_page_shows(client):
    fourteen()
    factories.sign_in(client, factories.user(roles=[("hr", None)], locale="en"))
    query = "as_of=2026-06-30&from=2026-01-01&to=2026-06-30"
    page = client.get(f"/reports/participation?{query}").text
    assert "80.0" in page
    assert "37.5" in page
    [line] = csv_rows(download(client, f"/reports/participation.csv?{query}"))
    numbers = [value for value in line.values() if value.isdigit()]
    sheet = workbook(download(client, f"/reports/participation.xlsx?{query}")).get_sheet_by_index(0).to_python()
    flat = [str(int(value)) for row in sheet for value in row if isinstance(value, float) and value == int(value)]
    assert [number for number in numbers if number not in flat] == []
    assert list(line.values()).count("10") >= 3


def test_units_and_programmes_sum_to_the_total(app):
    house = company()
    for number, place in enumerate([house.group, house.sales, house.team, house.team, house.stores]):
        person = factories.user(department=place)
        factories.assignment(person, due_on=clock.today() + timedelta(days=number - 2))
        factories.assignment(person, "watch", due_on=clock.today() - timedelta(days=40))
    answer = answered("participation")
    for table in answer.tables:
        for key in ("counted", "fell_due"):
            assert sum(getattr(line, key) for line in table.rows) == getattr(table.total, key)
    assert [(line.unit, line.counted) for line in answer.tables[1].rows] == [
        ("Sales", 6), ("Stores", 2), ("Directly in Group", 2)
    ]  # fmt: skip


def test_nobody_outside_the_scope_is_counted_or_listed(app):
    house = company()
    inside, outside = factories.user(department=house.sales), factories.user(department=house.stores)
    for person in (inside, outside):
        factories.assignment(person)
    head = viewer(Role.MANAGER, house.sales)
    answer = answered("participation", by=head)
    assert tile(answer, "participation") == Rate(0, 1)
    [line] = answer.tables[0].rows
    programme = line.of_programme.code
    assert [row.user_id for row in rows("participation", "people", by=head, programme=programme)] == [inside.id]


def test_no_assignment_at_all_gives_no_rate(app):
    company()
    answer = answered("participation")
    assert {tile(answer, key).ratio for key in RATES} == {None}
    assert answer.tables[0].rows == []


@settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    moves=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 200), st.booleans()), max_size=8),
    built=st.booleans(),
)
def test_leavers_neither_vanish_nor_count_twice_and_children_sum_to_parents(house, moves, built):
    places = [house.group, house.sales, house.team, house.stores]
    today = clock.today()
    asked = {"from_": today - timedelta(days=300), "to": today}
    before, version_id, ids = answered("participation", **asked).tables[0].total, factories.version(), []
    for start, to, days, leaves in moves:
        person = factories.user()
        moved = today - timedelta(days=days)
        factories.job(person, places[start], started_on=date(2020, 1, 1), ended_on=moved)
        if not leaves:
            factories.job(person, places[to], started_on=moved)
        ids.append(person.id)
    long_ago, due_on = clock.now() - timedelta(days=250), today - timedelta(days=100)
    with writing():
        version = db.session.get_one(ProgrammeVersion, version_id)
        actions.assign(version, dict.fromkeys(ids, due_on), start_on=clock.local_date(long_ago), now=long_ago)
        actions.mark_exits(ids, now=clock.now())
    if built:
        refresh()
    answer = answered("participation", **asked)
    total = answer.tables[0].total
    left_before_due = sum(leaves and days >= 100 for _start, _to, days, leaves in moves)
    assert total.counted - before.counted == sum(not leaves for *_where, leaves in moves)
    assert total.fell_due - before.fell_due == len(moves) - left_before_due
    for table in answer.tables:
        assert sum(line.counted for line in table.rows) == total.counted
        assert sum(line.fell_due for line in table.rows) == total.fell_due


@pytest.fixture
def house(app):
    return company()
