"""Learners are told what came of their answers, once."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.db import db
from app.learning.marking.actions import correct, finish
from app.learning.marking.models import Marking
from app.learning.marking.telling import unseen_reviews
from tests import factories
from tests.learning.acting import do
from tests.learning.marking.waiting import in_lesson, in_quiz, reviewing


@pytest.fixture
def reviewed(learner, reviewer):
    """The number of a review of the learner's answer in the quiz."""
    response = in_quiz(learner)
    do(finish, "quiz", response.id, Decimal("1.5"), "Call the pilot first.", reviewer=reviewing(reviewer))
    return db.session.scalar(select(Marking.id))


def today(browser, address="/today") -> str:
    return browser.get(address).get_data(as_text=True)


@pytest.mark.parametrize("address", ["/today", "/record"])
def test_a_review_is_told_with_its_points_until_it_is_seen(browser, reviewed, address):
    assert "1.5 of 2 points" in today(browser, address)
    response = browser.post("/reviewed/seen", data={"marking": reviewed})
    assert "/attempts/" in response.location
    assert response.location.endswith("#question-x-failed")
    assert "1.5 of 2 points" not in today(browser, "/today")


def test_a_notice_can_be_put_away(browser, reviewed):
    assert browser.post("/reviewed/seen", data={"marking": reviewed, "do": "dismiss"}).location.endswith("/today")
    assert "1.5 of 2 points" not in today(browser)


def test_reading_does_not_count_as_seen(browser, reviewed):
    today(browser)
    assert "1.5 of 2 points" in today(browser)


def test_a_correction_says_what_the_result_was_before(browser, reviewer, reviewed):
    response_id = db.session.scalar(select(Marking.response_id))
    do(correct, "quiz", response_id, Decimal(2), "", "overlooked", basis=reviewed, reviewer=reviewing(reviewer))
    assert "1.5 → 2 of 2 points" in today(browser)


def test_a_correction_is_told_anew_and_alone(browser, learner, reviewer, reviewed):
    response_id = db.session.scalar(select(Marking.response_id))
    do(
        correct, "quiz", response_id, Decimal(2), "", "overlooked", basis=reviewed, reviewer=reviewing(reviewer)
    )  # fmt: skip
    assert [row.points for row in unseen_reviews(learner.id)] == [2]


def test_nobody_puts_away_what_others_were_told(app, browser, learner, reviewed):
    other = app.test_client()
    factories.sign_in(other, factories.user())
    for number in (str(reviewed), "0", "-1", "x", "9" * 30):
        assert other.post("/reviewed/seen", data={"marking": number}).status_code == 303
    assert len(unseen_reviews(learner.id)) == 1
    assert unseen_reviews(factories.user().id) == []


def test_a_review_in_a_lesson_leads_to_its_question(browser, learner, reviewer):
    do(finish, "lesson", in_lesson(learner).id, Decimal(2), "", reviewer=reviewing(reviewer))
    response = browser.post("/reviewed/seen", data={"marking": unseen_reviews(learner.id)[0].marking_id})
    assert response.location.endswith("/courses/harbour/lessons/kinds#check-failed")


def test_a_quiz_that_never_says_how_answers_did_tells_no_points(learner, reviewed, course_files):
    course_files.change("harbour/20-tides/10-exam.zh-CN.md", "minutes: 15", "minutes: 15\nfeedback: never")
    assert [row.points for row in unseen_reviews(learner.id)] == [None]


def test_the_result_page_shows_what_the_reviewer_wrote(browser, learner, reviewed):
    attempt_id = unseen_reviews(learner.id)[0].attempt_id
    assert "Call the pilot first." in today(browser, f"/attempts/{attempt_id}")
