"""What holds of every report there is, those of tomorrow included: found by the registry, asked by the same walk."""

import csv as reader
from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest

from app import clock
from app.access import Role
from app.reports.frame import csv, pdf, xlsx
from app.reports.frame.asking import Asked, options
from app.reports.frame.document import cells, document, headings
from app.reports.frame.model import Kind, Take, Value
from app.reports.registry import reports
from tests import factories
from tests.conftest import statements
from tests.reports.asked import asked, download, read, viewer, workbook
from tests.reports.company import Company, company, eight_people

NAMES = list(reports())
COURSES: list[dict[str, Any]] = [{}, {"course": "packing"}]
OUTSIDERS = ("冯雅楠", "郑凯文", "孙悦")  # of eight people, those in the stores


def house_with_facts() -> Company:
    """Eight people with duties, records, attempts and completions of some weeks."""
    house = company()
    for number, person in enumerate(eight_people(house)):
        factories.assignment(person, "harbour", due_on=clock.today() - timedelta(days=number - 2))
        factories.attempt(person, passed=number % 2 == 0, score_ratio=0.4 + number / 20)
    return house


def sign_in(client, house: Company, role: str = "hr", **fields: Any) -> None:
    factories.sign_in(client, factories.user("周敏华", department=house.group, roles=[(role, None)], **fields))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_page_opens_in_both_languages_with_header_and_definitions(client, name, language):
    house = house_with_facts()
    sign_in(client, house, locale=language)
    page = client.get(f"/reports/{name}")
    assert page.status_code == 200
    assert reports()[name].code in page.text
    assert clock.today().isoformat() in page.text
    assert 'style="' not in page.text


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_house_is_told_as_such(client, name):
    factories.sign_in(client, factories.user(roles=[("hr", None)]))
    for kind in ("", ".csv", ".xlsx"):
        with client.get(f"/reports/{name}{kind}") as answer:
            assert answer.status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_every_column_and_figure_says_what_it_means(app, name):
    house_with_facts()
    wanted = asked(name)
    answer = read(wanted.report.answer(wanted))
    assert wanted.report.title
    assert wanted.report.question
    assert wanted.report.code
    for table in answer.tables:
        assert len({column.key for column in table.columns}) == len(table.columns)
        for column in table.columns:
            assert column.kind is Kind.ACTIONS or str(column.definition), (table.key, column.key)
    for tile in answer.tiles:
        assert str(tile.definition), tile.key


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("course", ["", "?course=packing"])
def test_page_workbook_and_csv_hold_the_same_rows(client, name, course):
    house = house_with_facts()
    sign_in(client, house, locale="en")
    wanted: dict[str, Any] = {"course": "packing"} if course and Take.COURSE in reports()[name].takes else {}
    on_page, in_file = asked(name, **wanted), asked(name, whole=True, **wanted)
    shown, told = (document(each, each.report.answer(each), number="1").sheets[0] for each in (on_page, in_file))
    rows = [list(cells(told.columns, row)) for row in told.rows]
    places = [place for place, column in enumerate(told.columns) if not column.only_in_files]
    assert [[row[place] for place in places] for row in shown.rows] == [
        [row[place] for place in places] for row in _again(in_file)
    ]
    heads = [heading for heading, _kind in headings(told.columns)]
    lines = list(reader.reader(StringIO(download(client, f"/reports/{name}.csv{course}").decode("utf-8-sig"))))
    assert lines == [heads, *([csv.shown(cell) for cell in row] for row in rows)]
    sheet = workbook(download(client, f"/reports/{name}.xlsx{course}")).get_sheet_by_index(0).to_python()
    assert sheet[1 : len(sheet) - (told.total is not None)] == [
        ["" if cell is None else cell for cell in row] for row in rows
    ]


def _again(wanted: Asked) -> list[Sequence[Value]]:
    """Rows of a file, which can be read once only."""
    return list(document(wanted, wanted.report.answer(wanted), number="1").sheets[0].rows)


@pytest.mark.parametrize("name", NAMES)
def test_s02_nothing_of_people_outside_the_scope_is_shown_anywhere(client, name):
    house = house_with_facts()
    manager = factories.user("林主管", department=house.sales, roles=[("manager", house.sales)], locale="zh-CN")
    factories.sign_in(client, manager)
    for address in (
        f"/reports/{name}",
        f"/reports/{name}.csv",
        f"/reports/{name}?course=packing",
        f"/reports/{name}.csv?course=packing",
    ):
        with client.get(address) as answer:
            assert answer.status_code in {200, 403}
            assert not [outsider for outsider in OUTSIDERS if outsider in answer.text], address
            assert "仓储部" not in answer.text, address
    if Take.DEPARTMENT in reports()[name].takes:
        assert client.get(f"/reports/{name}?department=STORES").status_code in {403, 404}


@pytest.mark.parametrize("name", NAMES)
def test_a_learner_may_open_none(client, name):
    house = house_with_facts()
    factories.sign_in(client, factories.user(department=house.sales))
    for kind in ("", ".csv", ".xlsx", ".pdf"):
        assert client.get(f"/reports/{name}{kind}").status_code == 403


@pytest.mark.parametrize("name", NAMES)
def test_every_choice_of_every_filter_can_be_asked(app, name):
    house_with_facts()
    usual = asked(name)
    takes_course: list[dict[str, Any]] = [{}, {"course": "packing"}] if Take.COURSE in usual.report.takes else [{}]
    for choice in usual.report.choices:
        for course in takes_course:
            for value, _label in options(choice, asked(name, **course)):
                chosen = course | {choice.name: value}
                wanted = asked(name, **chosen)
                read(wanted.report.answer(wanted))


@pytest.mark.parametrize("name", NAMES)
def test_every_order_keeps_every_row(app, name):
    house_with_facts()
    for sort in reports()[name].sorts:
        for course in COURSES:
            counts = set()
            for sign in ("", "-"):
                wanted = asked(name, sort=f"{sign}{sort}", **course)
                counts.add(tuple(len(list(table.rows)) for table in wanted.report.answer(wanted).tables))
            assert len(counts) == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_past_day_as_known_then_is_answered_too(app, name):
    house_with_facts()
    then = (clock.today() - timedelta(days=200)).isoformat()
    moments: list[dict[str, Any]] = [{}, {"known_at": then}]
    for known in moments:
        wanted = asked(name, as_of=then, **known)
        read(wanted.report.answer(wanted))


@pytest.mark.parametrize("name", NAMES)
def test_as_many_statements_for_few_as_for_many(app, name):
    house = house_with_facts()
    counted = []
    for _more in range(2):
        wanted = asked(name)
        with statements() as seen:
            read(wanted.report.answer(wanted))
        counted.append(len(seen))
        for _number in range(12):
            person = factories.user(department=house.team)
            factories.assignment(person, due_on=clock.today() - timedelta(days=3))
            factories.completion(person, "harbour")
            factories.attempt(person, passed=True, score_ratio=0.9)
    assert counted[0] == counted[1]


@pytest.mark.parametrize("name", NAMES)
def test_it_is_printed(app, name):
    house_with_facts()
    wanted = asked(name, whole=True)
    assert pdf.made(document(wanted, wanted.report.answer(wanted), number="1")).startswith(b"%PDF")


@pytest.mark.parametrize("name", NAMES)
def test_s40_no_cell_of_a_name_becomes_a_formula(app, name):
    house = company()
    person = factories.user("=HYPERLINK(1)", department=house.sales)
    factories.assignment(person, due_on=clock.today() - timedelta(days=3))
    wanted = asked(name, whole=True, by=viewer(Role.HR))
    target = BytesIO()
    xlsx.write(document(wanted, wanted.report.answer(wanted), number="1"), target)
    with ZipFile(target) as parts:
        assert not any(b"<f>" in parts.read(part) for part in parts.namelist() if part.startswith("xl/worksheets"))
