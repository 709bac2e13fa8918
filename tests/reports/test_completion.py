import csv
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app import clock
from app.db import db
from app.people.models import AuditEntry
from app.programmes.states import DutyState
from app.reports import completion
from app.reports.figures.rates import Rate
from tests import factories
from tests.conftest import statements
from tests.reports.asked import answered, download
from tests.reports.company import company, eight_people

PAGE = "/reports/completion?course=packing"


def listed(**wanted) -> list[completion.PersonRow]:
    [people] = [table for table in answered("completion", course="packing", **wanted).tables if table.key == "people"]
    assert people.row_count == len(people.rows)
    return list(people.rows)


def names(**wanted) -> list[str]:
    return [row.name for row in listed(**wanted)]


def sign_in_hr(client) -> None:
    factories.sign_in(client, factories.user("周敏华", staff_no="HR1", roles=[("hr", None)], locale="en"))


def csv_names(content: bytes) -> list[str]:
    return [row["Name"] for row in csv.DictReader(StringIO(content.decode("utf-8-sig")))]


# The list


def test_everyone_is_listed_those_who_ask_for_attention_first(app):
    eight_people(company())
    rows = listed()
    assert [row.state.text for row in rows] == ["Overdue", "Not started", *["Completed"] * 6]
    assert rows[0].name == "郑凯文"
    assert rows[0].due_on == clock.today() - timedelta(days=3)


def test_the_state_filter_knows_every_state(app):
    people = eight_people(company())
    factories.lesson_record(people[7])
    assert names(state=DutyState.IN_PROGRESS) == ["孙悦"]
    factories.assignment(people[7], due_on=clock.today() + timedelta(days=14))
    assert names(state=DutyState.DUE_SOON) == ["孙悦"]
    assert names(state=DutyState.OVERDUE) == ["郑凯文"]
    assert names(state=DutyState.NOT_STARTED) == []
    assert len(names(state=DutyState.COMPLETED)) == 6


@pytest.mark.parametrize("q", ["小明", "王 小明", "wang xiaoming", "WangXiao", "wxm", "wh10", "XIAOM"])
def test_a_person_is_found_by_name_pinyin_initials_and_number(app, q):
    house = company()
    factories.user("王小明", staff_no="WH1042", department=house.sales)
    factories.user("李若溪", staff_no="WX2000", department=house.sales)
    assert names(q=q) == ["王小明"]


@pytest.mark.parametrize("q", ["%", "_", "100%", "'", '"', "\\", "' OR 1=1 --"])
def test_s39_signs_of_sql_are_letters_like_others(app, q):
    factories.user("王小明", department=company().sales)
    assert names(q=q) == []


def test_only_those_assigned(app):
    eight_people(company())
    assert names(who="assigned") == ["郑凯文", "王小明"]


@pytest.mark.parametrize("sort", [sign + key for key in completion.REPORT.sorts for sign in ("", "-")])
def test_every_sort_keeps_everyone(app, sort):
    eight_people(company())
    assert len(names(sort=sort)) == 8


def test_sorting_puts_what_is_missing_last_either_way(app):
    house = company()
    for name, days in [("甲", 20), ("乙", 40), ("丙", None)]:
        person = factories.user(name, department=house.sales)
        if days:
            factories.assignment(person, due_on=clock.today() + timedelta(days=days))
    assert names(sort="due_on") == ["甲", "乙", "丙"]
    assert names(sort="-due_on") == ["乙", "甲", "丙"]


def test_progress_counts_todays_required_lessons_once(app):
    person = factories.user(department=company().sales)
    factories.lesson_record(person, "boxes", completed_at=factories.NOW)
    factories.lesson_record(person, "labels")
    factories.lesson_record(person, "withdrawn-long-ago", completed_at=factories.NOW)
    [row] = listed()
    assert row.progress == Rate(1, 3)
    assert row.state.text == "In progress"


def test_fifty_to_a_page(app):
    house = company()
    for _number in range(51):
        factories.user(department=house.sales)
    first, second = (
        next(table for table in answered("completion", course="packing", page=page).tables if table.key == "people")
        for page in (1, 2)
    )
    assert (len(first.rows), len(second.rows), first.row_count) == (50, 1, 51)
    assert len({row.user_id for row in [*first.rows, *second.rows]}) == 51


# The page


def test_the_page_says_75_of_100_and_of_how_many(client):
    eight_people(company())
    sign_in_hr(client)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "75.0% (6/8)" in page.text
    assert "87.5% (7/8)" in page.text
    assert "郑凯文" in page.text
    assert "孙悦" in page.text


def test_without_a_course_the_page_lists_courses_and_duties(client):
    eight_people(company())
    sign_in_hr(client)
    page = client.get("/reports/completion")
    assert page.status_code == 200
    assert "Packing basics" in page.text
    assert "75.0% (6/8)" in page.text
    assert "50.0% (1/2)" in page.text


@pytest.mark.parametrize("address", [PAGE, "/reports/completion", "/people"])
def test_as_many_statements_for_3_people_as_for_60(client, address):
    house = company()
    counted = []
    sign_in_hr(client)
    for more in (3, 57):
        for _number in range(more):
            person = factories.user(department=house.team)
            factories.assignment(person, due_on=date(2025, 1, 1))
            factories.lesson_record(person)
        with statements() as seen:
            assert client.get(address).status_code == 200
        counted.append(len(seen))
    assert counted[0] == counted[1] <= 13  # with a course: also whom nothing holds of, and lessons of the rows


@pytest.mark.parametrize(
    "query",
    [
        "state=great",
        "who=me",
        "sort=salary",
        "sort=--name",
        "page=0",
        "page=-1",
        "page=1e3",
        "page=²",
        "page=9" + "9" * 40,
    ],
)
def test_an_unknown_value_is_named_and_the_usual_one_shown(client, query):
    eight_people(company())
    sign_in_hr(client)
    page = client.get(f"{PAGE}&{query}")
    assert page.status_code == 200
    assert "usual one is shown" in page.text or "first one is shown" in page.text
    assert "75.0% (6/8)" in page.text


def test_a_page_behind_the_last_is_the_first_and_says_so(client):
    eight_people(company())
    sign_in_hr(client)
    page = client.get(f"{PAGE}&page=9")
    assert page.status_code == 200
    assert "There is no such page of this list. The first one is shown." in page.text
    assert "75.0% (6/8)" in page.text


def test_the_same_name_twice_is_refused(client):
    company()
    sign_in_hr(client)
    assert client.get(f"{PAGE}&state=overdue&state=completed").status_code == 422


def test_an_unknown_department_is_not_found(client):
    company()
    sign_in_hr(client)
    for kind in ("", ".xlsx", ".csv"):
        assert client.get(f"/reports/completion{kind}?course=packing&department=NOWHERE").status_code == 404


def test_a_course_that_is_no_more_is_told_of_where_there_is_room_for_it(client):
    company()
    sign_in_hr(client)
    assert "There is no course “unknown”" in client.get("/reports/completion?course=unknown").text
    assert download(client, "/reports/completion.xlsx?course=unknown")
    assert client.get("/reports/completion.csv?course=unknown").status_code == 404


def test_an_empty_organisation_says_so(client):
    sign_in_hr(client)
    for address in (PAGE, "/reports/completion", "/team", "/people", "/reports"):
        assert client.get(address).status_code == 200


# Who sees whom


def manager_of_sales(client, house) -> None:
    factories.sign_in(client, factories.user("周敏华", staff_no="M1", roles=[("manager", house.sales)], locale="en"))


def test_s02_a_manager_sees_exactly_the_own_subtree(client):
    house = company()
    people = eight_people(house)
    manager_of_sales(client, house)
    page = client.get(PAGE)
    for person in people[:5]:
        assert person.name in page.text
    for person in people[5:]:
        assert person.name not in page.text
    assert "100.0% (5/5)" in page.text
    assert "/8)" not in page.text
    assert client.get(f"{PAGE}&department=TEAM").status_code == 200
    for other in ("STORES", "GROUP"):
        assert client.get(f"{PAGE}&department={other}").status_code == 404
        assert client.get(f"/team?department={other}").status_code == 404
        assert client.get(f"/people?department={other}").status_code == 404
        assert client.get(f"/reports/completion.csv?course=packing&department={other}").status_code == 404
    assert "孙悦" not in client.get("/people?q=sunyue").text
    assert "孙悦" not in client.get(f"{PAGE}&q=sunyue").text


def test_s04_files_hold_the_rows_of_the_page_and_no_others(client):
    house = company()
    people = eight_people(house)
    manager_of_sales(client, house)
    own = {person.name for person in people[:5]}
    as_csv = download(client, "/reports/completion.csv?course=packing")
    assert set(csv_names(as_csv)) == own
    book = CalamineWorkbook.from_filelike(BytesIO(download(client, "/reports/completion.xlsx?course=packing")))
    assert {row[0] for row in book.get_sheet_by_index(0).to_python()[1:]} == own
    departments = book.get_sheet_by_index(1).to_python()
    assert departments[-1][:2] == ["Total", 5.0]
    assert not any(
        "Stores" in str(cell)
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    )


def test_a_learner_may_not_look(client):
    factories.sign_in(client, factories.user(department=company().sales))
    for address in (PAGE, "/reports", "/team", "/people", "/people/1", "/reports/completion.csv"):
        assert client.get(address).status_code == 403


# The files


def test_a_file_keeps_the_filter(client):
    eight_people(company())
    sign_in_hr(client)
    assert csv_names(download(client, "/reports/completion.csv?course=packing&state=overdue")) == ["郑凯文"]


def test_the_workbook_has_real_values_and_says_what_they_mean(client):
    eight_people(company())
    sign_in_hr(client)
    with client.get("/reports/completion.xlsx?course=packing&state=overdue") as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=completion-packing-")
        book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    head, row = book.get_sheet_by_index(0).to_python()
    found = dict(zip(head, row, strict=True))
    assert found["Due date"] == clock.today() - timedelta(days=3)
    assert found["Progress: denominator"] == 3.0
    assert found["State"] == "Overdue"
    assert found["Department"] == "Stores"
    notes = {line[0]: str(line[1]) for line in book.get_sheet_by_name("Notes").to_python()}
    assert notes["Made by"] == "周敏华 (HR1)"
    assert notes["Scope"] == "Group"
    assert notes["State"].startswith("The first that fits")


def test_left_out_people_are_counted_on_their_own_sheet(client):
    house = company()
    eight_people(house)
    factories.user(department=house.sales, active=False)
    sign_in_hr(client)
    book = CalamineWorkbook.from_filelike(
        BytesIO(download(client, "/reports/completion.xlsx?course=packing&who=assigned"))
    )
    assert [row[1] for row in book.get_sheet_by_name("Exclusions").to_python()[1:3]] == [1.0, 6.0]


def test_without_a_course_the_file_lists_courses(client):
    eight_people(company())
    sign_in_hr(client)
    rows = csv.DictReader(StringIO(download(client, "/reports/completion.csv").decode("utf-8-sig")))
    row = next(row for row in rows if row["Course"] == "Packing basics")
    assert (row["Completed: numerator"], row["Completed: denominator"], row["Completed: share"]) == ("6", "8", "0.75")


def test_every_file_leaves_a_line_in_the_audit_log_without_the_search_text(client):
    eight_people(company())
    sign_in_hr(client)
    download(client, "/reports/completion.csv?course=packing&q=孙悦")
    [entry] = db.session.scalars(select(AuditEntry).filter_by(action="report exported"))
    assert entry.detail == {"report": "completion", "kind": "csv", "course": "packing"}
    assert entry.actor_id is not None


def test_a_refused_file_leaves_none(client):
    house = company()
    manager_of_sales(client, house)
    client.get("/reports/completion.csv?department=STORES")
    assert db.session.scalars(select(AuditEntry).filter_by(action="report exported")).all() == []
