"""What is typed after `=`, words or numbers: the rules both have in common."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from .draft import Draft
from .model import plain_number

LONGEST = 500
"""Characters of a typed answer, or of one blank, that are kept."""


def check_weights(draft: Draft, weights: Sequence[Decimal]) -> None:
    """At least one accepted answer has to bring all points."""
    if weights and all(weight != 1 for weight in weights):
        first = draft.items[0]
        draft.complain(first.line, first.column, "C236", sum=plain_number(max(weights) * 100))
