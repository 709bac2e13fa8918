"""A learner's own record."""

from datetime import date

from sqlalchemy import select

from app.db import db, writing
from app.learning.honesty.models import StudyTime
from app.learning.models import Attempt
from tests import factories
from tests.conftest import statements


def page(browser) -> str:
    response = browser.get("/record")
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_an_empty_record_says_how_it_fills(browser):
    assert "Nothing yet" in page(browser)


def test_everything_done_is_in_it(browser, learner):
    factories.lesson_record(learner)
    factories.completion(learner)
    attempt = factories.attempt(learner)
    shown = page(browser)
    assert "Packing basics" in shown
    assert f"/attempts/{attempt.id}" in shown
    assert "83%" in shown


def test_what_others_did_is_not(browser, learner):
    other = factories.user()
    factories.attempt(other)
    factories.completion(other)
    assert "Nothing yet" in page(browser)


def test_attempts_under_way_are_not_results(browser, learner):
    factories.attempt(learner, submitted_at=None, score_ratio=None, passed=None, points=None)
    assert "/attempts/" not in page(browser)


def test_what_was_withdrawn_stays_in_the_record(browser, learner):
    factories.completion(learner, "gone")
    factories.attempt(learner, "old-quiz", "gone")
    shown = page(browser)
    assert "withdrawn since" in shown
    assert "old-quiz" in shown


def test_the_record_takes_the_same_statements_however_full_it_is(browser, learner):
    def needed() -> int:
        with statements() as seen:
            page(browser)
        return len(seen)

    few = needed()
    for number in range(1, 6):
        factories.attempt(learner, number=number)
        factories.completion(learner, f"course-{number}")
        factories.lesson_record(learner, course_id=f"course-{number}")
    assert needed() == few <= 14


def test_the_newest_attempt_comes_first(browser, learner):
    for number in (1, 2):
        factories.attempt(learner, number=number, submitted_at=factories.NOW.replace(day=number))
    first, second = (row.id for row in sorted(_attempts(), key=lambda row: row.number))
    shown = page(browser)
    assert shown.index(f"/attempts/{second}") < shown.index(f"/attempts/{first}")


def _attempts() -> list[Attempt]:
    return list(db.session.scalars(select(Attempt)))


def test_study_time_is_told_per_course_and_only_one_s_own(browser, learner):
    factories.lesson_record(learner)
    other = factories.user()
    with writing():
        for user, day, seconds in ((learner, 20, 240), (learner, 21, 100), (other, 21, 7200)):
            row = StudyTime(user_id=user.id, course_id="packing", lesson_id="intro", seconds=seconds)
            row.on = date(2026, 11, day)
            db.session.add(row)
    shown = page(browser)
    assert "Study time" in shown
    assert "5 minutes" in shown
