"""Cases of the formula language, and of numbers printed into texts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from app.questions.formulas import FormulaError, evaluate
from app.questions.variants import print_text

from .cases import Case


def check_formula(case: Case, folder: Path) -> None:
    for formula, expected in case.pairs:
        assert (formula, _value(formula, _values(case))) == (formula, expected)


def check_render(case: Case, folder: Path) -> None:
    for text, expected in case.pairs:
        assert (text, print_text(text, _values(case))) == (text, expected)


def _value(formula: str, values: Mapping[str, Decimal]) -> str:
    try:
        evaluate(formula, values)
    except FormulaError as error:
        return error.code
    return print_text(f"{{{{{formula}}}}}", values)


def _values(case: Case) -> dict[str, Decimal]:
    return {name: Decimal(str(value)) for name, value in case.get("vars", {}).items()}
