"""When editions came into service: noted as courses are published, in real files."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from app import clock, content, jobs
from app.db import db, writing
from app.learning.editions.actions import note_editions
from app.learning.editions.jobs import note_editions_in_service
from app.learning.models import CourseEdition
from tests.conftest import statements
from tests.course_files import course_files as course_files
from tests.crowd import at_once
from tests.factories import NOW

from .courses import course, lesson

FILE = "packing/course.yaml"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def today(app, monkeypatch):
    """From here on it is noon, so many days after the first."""

    def go_to(day: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: NOW + day * DAY)

    go_to(0)
    return go_to


def noted(*course_ids: str) -> dict[tuple[str, int], int]:
    """By id and edition, on which of the days it was noted."""
    db.session.rollback()
    rows = db.session.scalars(select(CourseEdition).where(CourseEdition.course_id.in_(course_ids or ("packing",))))
    return {(row.course_id, row.edition): (row.begun_at - NOW).days for row in rows}


def raise_to(course_files, edition: int, before: str = "languages:") -> None:
    course_files.change(FILE, before, f"edition: {edition}\nlanguages:")


def test_every_published_course_is_noted_once(course_files, today):
    course_files.publish()
    today(1)
    with statements() as seen:
        course_files.publish()
    assert [each.split()[0] for each in seen] == ["SELECT"]
    assert noted("packing", "harbour") == {("packing", 1): 0, ("harbour", 1): 0}


def test_a_higher_edition_begins_on_the_day_it_is_published(course_files, today):
    course_files.publish()
    today(3)
    raise_to(course_files, 2)
    today(4)
    course_files.publish()
    assert noted() == {("packing", 1): 0, ("packing", 2): 3}


def test_an_edition_that_is_taken_back_is_forgotten_and_begins_anew(course_files, today):
    course_files.publish()
    today(1)
    raise_to(course_files, 2)
    today(2)
    course_files.change(FILE, "edition: 2\n", "")
    assert noted() == {("packing", 1): 0}
    today(5)
    raise_to(course_files, 2)
    assert noted() == {("packing", 1): 0, ("packing", 2): 5}


def test_a_renamed_course_does_not_begin_anew(course_files, today):
    raise_to(course_files, 2)
    today(1)
    course_files.change(FILE, "id: packing", "id: wrapping\naliases: [packing]")
    assert noted("packing", "wrapping") == {("packing", 2): 0}
    today(2)
    raise_to(course_files, 3, "edition: 2\nlanguages:")
    assert noted("packing", "wrapping") == {("packing", 2): 0, ("wrapping", 3): 2}
    today(3)
    raise_to(course_files, 1, "edition: 3\nlanguages:")
    assert noted("packing", "wrapping") == {("wrapping", 1): 3}


def test_a_draft_comes_into_service_when_it_is_published(course_files, today):
    course_files.change(FILE, "languages:", "status: draft\nedition: 2\nlanguages:")
    assert noted() == {}
    today(2)
    course_files.change(FILE, "status: draft\n", "")
    assert noted() == {("packing", 2): 2}


def test_what_was_missed_is_made_up_for_by_the_job_of_the_minute(course_files, today):
    course_files.publish()
    today(1)
    with writing():
        db.session.execute(delete(CourseEdition))
    note_editions_in_service()
    assert noted() == {("packing", 1): 1}
    assert "app.learning.editions.jobs.note_editions_in_service" in jobs.BY_THE_CLOCK


def test_a_process_that_lags_behind_takes_nothing_back(course_files, app):
    raise_to(course_files, 2)
    publisher = app.extensions["content"]
    with writing():
        db.session.add(CourseEdition(course_id="packing", edition=3, begun_at=NOW, begun_on=NOW.date()))
    publisher.builder.store.note_revision("of another process, which has read newer files")
    note_editions_in_service()
    assert noted() == {("packing", 2): 0, ("packing", 3): 0}
    content.publish(app)
    assert noted() == {("packing", 2): 0}


def test_many_processes_at_once_note_the_same(app):
    taught = [course(lesson("a"), edition=2)]
    with writing():
        db.session.add(CourseEdition(course_id="sailing", edition=4, begun_at=NOW, begun_on=NOW.date()))

    def note():
        with writing():
            note_editions(taught, now=clock.now())

    assert at_once(app, *[note] * 8) == [None] * 8
    assert noted("sailing") == {("sailing", 2): 0}
