"""What the page of a result says of answers that hints were opened for."""

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
