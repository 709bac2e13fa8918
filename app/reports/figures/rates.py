"""Shares of people or duties, always with what they are made of."""

from dataclasses import dataclass
from math import sqrt

COLOURED_FROM = 10  # smaller groups are shown in grey, with an interval
Z = 1.959963984540054  # the 97.5 % point of the normal distribution


@dataclass(frozen=True, slots=True)
class Rate:
    """`numerator` of `denominator`. Nothing to measure has no ratio: never 0 % and never 100 %."""

    numerator: int
    denominator: int

    @property
    def ratio(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None

    @property
    def coloured(self) -> bool:
        """Whether the group is large enough for a colour or a bar to mean something."""
        return self.denominator >= COLOURED_FROM

    @property
    def interval(self) -> tuple[float, float] | None:
        """The Wilson 95 % interval, both ends in 0..1. Source: docs/figures.md, section "Rates"."""
        if not self.denominator:
            return None
        n, share = self.denominator, self.numerator / self.denominator
        centre = share + Z * Z / (2 * n)
        spread = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
        scale = 1 + Z * Z / n
        return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)
