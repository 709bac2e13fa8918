"""Today, the catalogue and a course in the browser."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.db import db
from app.learning.models import Completion
from app.programmes.views import part_of_day
from tests import factories
from tests.conftest import statements
from tests.factories import NOW

COURSE = """format: 1
id: course-{number}
title: Course number {number}
languages: [en]
"""
OPEN: dict[str, Any] = {"submitted_at": None, "score_ratio": None, "passed": None, "points": None}
LESSON = "---\nid: only\ntitle: The only lesson\n---\n\nWords.\n"


@pytest.fixture
def learner(app):
    return factories.user(name="Jonas Weber", locale="en")


@pytest.fixture
def browser(client, learner):
    factories.sign_in(client, learner)
    return client


@pytest.fixture
def many_courses(course_files):
    for number in range(8):
        folder = course_files.root / f"course-{number}" / "10-module"
        folder.mkdir(parents=True)
        (folder.parent / "course.yaml").write_text(COURSE.format(number=number))
        (folder / "10-only.en.md").write_text(LESSON)
    course_files.publish()


def text(browser, address="/today") -> str:
    page = browser.get(address)
    assert page.status_code == 200
    return page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("hour", "part"), [(0, "morning"), (11, "morning"), (12, "afternoon"), (17, "afternoon"), (18, "evening")]
)
def test_the_greeting_goes_by_the_hour(hour, part):
    assert part_of_day(hour) == part


def test_on_an_empty_day_the_page_says_what_will_be_there(browser):
    page = text(browser)
    assert "Nothing to continue" in page
    assert "Nothing is due" in page
    assert "Courses you complete are listed here" in page
    assert "Assigned to you" not in page


def test_a_duty_is_offered_as_the_start(browser, learner):
    factories.assignment(learner, due_on=clock.today() + timedelta(days=3))
    page = text(browser)
    assert "Start here" in page
    assert "/courses/packing/lessons/boxes" in page
    assert "3 days left" in page
    assert "0 of 1 courses completed" in page


def test_an_attempt_whose_time_is_running_stands_first_with_its_end(browser, learner):
    factories.enrolment(learner)
    ends = clock.now() + timedelta(minutes=20)
    attempt = factories.attempt(learner, started_at=clock.now(), deadline_at=ends, **OPEN)
    page = text(browser)
    said = f"Attempt under way, hand in by {ends.astimezone(clock.zone()):%H:%M}"
    assert page.index(said) < page.index("h-due")
    assert f'href="/attempts/{attempt.id}"' in page


def test_an_attempt_that_is_over_is_not_under_way(browser, learner):
    factories.attempt(learner, deadline_at=clock.now() - timedelta(minutes=1), **OPEN)
    assert "Attempt under way" not in text(browser)


def test_what_is_overdue_says_so(browser, learner):
    factories.assignment(learner, due_on=clock.today() - timedelta(days=1))
    assert "1 day overdue" in text(browser)


def test_one_goes_on_where_one_was(browser, learner):
    browser.post("/courses/packing/lessons/boxes/complete")
    browser.post("/courses/packing/lessons/labels/opened")
    page = text(browser)
    assert "Continue learning" in page
    assert "<b>Labelling</b>" in page


def test_a_quiz_to_go_on_with_leads_to_the_quiz(browser, learner):
    for lesson in ("boxes", "labels"):
        factories.lesson_record(learner, lesson, completed_at=NOW)
    assert "/courses/packing/quizzes/final" in text(browser)


def test_what_is_completed_is_listed_and_not_due(browser, learner):
    factories.assignment(learner)
    factories.lesson_record(learner)
    factories.completion(learner)
    page = text(browser)
    assert "Nothing to continue" in page
    assert "Nothing is due" in page
    assert "1 of 1 courses completed" in page
    assert "completed 20 Nov" in page


def test_what_others_have_to_do_is_not_on_my_page(browser):
    other = factories.user()
    factories.assignment(other)
    factories.lesson_record(other)
    factories.completion(other)
    page = text(browser)
    assert "Packing basics" not in page


def test_a_name_is_text(client, app):
    factories.sign_in(client, factories.user(name="<script>alert(1)</script>", locale="en"))
    assert "<script>alert" not in text(client)


@pytest.mark.parametrize(("address", "count"), [("/today", 19), ("/courses", 7), ("/courses/packing", 7)])
def test_pages_take_the_same_statements_however_many_courses(browser, learner, many_courses, address, count):
    def needed() -> int:
        with statements() as seen:
            text(browser, address)
        return len(seen)

    few = needed()
    for number in range(8):
        factories.enrolment(learner, f"course-{number}")
        factories.lesson_record(learner, "only", f"course-{number}")
        factories.assignment(learner, f"course-{number}")
    assert needed() == few == count


def test_the_catalogue_lists_and_finds_courses(browser):
    assert "Packing basics" in text(browser, "/courses")
    assert "Packing basics" in text(browser, "/courses?q=包装")
    page = text(browser, "/courses?q=harpoons")
    assert "No course with these words" in page
    assert 'value="harpoons"' in page


def test_s62_a_long_search_is_cut(browser):
    page = text(browser, f"/courses?q={'x' * 3000}")
    assert "x" * 101 not in re.sub(r'name="next"[^>]*', "", page)


@pytest.mark.parametrize("query", ["q=<script>alert(1)</script>", "q=%00", "q=%ff", "page=-1", "q=a&q=b"])
def test_odd_queries_are_answered(browser, query):
    assert "<script>alert" not in text(browser, f"/courses?{query}")


def test_a_draft_is_not_there(browser, course_files):
    course_files.change("packing/course.yaml", "id: packing", "id: packing\nstatus: draft")
    assert "Packing basics" not in text(browser, "/courses")
    assert browser.get("/courses/packing").status_code == 404
    assert browser.get("/courses/packing/lessons/boxes").status_code == 404
    assert browser.get("/courses/packing/quizzes/final").status_code == 404


def test_without_any_course_the_catalogue_says_where_they_come_from(browser, course_files):
    for file in sorted(course_files.root.glob("*/course.yaml")):
        file.write_text("status: archived\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    course_files.publish()
    assert "No courses yet" in text(browser, "/courses")
    assert "Nothing to continue" in text(browser)


def test_a_course_is_shown_with_its_route_and_what_it_takes(browser):
    page = text(browser, "/courses/packing")
    assert "0 of 3 parts done" in page
    assert "Final quiz: at least 80%" in page
    assert "Start this course" in page


@pytest.mark.parametrize("address", ["/courses", "/courses/packing"])
def test_the_card_and_the_page_of_a_course_count_alike(browser, address):
    assert "2 lessons · 1 quiz or task" in text(browser, address)


def test_a_course_page_says_how_much_of_it_is_required(browser, course_files):
    assert "of them required" not in text(browser, "/courses/packing")
    course_files.change("packing/10-basics/10-boxes.zh-CN.md", "minutes: 5", "minutes: 5\noptional: true")
    page = text(browser, "/courses/packing")
    assert "2 lessons · 1 quiz or task" in page
    assert "2 of them required" in page
    assert "Complete all 2 required lessons and quizzes" in page


def test_a_begun_course_leads_on(browser):
    browser.post("/courses/packing/enrol")
    browser.post("/courses/packing/lessons/boxes/complete")
    page = text(browser, "/courses/packing")
    assert "1 of 3: questions of “Labelling” ≥ 100% not yet, and 1 more" in page
    assert "Start this course" not in page
    assert "Next:</span>" in page or "Next: Labelling" in page


def test_a_completed_course_says_when(browser, learner):
    factories.completion(learner)
    page = text(browser, "/courses/packing")
    assert "You completed this course on" in page


def test_a_new_edition_says_what_is_new_and_opens_no_completed_duty(browser, learner, course_files):
    factories.completion(learner)
    factories.assignment(learner)
    course_files.change("packing/course.yaml", "id: packing", "id: packing\nedition: 2")
    assert "You completed an earlier edition" in text(browser, "/courses/packing")
    assert "1 of 1 courses completed" in text(browser)
    assert "Packing basics" in text(browser, "/record")


def test_an_edition_with_nothing_new_is_completed_on_the_course_page(browser, learner, many_courses, course_files):
    browser.post("/courses/course-0/lessons/only/complete")
    assert "You completed this course on" in text(browser, "/courses/course-0")
    course_files.change("course-0/course.yaml", "id: course-0", "id: course-0\nedition: 2")
    page = text(browser, "/courses/course-0")
    assert "Nothing is new for you" in page
    assert "Complete this edition" in page
    for _twice in range(2):
        assert browser.post("/courses/course-0/enrol").location == "/courses/course-0"
    page = text(browser, "/courses/course-0")
    assert "You completed this course on" in page
    assert "Complete this edition" not in page
    done = select(Completion.edition).filter_by(user_id=learner.id, course_id="course-0").order_by(Completion.id)
    assert db.session.scalars(done).all() == [1, 2]


def test_what_cannot_be_gone_on_with_says_what_is_missing(browser, learner, course_files):
    course_files.change("packing/course.yaml", "languages:", "requires: ['course:harbour']\nlanguages:")
    factories.assignment(learner)
    for address in ("/today", "/courses/packing"):
        page = text(browser, address)
        assert "Complete this first: the course" in page
        assert "/courses/packing/lessons/boxes" not in page
