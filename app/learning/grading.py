"""From responses to a result. Pure: no session, no clock."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from typing import Any

from app.content.model import Lesson
from app.questions import KINDS
from app.questions.model import Answer, Grade, Question

from .models import Attempt
from .progress import reaches

FOUR_DECIMALS = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Result:
    """A graded attempt. `fractions`: by question id, the share of its points reached, in 0..1."""

    fractions: Mapping[str, Decimal]
    points: Decimal
    points_possible: Decimal
    score_ratio: Decimal
    passed: bool


def draw_form(quiz: Lesson, seed: str) -> list[dict[str, Any]]:
    """What an attempt asks: questions, their revisions and the order of their options, all from the seed."""
    questions: Sequence[Question] = quiz.questions
    if quiz.shuffle_questions:
        questions = sorted(questions, key=lambda question: _draw(seed, quiz.id, "question", question.id))
    return [
        {
            "question": question.id,
            "revision": question.revision,
            "order": list(KINDS[question.kind].order(question, seed)),
        }
        for question in questions
    ]


def new_seed() -> str:
    """A seed that nobody can guess: what is drawn from it must not be known before."""
    return secrets.token_hex(16)


def grade_answer(question: Question, answer: Answer) -> Grade:
    """The exact share of the points; only points and stored figures are cut to four decimals."""
    return KINDS[question.kind].grade(question, answer)


def grade_attempt(questions: Sequence[Question], answers: Mapping[str, Answer], pass_ratio: Decimal) -> Result:
    """Grade everything that was asked; a question without an answer is worth nothing. Points have four decimals."""
    fractions = {question.id: grade_answer(question, answers.get(question.id, {})).fraction for question in questions}
    points = sum((question_points(question, fractions[question.id]) for question in questions), Decimal(0))
    possible = sum((question.points for question in questions), Decimal(0))
    ratio = (points / possible).quantize(FOUR_DECIMALS, ROUND_HALF_UP) if possible else Decimal(0)
    return Result(fractions, points, possible, ratio, passed=reaches(points, possible, pass_ratio))


def counts_as_passed(quiz: Lesson, handed_in: Sequence[Attempt]) -> bool:
    """Whether the result that counts (`score`) reaches the pass mark, and enough attempts did (`passes`)."""
    if not handed_in or sum(bool(attempt.passed) for attempt in handed_in) < quiz.passes:
        return False
    if quiz.score == "average":
        ratios = [Decimal(str(attempt.score_ratio)) for attempt in handed_in]
        return sum(ratios, Decimal(0)) / len(ratios) >= quiz.pass_ratio
    counting = {"best": handed_in, "last": handed_in[-1:], "first": handed_in[:1]}[quiz.score]
    return any(attempt.passed for attempt in counting)


def question_points(question: Question, fraction: Decimal) -> Decimal:
    return (question.points * fraction).quantize(FOUR_DECIMALS, ROUND_HALF_UP)


def _draw(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()
