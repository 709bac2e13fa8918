"""The query desk: whatever is chosen, the groups sum to the whole, lead to their rows, and nothing lies outside the scope."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import clock
from app.access import Role
from app.reports.figures.dictionary import POPULATIONS
from app.reports.figures.rates import Rate
from tests import factories
from tests.conftest import emptied_after, statements
from tests.examples import examples
from tests.reports.asked import answered, asked, csv_rows, download, viewer, workbook
from tests.reports.company import Company, company, eight_people

CHOICES = [
    (population.name, [field.key for field in population.fields if field.groups]) for population in POPULATIONS.values()
]


def table(**wanted: Any) -> Any:
    return answered("desk", **wanted).tables[0]


def number(cell: object) -> int:
    """A cell of a workbook that holds a whole number, not its text."""
    assert isinstance(cell, float)
    assert cell.is_integer()
    return int(cell)


def house_with_facts() -> Company:
    house = company()
    for person in eight_people(house):
        factories.assignment(person, "harbour", due_on=clock.today() + timedelta(days=20))
    return house


def test_people_are_listed_by_name_with_the_usual_columns(app):
    house_with_facts()
    found = table()
    assert found.row_count == len(found.rows) == 8
    assert [column.key for column in found.columns] == ["name", "staff_no", "department", "position", "manager"]


def test_columns_come_in_the_order_chosen(app):
    house_with_facts()
    assert [column.key for column in table(columns="department,name").columns] == ["department", "name"]


def test_states_are_counted_with_their_rates(app):
    eight_people(company())
    found = {row.state.text: row for row in table(of="duties", group="state").rows}
    assert {state: row.assigned for state, row in found.items()} == {"Completed": 1, "Overdue": 1}
    assert table(of="duties", group="state").total.overdue_rate == Rate(1, 2)


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_groups_sum_to_the_whole_and_lead_to_the_rows_they_count(app, data):
    with emptied_after():
        house_with_facts()
        of, fields = data.draw(st.sampled_from(CHOICES))
        group = data.draw(st.lists(st.sampled_from(fields), min_size=1, max_size=3, unique=True))
        found = table(of=of, group=",".join(group))
        first = next(measure for measure in POPULATIONS[of].measures if measure.whole is None)
        assert sum(getattr(row, first.key) for row in found.rows) == getattr(found.total, first.key)
        for row in found.rows[:3]:
            link = next(column.link for column in found.columns if column.key == first.key)
            query = dict(parse_qsl(urlsplit(link(asked("desk", of=of, group=",".join(group)), row)).query))
            rows = table(**query)
            assert answered("desk", **query).tiles[0].value == getattr(row, POPULATIONS[of].measures[0].key)
            assert rows.row_count == len(rows.rows) > 0


@pytest.mark.parametrize("of", list(POPULATIONS))
def test_s02_no_choice_reaches_outside_the_scope(app, of):
    house = house_with_facts()
    seen = viewer(Role.HR, house.sales)
    every = ",".join(field.key for field in POPULATIONS[of].fields)
    rows = table(by=seen, of=of, columns=every).rows
    assert {row.department for row in rows} <= {"Sales", "Germany team"}
    assert not {row.name for row in rows} & {"冯雅楠", "郑凯文", "孙悦"}
    groups = table(by=seen, of=of, group="department").rows
    assert {row.department for row in groups} <= {"Sales", "Germany team"}
    elsewhere = table(by=seen, of=of, only=f"department:{house.stores.id}")
    assert (elsewhere.row_count, list(elsewhere.rows)) == (0, [])


@pytest.mark.parametrize(
    "wanted",
    [
        {"group": "password"},
        {"columns": "user.password,fs_uniquifier"},
        {"only": "name:王小明"},
        {"only": "password:x"},
        {"of": "user"},
        {"sort": "name; DROP TABLE user"},
        {"group": "unit,department,family,position"},
    ],
)
def test_what_the_dictionary_does_not_have_is_left_out_and_said(app, wanted):
    house_with_facts()
    answer = answered("desk", **wanted)
    assert [*asked("desk", **wanted).notes, *answer.notes]
    assert answer.tables[0].rows


def test_hr_alone_opens_it(client):
    house = house_with_facts()
    factories.sign_in(client, factories.user(department=house.sales, roles=[("manager", house.sales)]))
    assert client.get("/reports/desk").status_code == 403
    assert client.get("/reports/desk.csv").status_code == 403
    assert "/reports/desk" not in client.get("/reports").text


def test_page_and_files_say_the_same_in_constant_statements(client):
    house = house_with_facts()
    factories.sign_in(client, factories.user("周敏华", department=house.group, roles=[("hr", None)], locale="en"))
    address = "of=duties&group=department&group=state"
    counted = []
    for _more in range(2):
        with statements() as seen:
            assert client.get(f"/reports/desk?{address}").status_code == 200
        counted.append(len(seen))
        for _number in range(5):
            factories.assignment(factories.user(department=house.team))
    assert counted[0] == counted[1] <= 9
    rows = csv_rows(download(client, f"/reports/desk.csv?{address}"))
    sheet = workbook(download(client, f"/reports/desk.xlsx?{address}")).get_sheet_by_index(0).to_python()
    assert [row["Assigned"] for row in rows] == [str(number(line[2])) for line in sheet[1:-1]]
    assert sum(int(row["Assigned"]) for row in rows) == number(sheet[-1][2])
    assert download(client, f"/reports/desk.pdf?{address}").startswith(b"%PDF")


def test_a_number_is_no_rate_on_its_tile(client):
    house = house_with_facts()
    factories.sign_in(client, factories.user("周敏华", department=house.group, roles=[("hr", None)], locale="en"))
    page = client.get("/reports/desk").text
    assert '<p class="v">9</p>' in page
    assert "900.0%" not in page
