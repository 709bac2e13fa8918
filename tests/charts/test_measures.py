"""Scales and room for words."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.charts.measures import fitted, percent, plain, spread, text_width, tick_text, ticks

NUMBERS = st.floats(min_value=-1e12, max_value=1e12, allow_nan=False)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], [0, 0.2, 0.4, 0.6, 0.8, 1]),
        ([0, 0], [0, 0.2, 0.4, 0.6, 0.8, 1]),
        ([95], [0, 20, 40, 60, 80, 100]),
        ([12.5, -3], [-5, 0, 5, 10, 15]),
        ([-4], [-4, -3, -2, -1, 0]),
    ],
)
def test_an_axis_begins_at_zero_and_has_round_ticks(values, expected):
    assert ticks(values) == pytest.approx(expected)


@given(st.lists(NUMBERS, max_size=8))
def test_the_ticks_reach_around_all_values_and_zero(values):
    marks = ticks(values)
    assert marks[0] <= min([0, *values]) * (1 - 1e-9) or marks[0] <= min([0, *values]) + 1e-6
    assert marks[-1] >= max([0, *values]) * (1 - 1e-9) or marks[-1] >= max([0, *values]) - 1e-6
    assert 2 <= len(marks) <= 8
    assert any(mark == 0 for mark in marks)


def test_people_are_counted_in_whole_ticks():
    assert ticks([2], whole=True) == [0, 1, 2]


def test_numbers_are_printed_with_halves_up_and_a_real_minus():
    assert [plain(value) for value in (1164, 0.125, -0.3, 2.50, 0, -0.0001)] == [
        "1,164",
        "0.13",
        "−0.3",
        "2.5",
        "0",
        "0",
    ]
    assert [percent(value) for value in (0.625, 0.7525, None)] == ["62.5%", "75.3%", "—"]
    assert [percent(value, 0) for value in (0.625, 0.005)] == ["63%", "1%"]
    assert plain(1e30).startswith("1,000,000")


def test_ticks_close_together_are_told_apart():
    marks = ticks([0.0003])
    assert len({tick_text(mark, marks) for mark in marks}) == len(marks)


@given(st.text(), st.floats(min_value=0, max_value=500))
def test_what_is_fitted_takes_no_more_than_its_room(text, room):
    short = fitted(text, room, 13)
    assert short in (text, "…") or text_width(short, 13) <= room


@given(st.lists(st.floats(min_value=0, max_value=200), min_size=1, max_size=5))
def test_names_are_moved_apart_and_keep_their_order(places):
    moved = spread(places, 18, 0, 200)
    ordered = [moved[index] for index in sorted(range(len(places)), key=lambda index: places[index])]
    assert all(after - before >= 18 - 1e-9 for before, after in itertools.pairwise(ordered))
    assert min(moved) >= -1e-9
    assert max(moved) <= 200
