"""Questions that were retired after they had been asked: the attempt goes on with them, the lesson asks them no more."""

from app.learning.models import CheckAnswer
from tests.learning.acting import count

from .sending import hand_in, send, start, stored, the_attempt

KINDS = "/courses/harbour/lessons/kinds"
LESSON, QUIZ = "harbour/10-berths/10-kinds.zh-CN.md", "packing/10-basics/30-final.zh-CN.md"


def retire(course_files, file: str, question_id: str) -> None:
    mark = f"`id: {question_id}`"
    course_files.change(file, mark, f"{mark} `status: retired`")


def test_a_retired_question_of_a_lesson_takes_no_answer(browser, course_files):
    retire(course_files, LESSON, "who-orders")
    refused = browser.post(f"{KINDS}/checks/who-orders", data={"q-who-orders": "#1"})
    assert refused.status_code == 404
    assert "no longer in the lesson" in refused.get_data(as_text=True)
    assert count(CheckAnswer) == 0


def test_what_was_asked_before_it_was_retired_can_be_answered_and_counts(browser, course_files):
    attempt = start(browser)
    send(browser, attempt, "padding", "a")
    retire(course_files, QUIZ, "padding")
    assert browser.get(attempt).get_data(as_text=True).count("data-question=") == 4
    assert send(browser, attempt, "padding", "b", version=1).status_code == 200
    assert send(browser, attempt, "padding", "a", version=2).status_code == 200
    assert hand_in(browser, attempt).status_code == 303
    assert stored()["padding"] == ({"chosen": ["a"]}, 3)
    assert (the_attempt().points, the_attempt().points_possible) == (2, 6)
    assert browser.get(attempt).status_code == 200


def test_the_next_attempt_does_not_ask_it_any_more(browser, course_files):
    hand_in(browser, start(browser))
    retire(course_files, QUIZ, "padding")
    again = start(browser)
    assert send(browser, again, "padding", "a").status_code == 404
    hand_in(browser, again)
    assert the_attempt().points_possible == 4
