"""Paired gain, and the interval that says how sure it is: oracle 3-C, and printed tables of Student's t."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.figures.gain import Paired, pair, t_outside, t_quantile

BEFORE, AFTER = (40, 55, 60, 50, 70), (70, 75, 80, 60, 85)


def paired(before=BEFORE, after=AFTER) -> Paired:
    return sum((pair(*each) for each in zip(before, after, strict=True)), Paired())


def test_oracle_3_c():
    found = paired()
    assert (found.before_mean, found.after_mean, found.gain) == (55, 74, 19)
    assert found.deviation == pytest.approx(7.416198, abs=1e-6)
    assert found.share_of_means == pytest.approx(0.422222, abs=1e-6)
    assert found.mean_share == pytest.approx(0.428889, abs=1e-6)
    assert found.gain is not None
    assert found.deviation is not None
    assert found.gain / found.deviation == pytest.approx(2.561959, abs=1e-6)
    t = found.gain / (found.deviation / math.sqrt(5))
    assert t == pytest.approx(5.728716, abs=1e-6)
    assert t_outside(t, 4) == pytest.approx(0.0046, abs=5e-5)
    assert found.interval == pytest.approx((9.79, 28.21), abs=0.005)


def test_who_had_all_points_before_is_counted_and_left_out_of_the_shares():
    found = paired((*BEFORE, 100), (*AFTER, 90))
    assert (found.count, found.full_before) == (6, 1)
    assert found.share_of_means == pytest.approx(0.422222, abs=1e-6)
    assert found.mean_share == pytest.approx(0.428889, abs=1e-6)
    assert found.gain == pytest.approx((5 * 19 - 10) / 6)


def test_nobody_and_one_have_no_interval():
    assert (Paired().gain, Paired().interval, Paired().mean_share, Paired().share_of_means) == (None,) * 4
    assert (pair(40, 60).gain, pair(40, 60).interval) == (20, None)
    assert (pair(100, 100).share_of_means, pair(100, 100).mean_share) == (None, None)


def test_all_who_gain_the_same_have_an_interval_of_no_width():
    assert paired((10, 20, 30), (20, 30, 40)).interval == pytest.approx((10, 10))


@pytest.mark.parametrize(
    ("freedom", "printed"),
    [
        (1, 12.706),
        (2, 4.303),
        (4, 2.776),
        (5, 2.571),
        (9, 2.262),
        (30, 2.042),
        (60, 2.000),
        (120, 1.980),
        (100000, 1.960),
    ],
)
def test_quantiles_are_those_of_printed_tables(freedom: int, printed: float):
    assert t_quantile(freedom) == pytest.approx(printed, abs=5e-4)


def test_the_series_takes_over_without_a_step():
    assert t_quantile(199) > t_quantile(200) > t_quantile(201)
    assert t_quantile(199) - t_quantile(200) == pytest.approx(t_quantile(200) - t_quantile(201), rel=0.05)


@given(st.integers(1, 60), st.floats(0.05, 0.999))
def test_a_quantile_leaves_outside_what_it_says(freedom: int, confidence: float):
    assert t_outside(t_quantile(freedom, confidence), freedom) == pytest.approx(1 - confidence, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=2, max_size=30), st.integers(0, 30))
def test_sums_of_two_groups_say_what_the_whole_says(scores, cut):
    whole = sum((pair(*each) for each in scores), Paired())
    parts = sum((pair(*each) for each in scores[:cut]), Paired()) + sum(
        (pair(*each) for each in scores[cut:]), Paired()
    )
    assert parts.gain == pytest.approx(whole.gain)
    assert parts.deviation == pytest.approx(whole.deviation)
    differences = [after - before for before, after in scores]
    middle = sum(differences) / len(differences)
    spread = math.sqrt(sum((each - middle) ** 2 for each in differences) / (len(differences) - 1))
    assert whole.deviation == pytest.approx(spread, abs=1e-6)
