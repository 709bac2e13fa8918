"""Progress hangs on the ids in the files: renaming and moving them all changes nothing for anyone."""

import re
import shutil

import pytest
from sqlalchemy import select

from app.db import db
from app.learning.answering import field_name
from app.learning.models import Attempt, Completion, Enrolment, LessonRecord
from tests import factories
from tests.factories import NOW

from .attempts.sending import known

TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')  # another one each second


@pytest.fixture
def begun(browser, learner):
    """A lesson completed, a check answered, an attempt under way."""
    factories.assignment(learner)
    browser.post("/courses/packing/lessons/boxes/complete")
    browser.post("/courses/packing/lessons/labels/checks/where", data={field_name("where"): "b"})
    attempt = browser.post("/courses/packing/quizzes/final").location
    browser.post(attempt, data={field_name("padding"): "b", field_name("pieces"): "118"})
    return attempt


def move_everything(course_files) -> None:
    root = course_files.root
    old, new = root / "packing", root / "包装 2027"
    (new / "01_第一章").mkdir(parents=True)
    shutil.move(old / "course.yaml", new / "course.yaml")
    for number, name in enumerate(("boxes", "labels", "final"), 1):
        for lang in ("zh-CN", "en"):
            source = old / "10-basics" / f"{number}0-{name}.{lang}.md"
            shutil.move(source, new / "01_第一章" / f"{9 - number} 新{number}.{lang}.md")
    shutil.move(old / "10-basics" / "module.yaml", new / "01_第一章" / "module.yaml")
    shutil.rmtree(old)
    course_files.publish()


def seen(browser, attempt) -> list[str]:
    addresses = ("/today", "/courses", "/courses/packing", "/courses/packing/lessons/labels", "/record", attempt)
    pages = [browser.get(address) for address in addresses]
    assert [page.status_code for page in pages] == [200] * len(pages)
    return [TOKEN.sub("", page.get_data(as_text=True).split("<main")[1]) for page in pages]


def facts() -> list[tuple]:
    db.session.rollback()
    tables = (Enrolment, LessonRecord, Completion, Attempt)
    return [tuple(row) for model in tables for row in db.session.execute(select(*model.__table__.columns))]


def test_renaming_and_moving_every_file_changes_nothing_for_anyone(browser, begun, course_files):
    pages, rows = seen(browser, begun), facts()
    move_everything(course_files)
    assert facts() == rows
    assert seen(browser, begun) == pages


def test_an_attempt_under_way_is_finished_after_the_move(browser, begun, course_files):
    move_everything(course_files)
    answers = {"padding": "a", "fields": ["a", "b"], "tape": "a", "pieces": "120"}
    given = {field_name(question): value for question, value in answers.items()}
    browser.post(begun, data=given | known(browser, begun))
    browser.post(f"{begun}/hand-in")
    assert "Passed, 100%" in browser.get(begun).get_data(as_text=True)


def test_taking_a_lesson_out_and_back_brings_all_progress_back(browser, begun, course_files):
    before = seen(browser, begun)
    path = "packing/10-basics/10-boxes.zh-CN.md"
    text = (course_files.root / path).read_text(encoding="utf-8")
    course_files.write(path, text.replace("id: boxes", "id: boxes\nstatus: archived"))
    assert browser.get("/courses/packing/lessons/boxes").status_code == 404
    course_files.write(path, text)
    assert seen(browser, begun) == before


def test_a_course_renamed_with_an_alias_keeps_everything(browser, learner, course_files):
    factories.enrolment(learner)
    factories.lesson_record(learner, "boxes", completed_at=NOW)
    factories.lesson_record(learner, "labels", completed_at=NOW)
    factories.attempt(learner)
    course_files.change("packing/course.yaml", "id: packing", "id: wrapping\naliases: [packing]")
    page = browser.get("/courses/wrapping").get_data(as_text=True)
    assert "2 of 3: quiz “Final quiz” ≥ 80% not yet" in page
    assert "1 left of 2" in browser.get("/courses/wrapping/quizzes/final").get_data(as_text=True)
    assert browser.post("/courses/wrapping/enrol").status_code == 303
    assert len(facts()) == 4
