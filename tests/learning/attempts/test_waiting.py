"""Two tabs that save at the same moment: who had to wait decides on what the other one wrote, on SQLite and PostgreSQL."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from app.db import writing
from app.learning.attempts import actions, saving
from app.learning.attempts.saving import Changed, Closed, Given, Kept
from tests import factories
from tests.crowd import at_once
from tests.factories import NOW
from tests.learning.acting import do
from tests.learning.courses import course, quiz

from .sending import stored

EXAM = quiz()
REVISION = EXAM.questions[0].revision
A, B = {"chosen": ["a"]}, {"chosen": ["b"]}
A_MOMENT = 0.3  # seconds: time for the second one to ask and to wait


@pytest.fixture
def attempt(app) -> tuple[int, int]:
    """(attempt, learner) with nothing answered."""
    learner_id = factories.user().id
    return do(actions.start_attempt, learner_id, course(EXAM), EXAM).id, learner_id


def save(attempt: tuple[int, int], answer: dict[str, Any], base: int) -> Kept:
    attempt_id, learner_id = attempt
    return saving.save_response(attempt_id, Given("q1", REVISION, answer, base), learner_id=learner_id, now=NOW)


def one_waits(app, first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
    """What both returned or raised; the second asks while the first has written and not committed yet."""
    has_written = threading.Event()

    def leading() -> Any:
        with writing():
            outcome = first()
            has_written.set()
            time.sleep(A_MOMENT)
        return outcome

    def following() -> Any:
        has_written.wait(10)
        with writing():
            return second()

    return at_once(app, leading, following)


def test_p1_an_answer_that_another_tab_is_just_changing_is_not_confirmed_as_it_was(app, attempt):
    do(lambda now: save(attempt, A, 0))
    _changed, again = one_waits(app, lambda: save(attempt, B, 1), lambda: save(attempt, A, 1))
    assert isinstance(again, Changed)
    assert (again.newer.answer, again.newer.version) == (B, 2)
    assert stored()["q1"] == (B, 2)


def test_p1_nothing_is_not_confirmed_while_another_tab_gives_the_first_answer(app, attempt):
    _first, empty = one_waits(app, lambda: save(attempt, A, 0), lambda: save(attempt, {}, 0))
    assert isinstance(empty, Changed)
    assert stored()["q1"] == (A, 1)


def test_p2_the_same_first_answer_from_a_second_tab_is_kept_once(app, attempt):
    first, second = one_waits(app, lambda: save(attempt, A, 0), lambda: save(attempt, A, 0))
    assert (first.version, second.version) == (1, 1)
    assert stored()["q1"] == (A, 1)


def test_p2_an_answer_that_waited_for_the_hand_in_is_refused(app, attempt):
    attempt_id, learner_id = attempt

    def hand_in() -> int:
        return actions.submit_attempt(attempt_id, course(EXAM), EXAM, learner_id=learner_id, now=NOW).id

    _handed_in, refused = one_waits(app, hand_in, lambda: save(attempt, A, 0))
    assert isinstance(refused, Closed)
    assert stored() == {}
