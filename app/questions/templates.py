"""Texts with `{{formula}}`, `{{formula : places}}` and `{{formula : ,places}}` in them (content-format §8.7)."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from functools import lru_cache

from .arithmetic import MOST_PLACES, FormulaError, show
from .formulas import Formula, evaluate, parse
from .syntax import Values

PIECE = re.compile(r"\{\{([^{}]*)\}\}")
PLACES = re.compile(r"(?P<comma>[,，]?)\s*(?P<places>\d{1,2})")


@dataclass(frozen=True, slots=True)
class Print:
    """A formula to be printed, with so many decimals, or with as many as it needs; `grouped`: thousands apart, 12,345."""

    formula: Formula
    places: int | None = None
    grouped: bool = False

    def text(self, values: Values) -> str:
        return show(evaluate(self.formula, values), self.places, grouped=self.grouped)


def read_print(inside: str) -> Print:
    """What stands between double braces. Raises FormulaError; its offsets count from the start of the inside."""
    colon = next((at for at, character in enumerate(inside) if character in ":："), None)
    if colon is None:
        return Print(parse(inside))
    wanted = PLACES.fullmatch(inside[colon + 1 :].strip())
    if wanted is None or int(wanted["places"]) > MOST_PLACES:
        raise FormulaError("C240", colon, near=inside[colon : colon + 10].strip())
    return Print(parse(inside[:colon]), int(wanted["places"]), grouped=bool(wanted["comma"]))


def print_text(text: str, values: Values) -> str:
    """HTML or plain text with its formulas printed. Braces that hold no formula stay as they are.

    Raises FormulaError when a formula cannot be computed.
    """
    if "{{" not in text:
        return text
    return "".join(piece if isinstance(piece, str) else piece.text(values) for piece in pieces(text))


@lru_cache(maxsize=4096)
def pieces(text: str) -> tuple[str | Print, ...]:
    """The text cut at its formulas. In HTML these are escaped like all text: `{{if(a &lt; b, 1, 2)}}`."""
    found: list[str | Print] = []
    for index, piece in enumerate(PIECE.split(text)):
        if index % 2 == 0:
            found.append(piece)
            continue
        try:
            found.append(read_print(html.unescape(piece)))
        except FormulaError:
            found.append("{{" + piece + "}}")
    return tuple(found)
