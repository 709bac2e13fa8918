import pytest

from app.reports.figures.rates import Rate


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [(4, 8, 21.5, 78.5), (6, 8, 40.9, 92.9), (6, 10, 31.3, 83.2), (0, 5, 0.0, 43.4)],
)
def test_the_interval_is_wilsons(numerator, denominator, low, high):
    interval = Rate(numerator, denominator).interval
    assert interval is not None
    assert [round(end * 100, 1) for end in interval] == [low, high]


def test_nothing_to_measure_has_neither_ratio_nor_interval():
    assert Rate(0, 0).ratio is None
    assert Rate(0, 0).interval is None


def test_only_groups_of_ten_and_more_get_a_colour():
    assert not Rate(9, 9).coloured
    assert Rate(0, 10).coloured
