"""Cases of what learners type."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from app.questions.model import plain_number
from app.questions.numbers import read_typed
from app.questions.words import matches

from .cases import Case


def check_number(case: Case, folder: Path) -> None:
    own = [case.get("unit")] if case.get("unit") else []
    others = {name: Decimal(str(size)) for name, size in case.get("units", {}).items()}
    for typed, expected in case.pairs:
        number = read_typed(typed, own, others)
        assert (typed, "unreadable" if number is None else plain_number(number)) == (typed, expected)


def check_text(case: Case, folder: Path) -> None:
    for mode, accepted, given, fits in case.pairs:
        assert (mode, accepted, given, matches(mode, accepted, given)) == (mode, accepted, given, fits)
