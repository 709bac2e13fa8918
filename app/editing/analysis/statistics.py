"""Figures about tests and their questions, with the standard library alone. Pure.

Sequences run over people, in one order. Variances are taken over the population (divided by n) unless a name says sample.
What is not defined, where nothing varies for instance, is None. Source: docs/figures.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, fsum, sqrt

KELLEY = 0.27  # share of the people in the upper and in the lower group


def mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values)


def variance(values: Sequence[float]) -> float:
    """Of the population."""
    middle = mean(values)
    return fsum((value - middle) ** 2 for value in values) / len(values)


def covariance(xs: Sequence[float], ys: Sequence[float]) -> float:
    """Of the population."""
    x_mean, y_mean = mean(xs), mean(ys)
    return fsum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True)) / len(xs)


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's r, in -1..1; None when one of them does not vary."""
    if len(xs) < 2 or is_constant(xs) or is_constant(ys):
        return None
    return covariance(xs, ys) / sqrt(variance(xs) * variance(ys))


def difficulty(scores: Sequence[float], most: float = 1) -> float | None:
    """Points reached of those possible, in 0..1: high is easy."""
    return fsum(scores) / (len(scores) * most) if scores and most else None


def rests(scores: Sequence[float], totals: Sequence[float]) -> list[float]:
    """Everybody's total without this question."""
    return [total - score for score, total in zip(scores, totals, strict=True)]


def efficiency(scores: Sequence[float], rest: Sequence[float]) -> float | None:
    """Discriminative efficiency: the covariance with the rest, of the highest that these scores could have."""
    if len(scores) < 2 or is_constant(scores) or is_constant(rest):
        return None
    highest = covariance(sorted(scores), sorted(rest))
    return covariance(scores, rest) / highest if highest > 0 else None


@dataclass(frozen=True, slots=True)
class Groups:
    """Who is in the upper and in the lower group: places in the sequence of people."""

    upper: tuple[int, ...]
    lower: tuple[int, ...]


def kelley_groups(totals: Sequence[float]) -> Groups:
    """The upper and the lower 27 % by total. Whoever ties with the last one of a group belongs to it too: sizes may differ."""
    size = floor(KELLEY * len(totals) + 0.5)
    if size == 0:
        return Groups((), ())
    ordered = sorted(totals)
    least, most = ordered[-size], ordered[size - 1]
    return Groups(
        tuple(at for at, total in enumerate(totals) if total >= least),
        tuple(at for at, total in enumerate(totals) if total <= most),
    )


def upper_lower(scores: Sequence[float], groups: Groups, most: float = 1) -> float | None:
    """D: the difficulty in the upper group less that in the lower one."""
    upper = difficulty([scores[at] for at in groups.upper], most)
    lower = difficulty([scores[at] for at in groups.lower], most)
    return None if upper is None or lower is None else upper - lower


def alpha(items: Sequence[Sequence[float]]) -> float | None:
    """Cronbach's α of questions, each a sequence over the same people. With scores of 0 and 1 it is KR-20.

    All variances are those of the population: mixing Σ p(1 − p) with the sample's variance of the totals gives another number.
    """
    if len(items) < 2 or not items[0]:
        return None
    of_totals = variance(totals_of(items))
    if of_totals <= 0 or is_constant(totals_of(items)):
        return None
    count = len(items)
    return count / (count - 1) * (1 - fsum(variance(item) for item in items) / of_totals)


def alpha_if_deleted(items: Sequence[Sequence[float]]) -> list[float | None]:
    """α of the others, question by question."""
    if len(items) < 3:
        return [None] * len(items)
    totals, own = totals_of(items), [variance(item) for item in items]
    whole, count = fsum(own), len(items) - 1
    found: list[float | None] = []
    for item, of_item in zip(items, own, strict=True):
        rest = rests(item, totals)
        found.append(None if is_constant(rest) else count / (count - 1) * (1 - (whole - of_item) / variance(rest)))
    return found


def totals_of(items: Sequence[Sequence[float]]) -> list[float]:
    return [fsum(scores) for scores in zip(*items, strict=True)]


def measurement_error(totals: Sequence[float], reliability: float) -> float:
    """The standard error of measurement, in points, from the sample's standard deviation."""
    sample = variance(totals) * len(totals) / (len(totals) - 1)
    return sqrt(sample * max(0.0, 1 - reliability))


@dataclass(frozen=True, slots=True)
class Gain:
    """What people who were tested before and after learned, of what there was to learn, in shares.

    `of_means`: from the two means; `mean`: the mean of everybody's own. `full_before`: those left out, they had everything.
    """

    of_means: float | None
    mean: float | None
    full_before: int


def gain(before: Sequence[float], after: Sequence[float], most: float) -> Gain:
    """Normalised gain of the same people, before and after."""
    pairs = [(first, second) for first, second in zip(before, after, strict=True) if first < most]
    left_out = len(before) - len(pairs)
    if not pairs:
        return Gain(None, None, left_out)
    first, second = mean([pair[0] for pair in pairs]), mean([pair[1] for pair in pairs])
    own = [(second - first) / (most - first) for first, second in pairs]
    return Gain((second - first) / (most - first), mean(own), left_out)


def weighted_kappa(first: Sequence[int], second: Sequence[int]) -> float | None:
    """Cohen’s κ of two raters, disagreements weighted by their square: how many levels there are cancels out."""
    if not first:
        return None
    observed = fsum((a - b) ** 2 for a, b in zip(first, second, strict=True)) / len(first)
    expected = fsum((a - b) ** 2 for a in first for b in second) / len(first) ** 2
    return 1 - observed / expected if expected else None


def agreement(first: Sequence[int], second: Sequence[int], *, within: int = 0) -> float | None:
    """The share of pairs that are at most `within` levels apart."""
    close = sum(abs(a - b) <= within for a, b in zip(first, second, strict=True))
    return close / len(first) if first else None


def is_constant(values: Sequence[float]) -> bool:
    """Nothing varies, rounding aside."""
    return max(values) - min(values) < 1e-9
