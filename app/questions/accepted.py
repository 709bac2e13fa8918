"""Accepted numbers as a file writes them: `12.5 ± 0.05 kg`, `3 .. 5 days`, `{{vat}} ± 0.01 EUR` (content-format §8.3)."""

from __future__ import annotations

import re
from decimal import Decimal

from . import numbers
from .draft import Draft, Written
from .model import NumberAnswer
from .settings import refuse
from .stored import plain_number
from .templates import PIECE
from .variables import Names

CONVERSION = re.compile(r"(?P<unit>[^\s\d.=＝][^=＝]{0,19}?)\s*[=＝]\s*(?P<size>\d+(?:\.\d+)?)", re.ASCII)


def read_number(
    names: Names, text: str, line: int, column: int, *, inside: int, relative: Decimal | None
) -> tuple[NumberAnswer, str] | None:
    """An accepted number and its unit; None, with a complaint, when there is none.

    Complaints stand at `column`, those about formulas at their own place: the text begins at the column `inside`.
    """
    opened = PIECE.sub(lambda piece: " " * len(piece[0]), text).find("{{")
    if opened >= 0:
        names.complain(Written(text, line, inside), opened, "C250")
        return None
    written = numbers.read_written(text)
    if isinstance(written, str):
        names.draft.complain(line, column, written, text=text.strip())
        return None
    if written.tolerance_is_percent and written.tolerance is not None:
        names.draft.complain(line, column, "C235", n=written.tolerance.strip("{}"))
    operands: dict[str, str] = {}
    for name, place in written.places.items():
        operand = _operand(names, getattr(written, name), line, inside + place)
        if operand is None:
            return None
        operands[name] = operand
    if "high" in operands:
        return NumberAnswer(low=operands["value"], high=operands["high"]), written.unit
    if "tolerance" not in operands and relative is None and not _is_whole(operands["value"]):
        names.draft.complain(line, column, "C233")
    return NumberAnswer(operands["value"], operands.get("tolerance")), written.unit


def read_units(draft: Draft) -> dict[str, Decimal]:
    """The setting `units`: further units, and their size in the question's own one."""
    setting = draft.settings.get("units")
    units: dict[str, Decimal] = {}
    for part in re.split("[,，、;；]", setting.value) if setting else ():
        match = CONVERSION.fullmatch(part.strip())
        if match is not None and Decimal(match["size"]) > 0:
            units[match["unit"]] = Decimal(match["size"])
        else:
            assert setting is not None
            draft.complain_about(setting, "C234", part=part.strip())
    return units


def read_partial(draft: Draft, *allowed: str) -> str | None:
    """The setting `partial`, if it is a rule of this kind of question; it is complained about if it is not."""
    setting = draft.settings.get("partial")
    if setting is None or setting.value in allowed:
        return setting.value if setting else None
    refuse(draft, setting, "one of " + ", ".join(allowed) if len(allowed) > 1 else allowed[0])
    return None


def _operand(names: Names, operand: str, line: int, column: int) -> str | None:
    """A number, or a formula without its braces; one that is printed with two decimals is worth two decimals."""
    if not operand.startswith("{{"):
        return operand
    shown = names.print_of(Written(operand[2:-2], line, column))
    if shown is None:
        return None
    text = shown.formula.text.strip()
    return text if shown.places is None else f"round({text}, {shown.places})"


def _is_whole(operand: str) -> bool:
    return numbers.is_literal(operand) and "." not in plain_number(Decimal(operand))
