"""Cases of scores: answers to a question, and the points they bring."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.questions import KINDS
from app.questions.model import Answer, Question, plain_number
from app.questions.scoring import score
from app.questions.variants import draw

from .cases import Case
from .folders import the_question


def check_score(case: Case, folder: Path) -> None:
    question = draw(the_question(case.given["question"], folder), str(case.get("seed", "")))
    for given, points in case.pairs:
        assert (given, _result(question, given, case.get("hints", 0))) == (given, points)


def _result(question: Question, given: Any, hints: int) -> str:
    grade = KINDS[question.kind].grade(question, _answer(question, given))
    if grade.unreadable:
        return "unreadable"
    return "review" if grade.waiting else plain_number(score(question, grade, hints_opened=hints))


def _answer(question: Question, given: Any) -> Answer:
    """What is stored when this is answered."""
    if given is None:
        return {}
    keys = [option.key for option in question.options]
    if question.kind in {"single", "multiple", "true-false"}:
        return {"chosen": [keys[ord(letter) - ord("a")] for letter in given]}
    if question.kind == "order":
        return {"order": [keys[number - 1] for number in given]}
    if question.kind == "match":
        return {"pairs": {str(left): keys[int(right) - 1] for left, right in given.items()}}
    return KINDS[question.kind].parse(question, [*given] if isinstance(given, list) else [given])
