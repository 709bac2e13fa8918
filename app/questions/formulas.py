"""The formula language (content-format §9.4): text into a tree of small functions, and that into a decimal.

There is no other way from text to value: nothing of the text is ever run. Reading is cached, for a formula is
computed a hundred times when it is checked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import cast

from .arithmetic import FormulaError as FormulaError
from .arithmetic import show as show
from .syntax import GENERATORS, Number, Parser, Token, Truth, Values, tokens_of
from .syntax import RESERVED as RESERVED


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read. `names`: the variables in it, each with its first place, an offset from 0."""

    text: str
    compute: Number | Truth
    is_truth: bool
    names: Mapping[str, int]
    cost: int  # about how many steps it takes to compute: never more than 25 a node
    plain: str  # the same formula however it was spaced


def evaluate(formula: Formula | str, values: Values) -> Decimal:
    """The value of a formula. Raises FormulaError: C240, C241, C242, C244, C249 of the text, C243 of the values."""
    parsed = parse(formula) if isinstance(formula, str) else formula
    if parsed.is_truth:
        raise FormulaError("C240", near=parsed.text.strip()[:10])
    try:
        return cast(Number, parsed.compute)(values)
    except KeyError as missing:
        raise _unknown(parsed, missing) from None


def holds(formula: Formula | str, values: Values) -> bool:
    """Whether a condition is met. Raises FormulaError as `evaluate` does, and C240 when it is a number."""
    parsed = parse(formula) if isinstance(formula, str) else formula
    if not parsed.is_truth:
        raise FormulaError("C240", near=parsed.text.strip()[:10])
    try:
        return cast(Truth, parsed.compute)(values)
    except KeyError as missing:
        raise _unknown(parsed, missing) from None


@lru_cache(maxsize=8192)
def parse(text: str) -> Formula:
    """The formula in a text; a number or a truth value. Raises FormulaError."""
    parser = Parser(text, tokens_of(text))
    tree = parser.whole()
    return Formula(text, tree.compute, tree.is_truth, parser.names, parser.cost, _plain(parser.tokens))


@lru_cache(maxsize=2048)
def parse_arguments(text: str) -> tuple[str, tuple[Formula, ...]] | None:
    """`random(…)` or `choice(…)` standing alone: its name and arguments, which have no names in them. Else None."""
    tokens = tokens_of(text)
    if tokens[0].text not in GENERATORS or tokens[1].text != "(":
        return None
    parser = Parser(text, tokens)
    parser.at = 2
    found: list[Formula] = []
    while not found or parser.accept(","):
        start = parser.at
        found.append(Formula(text, parser.number(), False, {}, parser.cost, _plain(tokens[start : parser.at])))
    parser.expect(")")
    if parser.tokens[parser.at].kind != "end":  # something is computed with it
        raise FormulaError("C244", tokens[0].offset)
    for name, offset in parser.names.items():
        raise FormulaError("C241", offset, name=name)
    low, high = (2, 3) if tokens[0].text == "random" else (2, 20)
    if not low <= len(found) <= high:
        raise FormulaError("C242", tokens[0].offset, name=tokens[0].text)
    return tokens[0].text, tuple(found)


def plain(text: str) -> str:
    """A formula, `random(…)` or `choice(…)` however it was spaced; what cannot be read as it is."""
    try:
        found = parse_arguments(text)
        if found is None:
            return parse(text).plain
        return f"{found[0]}({', '.join(argument.plain for argument in found[1])})"
    except FormulaError:
        return text


def _plain(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens if token.text)


def _unknown(formula: Formula, missing: KeyError) -> FormulaError:
    name = str(missing.args[0])
    return FormulaError("C241", formula.names.get(name, 0), name=name)
