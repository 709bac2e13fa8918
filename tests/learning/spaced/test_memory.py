"""The forgetting curve and the dates that follow from it, against reports.md §4.3 (oracle 4-B)."""

from datetime import date, timedelta

import pytest

from app.learning.spaced import memory
from app.learning.spaced.memory import Memory, learn, recall

MARCH = [
    # (day, right, recall just before, stability, difficulty, due)
    (date(2026, 3, 1), True, None, 2.3065, 2.118104, date(2026, 3, 3)),
    (date(2026, 3, 4), True, 0.880948, 13.826904, 2.111214, date(2026, 3, 18)),
    (date(2026, 3, 20), False, 0.889662, 1.753553, 7.392238, date(2026, 3, 22)),
    (date(2026, 3, 23), True, 0.859116, 6.199450, 7.380074, date(2026, 3, 29)),
]


def recall_on(known: Memory, on: date) -> float:
    return recall(known.stability, (on - known.reviewed_on).days)


def after_march() -> Memory:
    known = None
    for on, right, *_expected in MARCH:
        known = learn(known, right=right, on=on)
    assert known
    return known


def test_oracle_4b_four_answers_in_march():
    known = None
    for on, right, before, stability, difficulty, due_on in MARCH:
        if known is not None:
            assert recall_on(known, on) == pytest.approx(before, abs=5e-7)
        known = learn(known, right=right, on=on)
        assert known.stability == pytest.approx(stability, abs=5e-7)
        assert known.difficulty == pytest.approx(difficulty, abs=5e-7)
        assert (known.due_on, known.reviewed_on, known.last_wrong) == (due_on, on, not right)
    assert known
    assert (known.reviews, known.lapses) == (4, 1)


@pytest.mark.parametrize(("on", "expected"), [(date(2026, 4, 1), 0.872423), (date(2026, 6, 30), 0.648092)])
def test_oracle_4b_what_is_left_later(on, expected):
    assert recall_on(after_march(), on) == pytest.approx(expected, abs=5e-7)


@pytest.mark.parametrize(
    ("days", "expected"), [(0, 1), (1, 0.9857), (7, 0.9226), (10, 0.9), (30, 0.8094), (90, 0.7031), (180, 0.6369)]
)
def test_oracle_4b_the_curve(days, expected):
    assert recall(10, days) == pytest.approx(expected, abs=5e-5)


def test_oracle_4b_the_first_answer():
    assert learn(None, right=False, on=date(2026, 3, 1)).stability == 0.212
    assert learn(None, right=True, on=date(2026, 3, 1)).stability == 2.3065


def test_the_same_answers_give_the_same_dates_every_time():
    assert len({after_march() for _ in range(20)}) == 1


def test_nothing_waits_longer_than_a_year():
    known, on = None, date(2026, 1, 1)
    for _ in range(12):
        known = learn(known, right=True, on=on)
        assert 1 <= (known.due_on - on).days <= 365
        on = known.due_on
    assert known
    assert known.due_on - known.reviewed_on == timedelta(365)


def test_several_answers_on_one_day_hardly_add_anything():
    once = learn(None, right=True, on=date(2026, 3, 1))
    twice = learn(once, right=True, on=date(2026, 3, 1))
    assert once.stability <= twice.stability < 1.1 * once.stability
    assert twice.reviews == 2


def test_f08_a_clock_set_back_counts_as_the_same_day():
    known = learn(None, right=True, on=date(2026, 3, 2))
    assert learn(known, right=True, on=date(2026, 2, 1)) == learn(known, right=True, on=date(2026, 3, 2))


@pytest.mark.parametrize(("fraction", "right"), [(1, True), (0.99996, True), (0.9999, False), (0.5, False), (0, False)])
def test_only_all_points_count_as_remembered(fraction, right):
    assert memory.is_right(fraction) is right


def test_the_scheduler_is_the_one_that_is_written_on_the_cards():
    """Another library or other parameters make another name: cards are then computed anew, and nobody is surprised."""
    assert memory.LOGIC == "fsrs 6.3.2 14cac4e6"
