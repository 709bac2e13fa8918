"""From responses to a result. Pure: no session, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from app.content.model import Lesson
from app.questions import KINDS, scoring
from app.questions.model import Answer, Grade, Question

from .models import Attempt
from .progress import reaches

FOUR_DECIMALS = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Result:
    """A graded attempt. `fractions`: by question id, the share of its points reached, in 0..1.

    A share of None waits for a reviewer; then `points` are those reached so far, and whether it is passed is not known.
    """

    fractions: Mapping[str, Decimal | None]
    points: Decimal
    points_possible: Decimal
    score_ratio: Decimal
    passed: bool | None


def grade_answer(question: Question, answer: Answer) -> Grade:
    """The exact share of the points of a drawn question; only points and stored figures are cut to four decimals."""
    if "unreadable" in answer:
        return Grade(Decimal(0), unreadable=True)
    return KINDS[question.kind].grade(question, answer)


def before_hints(question: Question, answer: Answer, share: Decimal, hints_opened: int) -> Decimal:
    """How right an answer in a lesson is, whatever its hints cost. `question`: drawn; `share`: what they left of the points."""
    kept = scoring.kept_share(question, hints_opened)
    if kept:
        return min(Decimal(1), share / kept)
    return share if question.kind == "open" else grade_answer(question, answer).fraction


def grade_attempt(
    questions: Sequence[Question],
    answers: Mapping[str, Answer],
    pass_ratio: Decimal,
    hints_opened: Mapping[str, int] | None = None,
) -> Result:
    """Grade everything that was asked; a question without an answer is worth nothing. Points have four decimals.

    `hints_opened`: how many, by question id; they cost points, not the share that the answer reached.
    """
    grades = {question.id: grade_answer(question, answers.get(question.id, {})) for question in questions}
    opened = hints_opened or {}
    reached = [
        scoring.score(question, grades[question.id], hints_opened=opened.get(question.id, 0)) for question in questions
    ]
    possible = sum((question.points for question in questions), Decimal(0))
    points, ratio, passed = total(reached, possible, pass_ratio)
    is_waiting = any(grade.waiting for grade in grades.values())
    fractions = {key: None if grade.waiting else grade.fraction for key, grade in grades.items()}
    return Result(fractions, points, possible, ratio, None if is_waiting else passed)


def total(reached: Sequence[Decimal], possible: Decimal, pass_ratio: Decimal) -> tuple[Decimal, Decimal, bool]:
    """Points, their share of those possible to four decimals, and whether they pass: compared exactly, not rounded."""
    points = sum(reached, Decimal(0))
    ratio = (points / possible).quantize(FOUR_DECIMALS, ROUND_HALF_UP) if possible else Decimal(0)
    return points, ratio, reaches(points, possible, pass_ratio)


def counts_as_passed(quiz: Lesson, handed_in: Sequence[Attempt]) -> bool:
    """Whether the result that counts (`score`) reaches the pass mark, and enough attempts did (`passes`).

    An attempt that waits for its review has no result yet.
    """
    if not handed_in or sum(bool(attempt.passed) for attempt in handed_in) < quiz.passes:
        return False
    if quiz.score == "average":
        ratios = [Decimal(str(attempt.score_ratio)) for attempt in handed_in if attempt.score_ratio is not None]
        return len(ratios) == len(handed_in) and sum(ratios, Decimal(0)) / len(ratios) >= quiz.pass_ratio
    counting = {"best": handed_in, "last": handed_in[-1:], "first": handed_in[:1]}[quiz.score]
    return any(attempt.passed for attempt in counting)
