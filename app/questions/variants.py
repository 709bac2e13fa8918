"""Questions whose numbers are drawn: from a question as written to the one a learner is asked (content-format §8.7, §9.5)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from .arithmetic import FormulaError
from .formulas import evaluate
from .model import Blank, NumberAnswer, Question, QuestionText, plain_number
from .numbers import bounds_of, is_literal
from .plans import MOST_TRIES, plan
from .syntax import Values
from .templates import PIECE
from .templates import print_text as print_text

Printer = Callable[[str], str]

FITS_NOTHING = NumberAnswer(low="1", high="0")


def draw(question: Question, seed: str, *, printing: bool = True) -> Question:
    """The question with the values that follow from the seed: texts printed, unless nobody reads them; accepted numbers computed.

    The same object when nothing in it is drawn or computed. Never raises: a try in which something cannot be computed
    is thrown away like one that meets no condition. The check has made a hundred draws with two hundred tries each; here
    there are more. When even they are used up, what cannot be computed is printed as `?` and fits no answer.
    """
    if not question.variables and not _computes(question) and not (printing and _prints(question)):
        return question
    for number in range(10 * MOST_TRIES):
        try:
            values = _values(question, seed, number)
            if values is not None:
                return _printed(question, values, partial(print_text, values=values) if printing else None)
        except FormulaError:
            continue
    return _printed(question, {}, lambda text: PIECE.sub("?", text), _or_nothing)


def is_drawn(question: Question) -> bool:
    """Whether another seed may give the question other numbers."""
    try:
        generators = plan(question.variables, question.conditions).generators
    except FormulaError:
        return False
    return any(generator.count > 1 for generator in generators.values())


def _values(question: Question, seed: str, number: int) -> dict[str, Decimal] | None:
    """The values of the try with this number, from 0."""

    def pick(name: str) -> int:
        parts = f"{seed}\n{question.id}\n{name}\n{number}"
        return int.from_bytes(hashlib.sha256(parts.encode()).digest()[:8])

    return plan(question.variables, question.conditions).values(pick)


def computed(answer: NumberAnswer, values: Values, tolerance: Decimal | None = None) -> NumberAnswer:
    """The accepted number with plain numbers for formulas. Raises FormulaError, also when the range runs backwards."""
    low, high = bounds_of(answer, values, tolerance)
    if low > high:
        raise FormulaError("C243", why="a range that runs backwards, or a tolerance below 0")
    operands: dict[str, Any] = {
        name: plain_number(evaluate(operand, values))
        for name in ("value", "tolerance", "low", "high")
        if (operand := getattr(answer, name)) is not None and not is_literal(operand)
    }
    return replace(answer, **operands) if operands else answer


def _or_nothing(answer: NumberAnswer, values: Values, tolerance: Decimal | None = None) -> NumberAnswer:
    try:
        return computed(answer, values, tolerance)
    except FormulaError:
        return FITS_NOTHING


def _printed(
    question: Question, values: Values, show: Printer | None, compute: Callable[..., NumberAnswer] = computed
) -> Question:
    def blank_with(blank: Blank) -> Blank:
        return replace(blank, number=compute(blank.number, values, question.tolerance)) if blank.number else blank

    return replace(
        question,
        texts={lang: _text_with(text, show) for lang, text in question.texts.items()} if show else question.texts,
        answers=tuple(compute(answer, values, question.tolerance) for answer in question.answers),
        blanks=tuple(blank_with(blank) for blank in question.blanks),
        values=values,
    )


def _text_with(text: QuestionText, show: Printer) -> QuestionText:
    """Accepted words are left as they are: in them, braces are text."""
    blanks = tuple(replace(blank, options=tuple(map(show, blank.options))) for blank in text.blanks)
    return replace(text.with_html(show), title=show(text.title), blanks=blanks)


def _prints(question: Question) -> bool:
    """Whether formulas stand in its texts."""
    return any("{{" in each for text in question.texts.values() for each in _texts_in(text))


def _computes(question: Question) -> bool:
    """Whether formulas stand in the numbers it accepts."""
    numbers = [*question.answers, *(blank.number for blank in question.blanks if blank.number)]
    return any(
        operand is not None and not is_literal(operand)
        for answer in numbers
        for operand in (answer.value, answer.tolerance, answer.low, answer.high)
    )


def _texts_in(text: QuestionText) -> list[str]:
    """Everything that may print a value."""
    found = [text.title, *(option for blank in text.blanks for option in blank.options)]

    def note(html: str) -> str:
        found.append(html)
        return html

    text.with_html(note)
    return found
