"""One function decides what is completed. Here pages, JSON, reports and SQL are held to it, over random facts."""

import csv
import html
import re
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app import clock
from app.content import queries as content
from app.db import db
from app.learning.queries import course_progress
from app.learning.standings import list_standings
from app.learning.telling import told
from app.learning.wording import missing_words, short_words
from app.reports.figures.standings import people, standings
from tests import factories
from tests.examples import examples
from tests.learning import courses
from tests.reports.company import EVERYTHING, company

from .facts import TODAY, Facts, facts, on

OFTEN = settings(
    max_examples=examples(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SELDOM = settings(OFTEN, max_examples=examples(10))
IDS = ["a", "b", "c", "d"]
PAGES = st.lists(st.tuples(st.sampled_from(["lesson", "quiz"]), st.booleans()), max_size=4)


@pytest.fixture
def house(app):
    return company()


@OFTEN
@given(
    pages=PAGES,
    found=facts([*IDS, *(f"old-{key}" for key in IDS), "gone"], IDS),
    edition=st.integers(1, 2),
)
def test_sql_and_the_decider_agree_on_every_person(house, pages, found: Facts, edition):
    lessons = [
        (courses.quiz if kind == "quiz" else courses.lesson)(key, optional=optional, aliases=(f"old-{key}",))
        for key, (kind, optional) in zip(IDS, pages, strict=False)
    ]
    course = courses.course(*lessons, edition=edition)
    person = factories.user(department=house.sales)
    found.write(person, course.id)

    [standing] = list_standings([course], learner_id=person.id, on=TODAY)
    among = people(EVERYTHING, on=TODAY, user_id=person.id)
    row = db.session.execute(select(standings(among, [course], lessons_on=TODAY))).one_or_none()
    assert (row.lessons_done if row else 0) == standing.progress.done_count
    first = standing.completed_at and clock.local_date(standing.completed_at)
    assert (row.completed_on if row else None) == first

    standing_ones = [each for each in enumerate(found.completions) if not each[1][3]]
    _place, newest = max(standing_ones, key=lambda each: (each[1][1], each[0]), default=(0, None))
    assert (row.valid_until if row else None) == (on(newest[2]) if newest and newest[2] is not None else None)
    assert (standing.credential is None) == (newest is None)
    if standing.credential is not None and newest is not None:
        assert (standing.credential.valid_until is None) == (newest[2] is None)

    alone = course_progress(course, learner_id=person.id, on=TODAY)
    assert replace(standing.progress, tries={}) == alone
    assert alone.is_completed == (alone.required_count > 0 and not alone.missing)
    assert len(missing_words(alone)) == len(alone.missing)


@pytest.fixture
def on_that_day(monkeypatch) -> None:
    """Pages are asked for on the day that the facts are counted from."""
    monkeypatch.setattr(clock, "now", lambda: factories.NOW)


@SELDOM
@given(found=facts(["boxes", "labels", "final"], ["final"]))
def test_pages_json_and_reports_say_what_the_decider_says(app, client, house, course_files, on_that_day, found: Facts):
    if content.get_course("packing").certificate is None:
        terms = "certificate: {valid_months: 12, window_days: 90, grace_days: 15}\nlanguages:"
        course_files.change("packing/course.yaml", "languages:", terms)
    person = factories.user(department=house.sales, locale="en")
    found.write(person, "packing")
    course = content.get_course("packing")

    factories.sign_in(client, person)
    own = client.get("/courses/packing/progress").get_json()
    page = html.unescape(client.get("/courses/packing").text)
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        [standing] = list_standings([course], learner_id=person.id)
        progress, wanted, words = standing.progress, told(standing), short_words(standing.progress)
        missing = missing_words(standing.progress)
    assert own == wanted
    assert (own["done_count"], own["words"]) == (progress.done_count, words)
    assert (words if progress.is_started else "0 of 3 parts done") in page
    if progress.is_started:
        assert all(each in page for each in missing)
    assert ("You completed this course on" in page) == (standing.completed_at is not None)
    assert ('name="round"' in page) == standing.may_renew

    factories.sign_in(client, factories.user(roles=[("hr", None)], locale="en"))
    assert client.get(f"/people/{person.id}/courses/packing/progress").get_json() == own
    record = html.unescape(client.get(f"/people/{person.id}").text)
    if found.records or standing.completed_at or (standing.credential and standing.credential.valid_until):
        assert f"{progress.done_count}/3" in record
        assert missing == () or words in record
    first = standing.completed_at and clock.local_date(standing.completed_at)
    assert reported(client, person) == [(progress.done_count, 3, first)] * 3


def reported(client, person) -> list[tuple[int, int, date | None]]:
    """Lessons done, lessons, day of completion: of the report's page, its table of values and its workbook."""
    wanted = f"?course=packing&q={person.staff_no}"
    page = client.get(f"/reports/completion{wanted}").text
    [cell] = re.findall(r'<td data-l="Progress">.*?\((\d+)/(\d+)\)', page, re.DOTALL)
    [day] = re.findall(r'<td data-l="Completed on">.*?(\d{4}-\d\d-\d\d|—)', page, re.DOTALL)
    names = ("Progress: numerator", "Progress: denominator", "Completed on")
    with client.get(f"/reports/completion.csv{wanted}") as answer:
        [row] = csv.DictReader(StringIO(answer.data.decode("utf-8-sig")))
    with client.get(f"/reports/completion.xlsx{wanted}") as answer:
        book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    head, values = book.get_sheet_by_index(0).to_python()
    sheet = dict(zip(head, values, strict=True))
    found = [(*cell, day.strip()), tuple(row[name] for name in names), tuple(sheet[name] for name in names)]
    return [(int(done), int(all_of_them), day_of(when)) for done, all_of_them, when in found]


def day_of(value: str | date) -> date | None:
    return value if isinstance(value, date) else date.fromisoformat(value) if value not in ("", "—") else None
