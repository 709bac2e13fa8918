"""Cases of chance that can be repeated."""

from __future__ import annotations

from pathlib import Path

from app.questions import chance
from app.questions.model import plain_number
from app.questions.variants import draw

from .cases import Case
from .folders import the_question


def check_draw(case: Case, folder: Path) -> None:
    question = the_question(case.given["question"], folder)
    for seed, values in case.expected["draws"].items():
        drawn = draw(question, str(seed)).values
        assert {name: plain_number(value) for name, value in drawn.items()}.items() >= values.items()


def check_shuffle(case: Case, folder: Path) -> None:
    for seed, order in case.pairs:
        found = chance.order_options(seed, case.given["question_id"], case.given["keys"], case.get("pinned", ()))
        assert (seed, list(found)) == (seed, order)


def check_pick(case: Case, folder: Path) -> None:
    for seed, seen, drawn in case.pairs:
        found = chance.pick(seed, case.given["pool"], case.given["ids"], case.given["count"], seen)
        assert (seed, seen, list(found)) == (seed, seen, drawn)
