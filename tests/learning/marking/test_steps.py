from decimal import Decimal

import pytest

from app.learning.marking.steps import read_points, share_of, steps_of
from tests.learning.marking.waiting import open_question


@pytest.mark.parametrize(
    ("possible", "steps"),
    [
        ("2", ["0", "0.5", "1.0", "1.5", "2"]),
        ("0.3", ["0", "0.3"]),
        ("1.25", ["0", "0.5", "1.0", "1.25"]),
        ("0", ["0"]),
    ],
)
def test_points_are_given_in_halves_up_to_all_of_them(possible, steps):
    assert steps_of(Decimal(possible)) == tuple(map(Decimal, steps))


@pytest.mark.parametrize("text", ["", "-0.5", "0.25", "2.5", "1e9", "NaN", "Infinity", "two", "1.5\0", "９" * 50])
def test_what_is_no_step_is_not_read(text):
    assert read_points(text, Decimal(2)) is None


@pytest.mark.parametrize("text", ["1.5", "1.50", " 1.5 "])
def test_a_step_is_read_however_it_is_written(text):
    assert read_points(text, Decimal(2)) == Decimal("1.5")


def test_a_third_of_three_points_is_one(app):
    assert share_of(open_question(points=Decimal(3)), Decimal(1)) == (Decimal("0.3333"), Decimal(1))


def test_hints_cost_points_but_not_the_share(app):
    question = open_question(hint_cost=Decimal("0.25"))
    assert share_of(question, Decimal(2), hints_opened=2) == (Decimal(1), Decimal(1))
