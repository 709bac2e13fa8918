"""S20: saving tells nothing. A right and a wrong answer take the same steps and get the same shape of answer; none is graded."""

import re

import pytest

from app.learning import grading
from app.learning.attempts import actions
from app.questions import KINDS
from tests.conftest import statements
from tests.learning.nine import QUIZ as NINE_QUIZ

from .sending import flag, send, start

RIGHT_AND_WRONG = [("padding", "a", "b"), ("tape", "a", "b"), ("pieces", "120", "121")]
CLOCK = re.compile(r"\d\d:\d\d")


def answer_of(response) -> tuple[int, dict, dict]:
    """Status, headers and JSON, without what is different each time."""
    same = {name: value for name, value in response.headers if name not in {"X-Request-ID", "Set-Cookie", "Date"}}
    body = {key: CLOCK.sub("", value) if isinstance(value, str) else value for key, value in response.json.items()}
    return response.status_code, same, {key: value for key, value in body.items() if key not in {"understood", "left"}}


@pytest.mark.parametrize(("question", "right", "wrong"), RIGHT_AND_WRONG)
@pytest.mark.parametrize("before", [None, "120", "121"], ids=["first", "after the right one", "after the wrong one"])
def test_a_right_and_a_wrong_answer_are_saved_alike(browser, question, right, wrong, before):
    attempts, seen = [], []
    for value in (right, wrong):
        attempt, version = start(browser), 0
        browser.get(attempt)  # questions are read once a process
        if before is not None:
            send(browser, attempt, question, {"120": right, "121": wrong}[before])
            send(browser, attempt, question, [], version=1)
            version = 2
        with statements() as taken:
            response = send(browser, attempt, question, value, version=version)
        attempts.append(answer_of(response))
        seen.append(list(taken))
        browser.post(f"{attempt}/hand-in")
    assert attempts[0] == attempts[1]
    assert seen[0] == seen[1]
    assert len(seen[0]) <= 5  # four, and on PostgreSQL one to wait for its turn


def test_saving_never_grades(browser, monkeypatch):
    attempt = start(browser, NINE_QUIZ)

    def refuse(*_args, **_kwargs):
        raise AssertionError("graded before it was handed in")

    for module, name in [(grading, "grade_answer"), (grading, "grade_attempt"), (actions, "grade_attempt")]:
        monkeypatch.setattr(module, name, refuse)
    for kind in KINDS.values():
        monkeypatch.setattr(type(kind), "grade", refuse)
    assert send(browser, attempt, "x-who-orders", "#1").status_code == 200
    assert send(browser, attempt, "x-failed", "I stop").status_code == 200
    assert flag(browser, attempt, "x-failed").status_code == 200
    assert browser.post(attempt, data={"q-x-ebb": "#1", "v-x-ebb": 0, "do": "review"}).status_code == 303
    assert browser.get(f"{attempt}/state").status_code == 200
