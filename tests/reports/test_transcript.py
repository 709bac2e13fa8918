"""The individual record as a page of sections and as files: the learner has all of it, others what belongs to their scope."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app import clock
from app.db import db, writing
from app.people.models import AuditEntry, Job
from app.reports.figures.rates import Rate
from app.reports.transcript import transcript
from tests import factories
from tests.credentials import making as credentials
from tests.learning.credits.making import entry_of
from tests.people.organisation.acting import days

from .asked import download
from .company import company


@pytest.fixture
def house(app):
    return company()


@pytest.fixture
def person(house):
    """In stores until a month ago, in the team since: training outside in both, a credential, quizzes, a duty done."""
    row = factories.user("王小明", "S4711", locale="en")
    factories.job(row, house.stores, started_on=days(-200), ended_on=days(-30))
    factories.job(row, house.team, started_on=days(-30), position_id=factories.position().id)
    entry_of(row, "outside:in-stores", item_en="Forklift basics", credited_on=days(-90))
    entry_of(row, "outside:in-team", item_en="Customs broker", credited_on=days(-10), hours=7.5)
    credentials.holding(row, credentials.kind(name_en="Forklift licence"), days(-60), days(300))
    factories.attempt(row, number=1, score_ratio=0.5, passed=False, submitted_at=clock.now() - timedelta(days=9))
    factories.attempt(row, number=2, score_ratio=0.839, submitted_at=clock.now() - timedelta(days=2))
    factories.assignment(row, due_on=days(20), assigned_at=clock.now() - timedelta(days=40))
    factories.completion(row, completed_at=clock.now() - timedelta(days=2))
    return row


def enter(client, role, where=None):
    factories.sign_in(client, factories.user(roles=[(role, where)], locale="en"))
    return client


def section(page: str, key: str) -> str:
    return page.partition(f'<h2 id="h-{key}">')[2].partition("</section>")[0]


def text_of(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_hr_sees_hours_credentials_and_every_job(client, house, person):
    page = enter(client, "hr").get(f"/people/{person.id}").text
    assert "Forklift basics" in section(page, "hours")
    assert "Customs broker" in section(page, "hours")
    assert "Forklift licence" in section(page, "credentials")
    assert "Stores" in section(page, "jobs")
    assert "Germany team" in section(page, "jobs")


def test_a_manager_sees_nothing_of_the_time_before_the_person_came_but_credentials_and_duties(client, house, person):
    page = enter(client, "manager", house.sales).get(f"/people/{person.id}").text
    assert "Customs broker" in section(page, "hours")
    assert "Forklift basics" not in page
    assert "Stores" not in section(page, "jobs")
    assert "Forklift licence" in section(page, "credentials")
    assert "20240917"[-4:] in section(page, "credentials")
    assert "CN-20240917" not in page


def test_the_record_of_a_past_day_has_what_was_there_then(client, house, person):
    page = enter(client, "hr").get(f"/people/{person.id}?as_of={days(-50)}").text
    assert "Forklift basics" in section(page, "hours")
    assert "Customs broker" not in page
    assert "Germany team" not in section(page, "jobs")
    assert "No quiz handed in yet" in page
    later = client.get(f"/people/{person.id}?as_of={days(-5)}").text
    assert "Not passed yet" in later
    assert client.get(f"/people/{person.id}?as_of={days(-300)}").status_code == 404


def test_on_a_past_day_a_person_belongs_to_the_manager_of_then(client, house, person):
    enter(client, "manager", house.stores)
    assert client.get(f"/people/{person.id}").status_code == 404
    assert client.get(f"/people/{person.id}/record.pdf").status_code == 404
    assert client.get(f"/people/{person.id}?as_of={days(-31)}").status_code == 200


@pytest.mark.parametrize("asked", ["tomorrow", "2026-13-01", "2999-01-01"])
def test_a_day_that_is_none_or_lies_ahead_is_today_and_that_is_said(client, house, person, asked):
    page = enter(client, "hr").get(f"/people/{person.id}?as_of={asked}")
    assert page.status_code == 200
    assert "of the address is not a day" in page.text or "lies ahead" in page.text


def test_the_workbook_has_a_sheet_for_each_section_and_scores_only_by_right(client, house, person):
    address = f"/people/{person.id}/record.xlsx"
    with_scores = CalamineWorkbook.from_filelike(BytesIO(download(enter(client, "hr"), address)))
    quizzes = with_scores.get_sheet_by_name("Quizzes").to_python()
    assert quizzes[1][-1] == "50% · 83%"
    assert {"Hours and credits", "Credentials", "Quizzes", "Employment"} <= set(with_scores.sheet_names)
    without = CalamineWorkbook.from_filelike(BytesIO(download(enter(client, "manager", house.sales), address)))
    heads, line = without.get_sheet_by_name("Quizzes").to_python()[:2]
    assert "Scores" not in heads
    assert "Passed" in line
    assert len(without.get_sheet_by_name("Hours and credits").to_python()) == 2


def test_paper_names_the_person_and_has_lines_to_sign_and_the_log_has_a_line(client, house, person):
    text = text_of(download(enter(client, "hr"), f"/people/{person.id}/record.pdf"))
    for words in ("王小明", "S4711", "Individual training record", "Customs broker", "Released by"):
        assert words in text, words
    entry = db.session.scalars(select(AuditEntry).filter_by(action="report exported")).one()
    assert (entry.subject_id, entry.detail["report"], entry.detail["kind"]) == (person.id, "record", "pdf")


def test_a_learner_has_all_of_ones_own(client, house, person):
    factories.sign_in(client, person)
    assert 'href="/record.pdf"' in client.get("/record").text
    text = text_of(download(client, "/record.pdf"))
    assert "Forklift basics" in text
    assert "50% · 83%" in text
    assert "Warehouse" not in text
    assert download(client, "/record.xlsx")


def test_whoever_has_no_job_is_led_to_the_file_of_all_data(client, house):
    factories.sign_in(client, factories.user())
    assert client.get("/record.pdf").location == "/me/data"


def test_a_leaver_has_a_record_of_the_last_day(client, house, person):
    with writing():
        db.session.scalars(select(Job).filter_by(user_id=person.id, ended_on=None)).one().ended_on = days(-1)
    enter(client, "hr")
    assert client.get(f"/people/{person.id}").status_code == 404
    assert download(client, f"/people/{person.id}/record.xlsx?as_of={days(-2)}")


def test_key_figures_are_of_the_day(app, person):
    def shown(day: date) -> tuple[object, object]:
        db.session.rollback()
        tiles = {each.key: each.value for each in transcript(person.id, as_of=day).tiles}
        return tiles["duties"], tiles["credentials"]

    assert shown(clock.today()) == (Rate(1, 1), 1)
    assert shown(days(-50)) == (Rate(0, 0), 1)
