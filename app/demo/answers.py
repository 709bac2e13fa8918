"""What people answer: right or wrong by how able they are and how hard the question is."""

from decimal import Decimal
from functools import cache
from math import exp
from random import Random

from app.questions import KINDS
from app.questions.model import Answer, Question, plain_number
from app.questions.numbers import bounds

from .chance import chance

HARDNESS = {"easy": -0.9, "medium": 0.0, "hard": 1.1, None: 0.0}


def answer_question(question: Question, ability: float, rng: Random) -> Answer:
    """An answer as a form would have sent it. `ability` runs from about -2 to 3; above 90 everything is right."""
    hardness = HARDNESS[question.difficulty] + _own_hardness(question.id)
    is_right = rng.random() < 0.12 + 0.88 / (1 + exp(min(60.0, hardness - ability - 1.0)))
    return KINDS[question.kind].parse(question, _right(question) if is_right or ability > 90 else _wrong(question, rng))


@cache
def _own_hardness(question_id: str) -> float:
    """Some questions are harder than their authors think; the same in every run."""
    return chance("question", question_id).gauss(0, 0.6)


def _right(question: Question) -> list[str]:
    if question.options:
        return [option.key for option in question.options if option.right]
    whole = [answer for answer in question.answers if answer.weight == 1]
    return [plain_number(sum(bounds(whole[0], question), Decimal(0)) / 2)] if whole else []


def _wrong(question: Question, rng: Random) -> list[str]:
    """A plausible mistake: another option, one box too many or too few, a number that is off."""
    right = [option.key for option in question.options if option.right]
    others = [option.key for option in question.options if not option.right]
    if question.kind == "multiple" and right:
        if others and (len(right) == 1 or rng.random() < 0.5):
            return [*right, rng.choice(others)]
        return rng.sample(right, len(right) - 1) or rng.sample(others, min(1, len(others)))
    if question.options:
        return [rng.choice(others)] if others else []
    if question.answers and rng.random() < 0.93:
        answer = question.answers[0]
        low, high = bounds(answer, question)
        width = max(abs(high), abs(high - low), Decimal(1))
        return [plain_number(round(high + width * rng.choice((Decimal("0.13"), Decimal("0.5"), Decimal(9))), 2))]
    return []
