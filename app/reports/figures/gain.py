"""How much more people knew afterwards: the same people before and after. Pure. See docs/figures.md, *Before and after*.

Scores are in percent of the points. Who had all points before cannot gain: they are in the means, and not in the share of what
could be gained.
"""

from dataclasses import dataclass, fields
from math import atan, cos, pi, sin, sqrt

FULL = 100.0
MANY = 200  # degrees of freedom from which a series stands for the exact sum
CONFIDENCE = 0.95
NORMAL = 1.959963984540054  # the 97.5 % point of the normal distribution


@dataclass(frozen=True, slots=True)
class Paired:
    """Sums over people with both scores; of two groups it adds up. `possible_…`: those who had less than all points before."""

    count: int = 0
    before: float = 0.0
    after: float = 0.0
    gained_squares: float = 0.0
    possible_count: int = 0
    possible_before: float = 0.0
    possible_after: float = 0.0
    shares: float = 0.0  # of each one's own: what was gained of what could be

    def __add__(self, other: "Paired") -> "Paired":
        return Paired(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def before_mean(self) -> float | None:
        return self.before / self.count if self.count else None

    @property
    def after_mean(self) -> float | None:
        return self.after / self.count if self.count else None

    @property
    def gain(self) -> float | None:
        """The mean difference, in points of a hundred."""
        return (self.after - self.before) / self.count if self.count else None

    @property
    def full_before(self) -> int:
        """Who had all points before: they could gain nothing."""
        return self.count - self.possible_count

    @property
    def share_of_means(self) -> float | None:
        """What was gained of what could be gained, by the means: g of means."""
        possible = FULL * self.possible_count - self.possible_before
        return (self.possible_after - self.possible_before) / possible if possible else None

    @property
    def mean_share(self) -> float | None:
        """The mean of each one's own share: mean of g."""
        return self.shares / self.possible_count if self.possible_count else None

    @property
    def deviation(self) -> float | None:
        """The standard deviation of the differences, with n − 1."""
        if self.count < 2:
            return None
        gained = self.after - self.before
        return sqrt(max(0.0, (self.gained_squares - gained * gained / self.count) / (self.count - 1)))

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the mean difference, by Student's t."""
        if self.deviation is None or self.gain is None:
            return None
        half = t_quantile(self.count - 1) * self.deviation / sqrt(self.count)
        return self.gain - half, self.gain + half


def pair(before: float, after: float) -> Paired:
    """One person, with scores in 0..100."""
    gained = after - before
    if before >= FULL:
        return Paired(1, before, after, gained * gained)
    return Paired(1, before, after, gained * gained, 1, before, after, gained / (FULL - before))


def t_quantile(freedom: int, confidence: float = CONFIDENCE) -> float:
    """How many standard errors an interval of Student's t reaches to either side. `freedom`: degrees of it, from 1 on.

    From 200 on a series in 1/freedom (Abramowitz and Stegun 26.7.5) is used: exact to more than eight digits, for 95 % only.
    """
    if freedom >= MANY and confidence == CONFIDENCE:
        return _by_series(freedom)
    low, high = 0.0, 1.0
    while _within(high, freedom) < confidence:
        high *= 2
    for _step in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < confidence else (low, middle)
    return (low + high) / 2


def t_outside(t: float, freedom: int) -> float:
    """The two-sided probability of a t at least as far from 0."""
    return 1 - _within(abs(t), freedom)


def _within(t: float, freedom: int) -> float:
    """The probability that Student's t lies between −t and t: finite sums, Abramowitz and Stegun 26.7.3 and 26.7.4."""
    angle = atan(t / sqrt(freedom))
    term = cos(angle) if freedom % 2 else 1.0
    total = 0.0 if freedom == 1 else term
    for step in range(3 if freedom % 2 else 2, freedom - 1, 2):
        term *= (step - 1) / step * cos(angle) ** 2
        total += term
    return 2 / pi * (angle + sin(angle) * total) if freedom % 2 else sin(angle) * total


def _by_series(freedom: int) -> float:
    z = NORMAL
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, 1))
