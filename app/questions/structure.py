"""The structure of a question, which is the same in all its languages (content-format §5)."""

from __future__ import annotations

from collections.abc import Sequence

from . import formulas
from .draft import Parts
from .model import Blank, NumberAnswer, Option, Variable


def difference(parts: Parts, other: Parts) -> str | None:
    """What differs between one question as two files of one kind write it; None when nothing does.

    `options` and `marks` of a choice, `items` of an ordering, `pairs` of a match, `blanks`, `numbers` with their
    tolerances, `variables` with their conditions. Words and units may differ.
    """
    forms = zip(_forms(parts), _forms(other), strict=True)
    return next((what for (what, one), (_what, another) in forms if one != another), None)


def _forms(parts: Parts) -> list[tuple[str, object]]:
    question = parts.question
    options: Sequence[Option] = question.get("options", ())
    blanks: Sequence[Blank] = question.get("blanks", ())
    numbers: Sequence[NumberAnswer] = question.get("answers", ())
    variables: Sequence[Variable] = question.get("variables", ())
    is_ordering = question.get("partial") in ("moves", "position")
    return [
        ("pairs", (question.get("pairs"), len(options) if "pairs" in question else 0)),
        ("items" if is_ordering else "options", len(options)),
        ("marks", [option.right for option in options]),
        ("blanks", [(blank.kind, [option.right for option in blank.options]) for blank in blanks]),
        ("numbers", [_operands(each) for each in (*numbers, *(blank.number for blank in blanks))]),
        ("variables", [(each.name, formulas.plain(each.formula)) for each in variables]),
        ("variables", [formulas.plain(condition) for condition in question.get("conditions", ())]),
    ]


def _operands(answer: NumberAnswer | None) -> list[str]:
    operands = (answer.value, answer.tolerance, answer.low, answer.high) if answer else ()
    return [formulas.plain(operand or "") for operand in operands]
