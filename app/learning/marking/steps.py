"""Points that a reviewer may give, and the share of a question that they are. Pure."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from app.questions import scoring
from app.questions.model import Grade, Question

HALF = Decimal("0.5")
FOUR_DECIMALS = Decimal("0.0001")


def steps_of(possible: Decimal) -> tuple[Decimal, ...]:
    """0, ½, 1, … up to all points; all of them are always among the choices, also where they are no half: 0, 0.5, 1, 1.25."""
    halves = tuple(HALF * count for count in range(int(possible / HALF) + 1))
    return halves if halves[-1] == possible else (*halves, possible)


def read_points(text: str, possible: Decimal) -> Decimal | None:
    """The choice that was sent; None when it is none of the steps."""
    try:
        given = Decimal(text.strip()[:12])
    except InvalidOperation:
        return None
    return next((step for step in steps_of(possible) if step == given), None)


def share_of(question: Question, points: Decimal, hints_opened: int = 0) -> tuple[Decimal, Decimal]:
    """The share of the question's points, before hints, and the points that count, after them."""
    share = points / question.points if question.points else Decimal(0)
    return share.quantize(FOUR_DECIMALS, ROUND_HALF_UP), scoring.score(
        question, Grade(share), hints_opened=hints_opened
    )
