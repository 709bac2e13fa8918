"""Thousands of random answers to random questions: the application and a second computation have to agree on every one."""

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from app.learning.answering import read_answer, refuse_unusable
from app.learning.drawing import order_of
from app.learning.grading import grade_answer
from app.questions import variants
from app.questions.model import Grade
from app.questions.scoring import score

from . import answering, chance, specification
from .asked import Asked, Given, Quiz, Worth
from .fields import sent

SEEDS, ANSWERS = 2, 4
EXACT = Fraction(1, 10**20)  # a third has no end as a decimal


@dataclass(frozen=True)
class Trial:
    """One answer, as the application judged it, with all that the second computation needs."""

    quiz: Quiz
    asked: Asked
    seed: str
    given: Given
    typed: list[str]
    hints: int
    grade: Grade
    points: Decimal

    def agrees(self, changed: Asked | None = None) -> bool:
        """Whether both come to the same; `changed`: as the question would be judged by a wrong rule."""
        asked = changed or self.asked
        found = specification.worth(asked, self.given, chance.draw(self.asked, self.seed) or {}, self.quiz.partial)
        return same(self.grade, found) and self.points == specification.score(asked, found.fraction, self.hints)


def same(grade: Grade, found: Worth) -> bool:
    near = abs(Fraction(grade.fraction) - found.fraction) < EXACT
    return near and (grade.unreadable, grade.waiting) == (found.unreadable, found.waiting)


@pytest.fixture(scope="module")
def trials(many) -> list[Trial]:
    by = Random("answers")
    return [
        trial
        for quiz in many.quizzes
        for asked in quiz.questions
        for number in range(SEEDS)
        for trial in tried(by, many.question(quiz.id, asked.id), quiz, asked, f"7/{asked.id}/{number}")
    ]


def tried(by, written, quiz, asked, seed):
    """Random answers to one question, on the way that a learner's answer goes."""
    drawn = variants.draw(written, seed)
    values = chance.draw(asked, seed) or {}
    order = order_of(drawn, seed)
    assert (dict(drawn.values), list(order)) == (values, chance.order(asked, seed, quiz.shuffle_options))
    for _answer in range(ANSWERS):
        given, hints = answering.answer(by, asked, values), by.randint(0, asked.hints)
        typed = sent(asked, given, order, lambda at: chance.picks(asked, seed, at))
        refuse_unusable(drawn, order, seed, typed)
        grade = grade_answer(drawn, read_answer(drawn, order, seed, typed))
        yield Trial(quiz, asked, seed, given, typed, hints, grade, score(drawn, grade, hints_opened=hints))


def test_every_answer_is_worth_what_the_second_computation_says(trials):
    assert len(trials) > 10_000
    differing = [trial for trial in trials if not trial.agrees()]
    assert not differing, [(trial.asked, trial.given, trial.grade, trial.points) for trial in differing[:3]]


def test_the_answers_are_of_every_sort(trials):
    sorts = Counter((trial.asked.kind, _sort(trial)) for trial in trials)
    typed = {"number", "cloze", "order"}
    kinds = {trial.asked.kind for trial in trials}
    assert kinds == {"single", "multiple", "true-false", "text", "number", "order", "match", "cloze"}
    wanted = [(kind, sort) for kind in kinds for sort in ("right", "wrong")]
    wanted += [(kind, "unreadable") for kind in typed] + [(kind, "partly") for kind in kinds - {"true-false"}]
    assert not {sort: sorts[sort] for sort in wanted if sorts[sort] < 50}


def _sort(trial: Trial) -> str:
    if trial.grade.unreadable:
        return "unreadable"
    return "right" if trial.grade.fraction == 1 else "partly" if trial.grade.fraction else "wrong"


def _unweighted(asked: Asked) -> Asked:
    parts: dict[str, Any] = {
        name: tuple(replace(each, weight=None) for each in getattr(asked, name))
        for name in ("choices", "words", "numbers")
    }
    return replace(asked, **parts)


WRONG_RULES = {
    "each instead of net": lambda asked: replace(asked, partial="each") if asked.kind == "multiple" else asked,
    "net instead of each": lambda asked: replace(asked, partial={"each": "net"}.get(asked.partial, asked.partial)),
    "nothing for a part": lambda asked: replace(asked, partial="none"),
    "a part in spite of none": lambda asked: replace(asked, partial={"none": "net"}.get(asked.partial, asked.partial)),
    "position instead of moves": lambda asked: replace(asked, partial="position") if asked.kind == "order" else asked,
    "moves instead of position": lambda asked: replace(asked, partial="moves") if asked.kind == "order" else asked,
    "weights forgotten": _unweighted,
    "hints for nothing": lambda asked: replace(asked, hint_cost=Decimal(0)),
    "points forgotten": lambda asked: replace(asked, points=Decimal(1)),
    "a relative tolerance forgotten": lambda asked: replace(asked, tolerance=None),
    "a tolerance forgotten": lambda asked: replace(asked, numbers=tuple(replace(n, tolerance="0") for n in asked.numbers)),
    "further units forgotten": lambda asked: replace(asked, units=()),
    "the unit forgotten": lambda asked: replace(asked, unit=""),
    "words compared exactly": lambda asked: replace(asked, match="exact"),
    "words compared loosely": lambda asked: replace(asked, match="loose"),
    "equal right-hand sides told apart": lambda asked: replace(
        asked, rights=tuple(f"{number} {right}" for number, right in enumerate(asked.rights))
    ),
    "the last of the words that fit": lambda asked: replace(asked, words=asked.words[::-1]),
}  # fmt: skip


@pytest.mark.parametrize("rule", WRONG_RULES)
def test_a_wrong_rule_is_noticed(trials, rule):
    changed = ((trial, WRONG_RULES[rule](trial.asked)) for trial in trials)
    assert any(not trial.agrees(asked) for trial, asked in changed if asked != trial.asked)
