"""The figures against oracles computed elsewhere, to four decimals."""

import pytest

from app.editing.analysis import statistics
from app.editing.analysis.items import Flag, figures_of, tempered

PEOPLE = (
    "111101 111101 111101 111001 111001 110100",
    "111000 110011 100001 101010 100010 100010",
)
ITEMS = [[float(row[at]) for line in PEOPLE for row in line.split()] for at in range(6)]
TOTALS = statistics.totals_of(ITEMS)
GROUPS = statistics.kelley_groups(TOTALS)
CHOSEN = "CCCCCCCBDBBB"  # on the fifth question, whose key is B


def near(value: float):
    return pytest.approx(value, abs=1e-4)


def figures(at: int, **more):
    return figures_of(ITEMS[at], statistics.rests(ITEMS[at], TOTALS), TOTALS, GROUPS, **more)


def test_the_totals_are_those_of_the_oracle():
    assert TOTALS == [5, 5, 5, 4, 4, 3, 3, 4, 2, 3, 2, 2]
    assert statistics.mean(TOTALS) == 3.5
    assert statistics.variance(TOTALS) == near(1.25)


def test_the_groups_are_the_upper_and_the_lower_27_percent():
    assert GROUPS.upper == (0, 1, 2)
    assert GROUPS.lower == (8, 10, 11)


def test_whoever_ties_with_the_last_of_a_group_belongs_to_it():
    groups = statistics.kelley_groups([5, 4, 4, 4, 3, 2, 1, 1, 1, 0])
    assert (groups.upper, groups.lower) == ((0, 1, 2, 3), (6, 7, 8, 9))


@pytest.mark.parametrize(
    ("at", "p", "r_total", "r_rest", "d", "efficiency"),
    [
        (1, 0.6667, 0.7906, 0.5160, 1.0, 0.7000),
        (2, 0.5833, 0.6803, 0.3105, 1.0, 0.3455),
        (3, 0.3333, 0.6325, 0.2626, 1.0, 0.4000),
        (4, 0.3333, -0.4743, -0.7133, -0.6667, -0.8947),
        (5, 0.5833, 0.6803, 0.3105, 0.6667, 0.4419),
    ],
)
def test_figures_of_a_question(at, p, r_total, r_rest, d, efficiency):
    found = figures(at)
    assert found.difficulty == near(p)
    assert found.r_total == near(r_total)
    assert found.r_rest == near(r_rest)
    assert found.d == near(d)
    assert found.efficiency == near(efficiency)


def test_a_question_that_all_got_right_has_no_discrimination():
    found = figures(0)
    assert (found.difficulty, found.r_rest, found.r_total, found.efficiency) == (1, None, None, None)
    assert found.d == 0
    assert found.flags == (Flag.NO_VARIANCE,)


@pytest.mark.parametrize(("score", "flags"), [(0.0, (Flag.NO_VARIANCE,)), (0.5, (Flag.NO_VARIANCE,))])
def test_where_all_score_the_same_that_is_all_there_is_to_say(score: float, flags: tuple[Flag, ...]):
    found = figures_of([score] * 60, [0.2, 0.8] * 30, [0.1, 0.4] * 30, statistics.kelley_groups([0.1, 0.4] * 30))
    assert found.flags == flags


def test_a_question_that_varies_while_the_totals_do_not_is_not_said_to_be_answered_alike():
    scores = [1.0] * 59 + [0.0]
    found = figures_of(scores, [0.5] * 60, [1.0] * 60, statistics.kelley_groups([1.0] * 60))
    assert found.r_total is None
    assert found.flags == (Flag.TOO_EASY,)


def test_reliability_with_variances_of_the_population():
    found = statistics.alpha(ITEMS)
    assert found is not None
    assert found == near(0.093333)
    p = [statistics.mean(item) for item in ITEMS]
    sample = statistics.variance(TOTALS) * 12 / 11
    mixed = 6 / 5 * (1 - sum(share * (1 - share) for share in p) / sample)
    assert mixed == near(0.185556)  # Σ p(1 − p) of the population with the variance of the sample: must not come out
    assert found != near(mixed)
    assert statistics.measurement_error(TOTALS, found) == near(1.111919)


def test_reliability_without_each_question():
    expected = [0.0972, -0.5707, -0.2804, -0.1940, 0.6602, -0.2804]
    assert statistics.alpha_if_deleted(ITEMS) == [near(value) for value in expected]


def test_the_question_with_another_key():
    turned = [1 - score for score in ITEMS[4]]
    items = [*ITEMS[:4], turned, ITEMS[5]]
    assert statistics.alpha(items) == near(0.759292)
    totals = statistics.totals_of(items)
    assert statistics.correlation(turned, statistics.rests(turned, totals)) == near(0.713304)


def test_options_say_that_the_key_may_be_wrong():
    found = figures(4, chosen=list(CHOSEN), keys=[("A", False), ("B", True), ("C", False), ("D", False)])
    a, b, c, d = found.options
    assert (a.count, a.functioning) == (0, False)
    assert (b.count, b.share, b.r, b.rest_mean) == (4, near(0.3333), near(-0.7133), near(1.75))
    assert (c.count, c.share, c.r, c.rest_mean) == (7, near(0.5833), near(0.8225), near(4.1429))
    assert (d.count, d.share, d.r, d.functioning) == (1, near(0.0833), near(-0.2505), True)
    assert found.suspects == ("C",)
    assert found.flags[:2] == (Flag.KEY, Flag.NEGATIVE)


@pytest.mark.parametrize(
    ("times", "n", "difficulty", "discrimination", "flags"),
    [(0, 9, False, False, False), (1, 12, True, False, False), (3, 36, True, True, False), (5, 60, True, True, True)],
)
def test_small_numbers_show_less(times, n, difficulty, discrimination, flags):
    scores, totals = (ITEMS[4] * times, TOTALS * times) if times else (ITEMS[4][:9], TOTALS[:9])
    groups = statistics.kelley_groups(totals)
    found = tempered(figures_of(scores, statistics.rests(scores, totals), totals, groups))
    assert found.n == n
    assert (found.difficulty is not None) == difficulty
    assert (found.r_rest is not None) == (found.d is not None) == discrimination
    assert bool(found.flags) == flags
    assert found.preliminary == (discrimination and not flags)


def test_what_was_learned():
    before, after = [40, 55, 60, 50, 70], [70, 75, 80, 60, 85]
    found = statistics.gain(before, after, 100)
    assert found.of_means == near(0.422222)
    assert found.mean == near(0.428889)
    assert statistics.gain([100, 50], [100, 75], 100) == statistics.Gain(0.5, 0.5, 1)
    assert statistics.gain([100], [100], 100) == statistics.Gain(None, None, 1)


def test_two_raters():
    first, second = [3, 4, 2, 5, 4, 3, 1, 4], [3, 3, 2, 5, 4, 4, 2, 4]
    assert statistics.agreement(first, second) == 0.625
    assert statistics.agreement(first, second, within=1) == 1
    assert statistics.weighted_kappa(first, second) == near(0.846154)
    assert statistics.weighted_kappa([3, 3], [3, 3]) is None


def test_nothing_is_defined_of_nobody():
    assert statistics.difficulty([]) is None
    assert statistics.correlation([], []) is None
    assert statistics.alpha([[], []]) is None
    assert statistics.kelley_groups([]) == statistics.Groups((), ())


@pytest.mark.parametrize(("count", "suspects"), [(2, ()), (12, ()), (13, ("A",))])
def test_an_option_that_hardly_anybody_chose_does_not_call_the_key_wrong(count, suspects):
    """Of 258 people: below 5 % even those who are best at the rest prove nothing."""
    scores = [0.0] * count + [1.0] * 128 + [0.0] * (130 - count)
    rest = [0.9] * count + [0.5, 0.4] * 64 + [0.44] * (130 - count)
    chosen = [("A",)] * count + [("B",)] * 128 + [("C",)] * (130 - count)
    keys = [("A", False), ("B", True), ("C", False)]
    found = figures_of(scores, rest, rest, statistics.kelley_groups(rest), chosen, keys)
    assert found.suspects == suspects
    assert (Flag.KEY in found.flags) == bool(suspects)


def test_an_option_that_nobody_of_the_best_chose_does_not_call_the_key_wrong():
    """Of 129 people, ten chose it who are a little better than the mean; the best chose the key."""
    rest = [0.9] * 40 + [0.62] * 10 + [0.6] * 39 + [0.3] * 40
    letters = ["B"] * 20 + ["C"] * 20 + ["D"] * 10 + ["C"] * 29 + ["B"] * 50
    scores = [float(letter == "B") for letter in letters]
    keys = [("B", True), ("C", False), ("D", False)]
    found = figures_of(scores, rest, rest, statistics.kelley_groups(rest), [(letter,) for letter in letters], keys)
    assert (found.options[0].r or 0) < (found.options[2].r or 0)
    assert "D" not in found.suspects


@pytest.mark.parametrize(("count", "suspects"), [(8, ()), (10, ("A",))])
def test_fewer_than_ten_people_do_not_call_the_key_wrong(count, suspects):
    scores = [0.0] * count + [1.0] * 60 + [0.0] * (69 - count)
    rest = [0.9] * count + [0.5, 0.4] * 30 + [0.44] * (69 - count)
    chosen = [("A",)] * count + [("B",)] * 60 + [("C",)] * (69 - count)
    keys = [("A", False), ("B", True), ("C", False)]
    assert figures_of(scores, rest, rest, statistics.kelley_groups(rest), chosen, keys).suspects == suspects
