"""Time in use over the wire: beats of lessons and attempts, and lessons that ask for it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.db import db, writing
from app.learning.honesty.models import ActiveItem, StudyTime
from app.learning.models import LessonRecord
from app.people.models import User
from tests import factories
from tests.conftest import statements
from tests.factories import NOW
from tests.learning.acting import count

BOXES = "/courses/packing/lessons/boxes"
ASKS_FOR_TIME = "minutes: 5\ncompletion: time\nmin_seconds: 90"


def text(response) -> str:
    return response.get_data(as_text=True)


@pytest.fixture
def timed(course_files):
    """The first lesson asks for a minute and a half."""
    course_files.change("packing/10-basics/10-boxes.zh-CN.md", "minutes: 5", ASKS_FOR_TIME)


def let_pass(learner, seconds: int) -> None:
    """As if the last beat, and the opening of the lesson, had been earlier."""
    with writing():
        item = db.session.get(ActiveItem, learner.id)
        if item is not None:
            item.beat_at -= timedelta(seconds=seconds)
        for record in db.session.scalars(select(LessonRecord)):
            record.first_opened_at -= timedelta(seconds=seconds)


def beat(browser, seconds=20, tab="tab1", url=BOXES):
    return browser.post(f"{url}/active", data={"tab": tab, "seconds": seconds})


def active() -> int:
    db.session.rollback()
    return db.session.scalars(select(LessonRecord.active_seconds)).one()


def test_a_lesson_in_use_counts_its_seconds_and_renews_no_page(browser, learner):
    browser.post(f"{BOXES}/opened")
    version = db.session.get_one(User, learner.id).learning_version
    assert (beat(browser, 0).status_code, beat(browser, 0).data) == (204, b"")
    let_pass(learner, 20)
    with statements() as seen:
        beat(browser)
    assert active() == 20
    assert len(seen) <= 5  # one of them asks who it is
    assert db.session.get_one(User, learner.id).learning_version == version


def test_enough_time_in_use_completes_a_lesson_that_asks_for_it(browser, learner, timed):
    browser.post(f"{BOXES}/opened")
    beat(browser, 0)
    for _ in range(3):
        let_pass(learner, 25)
        beat(browser, 25)
    let_pass(learner, 15)
    page = browser.post(f"{BOXES}/complete", data={"tab": "tab1", "seconds": "14"})
    assert page.status_code == 409
    assert "1 second is left" in text(page)
    let_pass(learner, 1)
    assert browser.post(f"{BOXES}/complete", data={"tab": "tab1", "seconds": "1"}).status_code == 303
    assert active() == 90


def test_a_page_that_is_only_open_does_not_complete_a_lesson_that_asks_for_time(browser, learner, timed):
    browser.post(f"{BOXES}/opened")
    beat(browser, 0)
    let_pass(learner, 25)
    beat(browser, 25)
    let_pass(learner, 3600)
    page = browser.post(f"{BOXES}/complete", data={"tab": "tab1", "seconds": "0"})
    assert page.status_code == 409
    assert "65 seconds are left" in text(page)


def test_without_javascript_the_time_since_it_was_opened_counts(browser, learner, timed):
    assert browser.post(f"{BOXES}/complete").status_code == 409
    let_pass(learner, 60)
    page = browser.post(f"{BOXES}/complete")
    assert page.status_code == 409
    assert re.search("(30|29|28) seconds are left", text(page))  # the test, too, takes its time
    let_pass(learner, 31)
    assert browser.post(f"{BOXES}/complete").status_code == 303


def test_an_attempt_under_way_counts_its_seconds(browser, learner):
    attempt = browser.post("/courses/packing/quizzes/final").location
    beat(browser, 0, url=attempt)
    let_pass(learner, 20)
    assert beat(browser, url=attempt).status_code == 204
    assert active() == 20
    assert db.session.scalars(select(StudyTime.lesson_id)).one() == "final"


def test_an_attempt_that_was_handed_in_counts_nothing_more(browser, learner):
    attempt = factories.attempt(learner, submitted_at=NOW)
    assert beat(browser, url=f"/attempts/{attempt.id}").status_code == 204
    assert count(ActiveItem) == 0


def test_s01_nobody_beats_for_somebody_else(app, browser, learner):
    other = factories.user()
    attempt = factories.attempt(other, submitted_at=None)
    assert beat(browser, url=f"/attempts/{attempt.id}").status_code == 404
    factories.lesson_record(other, "boxes")
    browser.post(f"{BOXES}/opened")
    beat(browser, 0)
    let_pass(learner, 20)
    beat(browser)
    assert db.session.scalars(select(LessonRecord.active_seconds).filter_by(user_id=other.id)).one() == 0


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"tab": "tab1"},
        {"seconds": "20"},
        {"tab": "", "seconds": "20"},
        {"tab": "x" * 41, "seconds": "20"},
        {"tab": "a\0b", "seconds": "20"},
        {"tab": "tab1", "seconds": "-20"},
        {"tab": "tab1", "seconds": "1e9"},
        {"tab": "tab1", "seconds": "9" * 40},
        {"tab": "tab1", "seconds": "２０"},
    ],
)
def test_a_beat_of_a_wrong_shape_is_refused(browser, form):
    assert browser.post(f"{BOXES}/active", data=form).status_code == 422
    assert browser.post(f"{BOXES}/complete", data=form).status_code == 303  # the button works all the same
    assert count(ActiveItem) == 0


def test_the_page_tells_its_script_where(browser):
    page = text(browser.get(BOXES))
    assert f'data-active-url="{BOXES}/active"' in page
    assert "js/active.js" in page


def test_study_time_is_kept_day_by_day(browser, learner):
    browser.post(f"{BOXES}/opened")
    beat(browser, 0)
    let_pass(learner, 20)
    beat(browser)
    with writing():
        db.session.scalars(select(StudyTime)).one().on = clock.today() - timedelta(days=1)
    let_pass(learner, 20)
    beat(browser)
    assert sorted(db.session.scalars(select(StudyTime.seconds))) == [20, 20]
