"""Reports asked for what is not there: each answer says what is wrong, in words about reports, and no total is silently another."""

import html
import re

import pytest

from app import clock
from app.people.organisation import departments
from app.reports.figures.lacking import lacking
from tests import factories
from tests.people.organisation.acting import act, days, done

from .asked import asked, download, workbook
from .company import Company, company, eight_people


@pytest.fixture
def house(app) -> Company:
    house = company()
    eight_people(house)
    return house


@pytest.fixture
def reader(client, house):
    factories.sign_in(client, factories.user("HR", roles=[("hr", None)], department=house.group, locale="en"))
    return client


def test_a_course_that_is_no_more_is_a_note_on_the_page_and_in_files(reader):
    page = reader.get("/reports/ledger?course=gone")
    assert page.status_code == 200
    assert "There is no course “gone”" in page.text
    notes = workbook(download(reader, "/reports/ledger.xlsx?course=gone")).get_sheet_by_name("Notes").to_python()
    assert any("There is no course “gone”" in str(cell) for row in notes for cell in row)
    assert reader.get("/reports/ledger.csv?course=gone").status_code == 404


def test_a_department_closed_since_is_a_note_and_a_day_before_shows_it(reader, house):
    old = factories.department("OLD", parent=house.sales, name="旧组", name_en="Old team")
    done(departments.close, old.id, days(-3), act())
    page = reader.get("/reports/overdue?department=OLD")
    assert page.status_code == 200
    assert f"“Old team” was closed on {days(-3)}" in page.text
    assert "was closed on" not in reader.get(f"/reports/overdue?department=OLD&as_of={days(-10)}").text


@pytest.mark.parametrize(
    "path", ["/reports/nothing", "/reports/hours?department=NOPE", "/reports/participation?programme=x"]
)
def test_what_is_not_there_is_told_in_words_about_reports(reader, path):
    page = reader.get(path)
    assert page.status_code == 404
    assert "No such figures here" in page.text
    assert 'href="/reports"' in page.text
    assert "progress" not in page.text
    assert "课程已经下架" not in page.text


def test_courses_withdrawn_under_programmes_are_counted_among_what_the_data_lacks(app, house):
    person = factories.user(department=house.sales)
    before = [each.count for each in lacking(asked("overdue")) if "no more" in str(each.reason)]
    factories.assignment(person, "withdrawn-course", due_on=clock.today())
    after = [each.count for each in lacking(asked("overdue")) if "no more" in str(each.reason)]
    assert (before, after) == ([], [1])


def test_departments_of_one_name_are_told_apart_by_the_one_above(reader, house):
    for code, parent in (("FIN-A", house.sales), ("FIN-B", house.stores)):
        factories.department(code, parent=parent, name="财务部", name_en="Finance")
    page = reader.get("/reports/hours").text
    assert "Finance, Sales</option>" in page
    assert "Finance, Stores</option>" in page
    assert "Germany team</option>" in page


def test_the_page_says_who_made_it_and_which_records_count(reader):
    page = reader.get("/reports/hours").text
    assert "<dt>Made by</dt><dd>HR (" in page
    assert "<dt>Records counted</dt><dd>all, up to the time given below</dd>" in page
    assert "those made by 2026-01-31" in reader.get("/reports/hours?known_at=2026-01-31").text


def test_a_link_to_another_department_says_so_and_offers_the_same_report_of_ones_own(app, house):
    client = app.test_client()
    boss = factories.user("M", department=house.stores, roles=[("manager", house.stores)], locale="en")
    factories.sign_in(client, boss)
    page = client.get("/reports/overdue?department=SALES&show=soon&q=x")
    assert page.status_code == 404
    assert "outside what you may see" in page.text
    assert "<dt>Department</dt><dd>SALES</dd>" in page.text
    assert "progress" not in page.text
    assert "Sales" not in page.text.replace("SALES", "")
    [rest] = re.findall(r'href="([^"]+)">The same report of what you may see<', page.text)
    assert html.unescape(rest) == "/reports/overdue?show=soon&q=x"
    assert client.get(html.unescape(rest)).status_code == 200
