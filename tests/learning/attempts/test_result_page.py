"""What the page of a result says of answers that hints were opened for."""

import re

import pytest

from tests.learning.nine import QUIZ, form_of, text

from .sending import hand_in, send, start

ZH = "harbour/20-tides/10-exam.zh-CN.md"


@pytest.fixture
def cost(course_files):
    """Sets what the one hint of question x-post costs."""

    def change(share: str) -> None:
        course_files.change(ZH, "`id: x-post` `type: text`", f"`id: x-post` `type: text` `hint_cost: {share}`")

    return change


def result_after_a_hint(browser, word: str) -> tuple[str, str]:
    """The whole page of the result, and its part about the question."""
    attempt = start(browser, QUIZ)
    assert browser.post(f"{attempt}/hints", data={"question": "x-post", "hint": 1}).status_code == 200
    send(browser, attempt, "x-post", word)
    hand_in(browser, attempt)
    page = text(browser.get(attempt))
    return page, form_of(page, "x-post")


def test_half_an_answer_stays_half_right_whatever_its_hint_cost(browser, cost):
    cost("50%")
    page, part = result_after_a_hint(browser, "canary-word-b")
    assert "Partly right · 0.25/1" in part
    assert "Right answer:" in part
    assert "0 of 12 questions fully right" in page


@pytest.mark.parametrize("share", ["25%", "100%"])
def test_a_right_answer_is_called_right_whatever_its_hint_cost(browser, cost, share):
    cost(share)
    page, part = result_after_a_hint(browser, "bollard-canary")
    assert f"Right · {'0.75' if share == '25%' else '0'}/1" in part
    assert "1 of 12 questions fully right" in page


def test_a_result_says_what_a_hint_took_and_nothing_where_it_took_nothing(browser, cost):
    cost("25%")
    _page, right = result_after_a_hint(browser, "bollard-canary")
    assert "0.75 = 1 − 25% (1 hint)" in right
    _page, wrong = result_after_a_hint(browser, "nothing of the kind")
    assert " · 0/1" in wrong
    assert "hint" not in re.sub("<[^>]*>", "", wrong).lower()


@pytest.mark.parametrize(("number", "said"), [(2, "hint 1 is next"), (0, "hint 1 is next")])
def test_a_hint_out_of_turn_is_told_which_is_next(browser, cost, number, said):
    cost("25%")
    attempt = start(browser, QUIZ)
    refused = browser.post(f"{attempt}/hints", data={"question": "x-post", "hint": number})
    assert refused.status_code == 422
    assert said in text(refused)
