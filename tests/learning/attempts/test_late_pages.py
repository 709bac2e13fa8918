"""A page without JavaScript that comes after the time, or after handing in: its answers do not count, and do not vanish."""

import pytest

from app.learning.attempts.jobs import hand_in_overdue
from tests.learning.nine import QUIZ as NINE_QUIZ

from .sending import begin_earlier, hand_in, kept_late, send, start, stored

ESSAY = f"First I stop the engine. {'Then I wait. ' * 40}At last I call the pilot."


def text(response) -> str:
    return response.get_data(as_text=True)


@pytest.fixture(params=["the learner has to hand in", "the clock has handed in"])
def over(browser, request) -> str:
    """An attempt that was over five minutes ago."""
    attempt = start(browser, NINE_QUIZ)
    begin_earlier(25, limit=20)
    if request.param == "the clock has handed in":
        hand_in_overdue()
    return attempt


def test_f17_what_comes_after_the_time_is_shown_whole_and_kept_beside_the_attempt(browser, over):
    refused = browser.post(over, data={"q-x-failed": ESSAY, "v-x-failed": 0, "do": "review"})
    assert refused.status_code == 409
    assert ESSAY in text(refused)
    assert "came too late and does not count" in text(refused)
    assert (stored(), kept_late()) == ({}, {"x-failed": {"text": ESSAY}})


def test_f17_the_result_says_that_it_came_after_the_time_and_not_that_it_was_given_in_it(browser, over):
    browser.post(over, data={"q-x-failed": ESSAY, "v-x-failed": 0})
    hand_in(browser, over)
    page = text(browser.get(over))
    assert "1 answer arrived after the time was over" in page
    assert "given in time" not in page


def test_f17_more_than_ten_minutes_late_it_is_shown_and_not_kept(browser):
    attempt = start(browser, NINE_QUIZ)
    begin_earlier(35, limit=20)
    refused = browser.post(attempt, data={"q-x-failed": ESSAY, "v-x-failed": 0})
    assert ESSAY in text(refused)
    assert "kept beside" not in text(refused)
    assert kept_late() == {}


def test_f09_what_comes_after_handing_in_is_shown_and_not_kept(browser):
    attempt = start(browser, NINE_QUIZ)
    send(browser, attempt, "x-failed", "stored")
    hand_in(browser, attempt)
    refused = browser.post(attempt, data={"q-x-failed": ESSAY, "v-x-failed": 1})
    assert refused.status_code == 409
    assert ESSAY in text(refused)
    assert (stored()["x-failed"][0], kept_late()) == ({"text": "stored"}, {})


def test_what_was_saved_already_is_not_called_late(browser):
    attempt = start(browser, NINE_QUIZ)
    send(browser, attempt, "x-failed", ESSAY)
    begin_earlier(25, limit=20)
    refused = browser.post(attempt, data={"q-x-failed": ESSAY, "v-x-failed": 1})
    assert refused.status_code == 409
    assert "came too late" not in text(refused)
    assert kept_late() == {}
