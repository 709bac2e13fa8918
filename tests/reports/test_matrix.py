"""People and courses: each cell says where the person stands, totals are those of everybody, pages and files say the same."""

from datetime import timedelta

from app import clock
from app.access import Role
from app.programmes.standings.building import refresh
from app.reports.figures.rates import Rate
from tests import factories
from tests.conftest import statements
from tests.reports.asked import answered, asked, csv_rows, download, rows, viewer
from tests.reports.company import company, eight_people


def cells(answer, name: str) -> dict[str, str]:
    """Of one person: the text of each cell by the name of its course."""
    [table] = answer.tables
    [row] = [each for each in table.rows if each.name == name]
    return {
        str(column.name): getattr(row, column.key).text for column in table.columns if column.key.startswith("course_")
    }


def test_each_cell_says_where_the_person_stands(app):
    place = company().sales
    person = factories.user("王小明", department=place)
    factories.completion(person)
    factories.assignment(person, "watch", due_on=clock.today() - timedelta(days=12))
    factories.assignment(person, "harbour", due_on=clock.today() + timedelta(days=60))
    factories.user("李若溪", department=place)
    answer = answered("matrix")
    found = cells(answer, "王小明")
    assert found["Packing basics"] == "Completed"
    assert found["Night watch"] == "Overdue, 12 days"
    assert "Not started" in found.values()
    assert set(cells(answer, "李若溪").values()) == {"—"}


def test_totals_are_of_everybody_whatever_page_is_shown(app):
    house = company()
    for number in range(52):
        person = factories.user(department=house.sales)
        factories.assignment(person)
        if number < 13:
            factories.completion(person)
    first = answered("matrix")
    refresh()
    second = answered("matrix", page=2)
    for answer in (first, second):
        [table] = answer.tables
        assert table.total.completed == Rate(13, 52)
        assert table.row_count == 52
    assert [len(list(answer.tables[0].rows)) for answer in (first, second)] == [50, 2]


def test_the_file_holds_the_rows_of_all_pages(client):
    eight_people(company())
    factories.sign_in(client, factories.user(roles=[("hr", None)], locale="en"))
    shown = answered("matrix").tables[0].rows
    lines = csv_rows(download(client, "/reports/matrix.csv"))
    assert [line["Name"] for line in lines] == [row.name for row in shown]
    assert [line["Packing basics"] for line in lines] == [
        cells(answered("matrix"), row.name)["Packing basics"] for row in shown
    ]


def test_filters_show_people_with_something_overdue_or_open(app):
    house = company()
    people = eight_people(house)
    assert [row.user_id for row in rows("matrix", "matrix", show="overdue")] == [people[6].id]
    assert {row.user_id for row in rows("matrix", "matrix", show="open")} == {people[6].id}
    assert len(rows("matrix", "matrix", q="Jonas")) == 1


def test_nobody_outside_the_scope_has_a_row_or_is_in_a_sum(app):
    house = company()
    eight_people(house)
    answer = answered("matrix", by=viewer(Role.MANAGER, house.stores))
    assert {row.department for row in answer.tables[0].rows} == {"Stores"}
    assert answer.tables[0].total.completed == Rate(0, 1)


def test_as_many_statements_for_few_as_for_many(app):
    house = company()
    seen = []
    for more in (2, 40):
        for _each in range(more):
            factories.assignment(factories.user(department=house.team))
        question = asked("matrix")
        with statements() as made:
            list(question.report.answer(question).tables[0].rows)
        seen.append(len(made))
    assert seen[0] == seen[1] <= 9
