"""What is too fast to be true, by table."""

from datetime import timedelta

import pytest

from app.learning.honesty.rules import (
    BURST_ANSWERS,
    BURST_SECONDS,
    LEAST_SECONDS,
    quick_attempt,
    quick_checks,
    quick_lesson,
    seconds_spent,
)
from app.questions import KINDS
from tests.factories import NOW

TEN_SINGLES = ["single"] * 10


@pytest.mark.parametrize(
    ("seconds", "minutes", "is_quick"),
    [(59, 10, True), (60, 10, False), (1, 10, True), (0.5, 10, False), (29, 5, True), (30, 5, False), (2, 4, False)],
)
def test_a_lesson_is_quick_below_a_tenth_of_its_reading_time(seconds, minutes, is_quick):
    found = quick_lesson(seconds=seconds, minutes=minutes)
    assert found == ({"seconds": int(seconds), "minutes": minutes} if is_quick else None)


@pytest.mark.parametrize(
    ("seconds", "kinds", "ratio", "is_quick"),
    [
        (29, TEN_SINGLES, 1.0, True),
        (30, TEN_SINGLES, 1.0, False),
        (29, TEN_SINGLES, 0.8, True),
        (29, TEN_SINGLES, 0.79, False),
        (29, TEN_SINGLES, None, False),
        (11, ["single"] * 4, 1.0, False),
        (60, ["open"] * 5, 1.0, True),
        (9, ["true-false"] * 5, 1.0, True),
        (11, ["true-false"] * 5, 1.0, False),
    ],
)
def test_an_attempt_is_quick_when_it_is_good_and_faster_than_reading(seconds, kinds, ratio, is_quick):
    assert bool(quick_attempt(seconds=seconds, kinds=kinds, score_ratio=ratio)) is is_quick


def test_every_kind_of_question_has_its_least_time():
    assert set(LEAST_SECONDS) == set(KINDS)


def moments(*seconds):
    return {f"q{number}": NOW + timedelta(seconds=at) for number, at in enumerate(seconds)}


def test_right_answers_are_a_burst_when_they_come_within_seconds():
    assert quick_checks(moments(0, 2, 4, 6, 8)) == {"answers": 5, "seconds": 8}
    assert quick_checks(moments(0, 2, 4, 6, BURST_SECONDS + 1)) is None
    assert quick_checks(moments(0, 2, 4, 6)) is None
    assert quick_checks(moments(*range(0, 120, 20), *range(200, 200 + BURST_ANSWERS + 1))) == {
        "answers": 6,
        "seconds": 5,
    }
    assert quick_checks({}) is None


def test_seconds_in_use_come_before_those_since_opening():
    later = NOW + timedelta(seconds=500)
    assert seconds_spent(40, NOW, later) == 40
    assert seconds_spent(0, NOW, later) == 500
    assert seconds_spent(0, later, NOW) == 0
