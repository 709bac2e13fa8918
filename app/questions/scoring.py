"""Points for a question (content-format §9.3)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from .model import Grade, Question

STEP = Decimal("0.0001")
NEARLY = Decimal("1e-20")  # five sixths end after 28 digits: what is exactly half a step must not fall below it


def score(question: Question, grade: Grade, *, hints_opened: int = 0) -> Decimal:
    """The points reached, to four decimals: the question's points times the share, less the cost of hints."""
    reached = question.points * grade.fraction * kept_share(question, hints_opened)
    return reached.quantize(NEARLY, ROUND_HALF_UP).quantize(STEP, ROUND_HALF_UP)


def kept_share(question: Question, hints_opened: int) -> Decimal:
    """What the hints leave of the points, in 0..1."""
    return max(Decimal(0), 1 - question.hint_cost * hints_opened)
