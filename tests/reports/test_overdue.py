"""Overdue and due soon: who is listed, in which order, and what can be done about it."""

from datetime import timedelta

from app import clock
from app.access import Role
from app.programmes.standings.building import refresh
from tests import factories
from tests.reports.asked import answered, csv_rows, download, rows, tile, viewer
from tests.reports.company import company
from tests.reports.fourteen import AS_OF, fourteen

OPEN = {"overdue": 2, "within_7": 0, "within_14": 1, "within_30": 1}  # A03 and A04; A10 is due in ten days, A06 in 31


def due_in(days: int, **fields):
    person = factories.user(**fields)
    factories.assignment(person, due_on=clock.today() + timedelta(days=days))
    return person


def test_the_worked_example_through_the_report(app):
    fourteen()
    answer = answered("overdue", as_of=AS_OF)
    assert {key: tile(answer, key) for key in OPEN} == OPEN
    assert [(row.name, row.days_overdue) for row in answer.tables[0].rows] == [("A03", 91), ("A04", 91), ("A10", None)]
    refresh()
    assert answered("overdue", as_of=AS_OF).tables[0].rows == answer.tables[0].rows


def test_whatever_is_due_longest_comes_first_and_a_filter_shows_less(app):
    place = company().sales
    days = (-40, -3, 2, 10, 25, 60)
    people = {day: due_in(day, department=place).id for day in days}
    listed = [row.user_id for row in rows("overdue", "duties")]
    assert listed == [people[day] for day in days[:5]]
    for show, shown in (("overdue", days[:2]), ("7", days[2:3]), ("14", days[2:4]), ("30", days[2:5])):
        assert [row.user_id for row in rows("overdue", "duties", show=show)] == [people[day] for day in shown]
        assert tile(answered("overdue"), "overdue" if show == "overdue" else f"within_{show}") == len(shown)


def test_whoever_is_paused_is_muted_without_the_reason(client):
    place = company().sales
    person = due_in(5, department=place, name="王小明")
    factories.absence(person, kind="maternity")
    [row] = rows("overdue", "duties")
    assert (row.muted, row.actions, row.state.text) == (True, (), "Paused")
    factories.sign_in(client, factories.user(roles=[("hr", None)], locale="en"))
    page = client.get("/reports/overdue").text
    assert "王小明" in page
    assert "aternity" not in page
    assert tile(answered("overdue"), "within_7") == 0


def test_actions_stand_only_where_the_reader_may_do_them(app):
    house = company()
    person = due_in(-1, department=house.sales)
    [row] = rows("overdue", "duties", by=viewer(Role.HR))
    assert [action.href.split("?")[0].rpartition("/")[2] for action in row.actions] == ["remind", "decide", "decide"]
    [row] = rows("overdue", "duties", by=viewer(Role.MANAGER, house.sales))
    assert (row.user_id, "remind" in row.actions[0].href) == (person.id, True)
    assert rows("overdue", "duties", by=viewer(Role.MANAGER, house.stores)) == []


def test_pages_hold_everybody_once_and_the_file_holds_them_all(client):
    place = company().sales
    for number in range(53):
        due_in(-number - 1, department=place)
    first, second = rows("overdue", "duties"), rows("overdue", "duties", page=2)
    assert (len(first), len(second)) == (50, 3)
    assert len({row.user_id for row in (*first, *second)}) == 53
    factories.sign_in(client, factories.user(roles=[("hr", None)], locale="en"))
    lines = csv_rows(download(client, "/reports/overdue.csv"))
    assert [line["Days overdue"] for line in lines] == [str(row.days_overdue) for row in (*first, *second)]


def test_a_search_finds_people_by_name_and_number(app):
    place = company().sales
    due_in(-1, department=place, name="王小明")
    due_in(-1, department=place, name="李若溪", staff_no="X900")
    assert [row.name for row in rows("overdue", "duties", q="王")] == ["王小明"]
    assert [row.name for row in rows("overdue", "duties", q="x900")] == ["李若溪"]
