"""Numbers as people type them: those of learners (content-format §9.2), and accepted ones in a file (§8.3)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from .model import NumberAnswer, Question

SAME_UNIT = (
    ("EUR", "€", "欧元"),
    ("USD", "$", "US$", "美元"),
    ("CNY", "¥", "元", "RMB", "人民币"),
    ("GBP", "£", "英镑"),
    ("JPY", "¥", "円", "日元"),
    ("%", "percent", "百分之"),
    ("kg", "公斤", "千克"),
    ("g", "克"),
    ("m", "米"),
    ("cm", "厘米"),
    ("m³", "m3", "cbm", "立方米"),
    ("day", "days", "天", "日"),
)
LARGE = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
READABLE = re.compile(r"[+-]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?:e[+-]?\d{1,3})?", re.ASCII)
LONGEST = 60
LARGEST_EXPONENT = 30

LITERAL = r"[-+−]?(?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)"
WRITTEN = re.compile(
    rf"(?P<value>{LITERAL})"
    rf"(?:\s*(?:\.\.|~|～|…)\s*(?P<high>{LITERAL})|\s*(?:±|\+-|\+/-)\s*(?P<tolerance>{LITERAL})(?P<glued>%)?|(?P<open>\s*(?:±|\+-|\+/-)))?"
    r"\s*(?P<unit>[^\s\d.±=+~～…,–—−-](?:(?!\s\d)[^=±]){0,19})?",
    re.ASCII,
)
FULL_WIDTH = str.maketrans("０１２３４５６７８９．，＋－", "0123456789.,+-")


@dataclass(frozen=True, slots=True)
class Written:
    """An accepted number as it stands in a file: a value with or without `±`, or a range up to `high`."""

    value: Decimal
    high: Decimal | None = None
    tolerance: Decimal | None = None
    tolerance_is_percent: bool = False  # `± 2%` was written: two points, where a share may have been meant
    unit: str = ""


def read_written(text: str) -> Written | str:
    """An accepted number of a file, or the code of what is wrong: C230, C231 or C232."""
    match = WRITTEN.fullmatch(text.translate(FULL_WIDTH).strip())
    if match is None:
        return "C231" if re.match(rf"{LITERAL}\s*(?:±|\+-|\+/-)", text.strip()) else "C230"
    if match["open"]:
        return "C231"
    value, high, tolerance = (_decimal(match[name]) for name in ("value", "high", "tolerance"))
    assert value is not None
    if tolerance is not None and tolerance < 0:
        return "C231"
    if high is not None and high < value:
        return "C232"
    unit = (match["unit"] or match["glued"] or "").strip()
    return Written(value, high, tolerance, bool(match["glued"]), unit)


def read_typed(text: str, own: Iterable[str] = (), others: Mapping[str, Decimal] | None = None) -> Decimal | None:
    """A learner's number in the question's own unit, or None when it cannot be read.

    `own` are the names of the question's unit in its languages, `others` further units with their size in the own one.
    """
    if len(text) > LONGEST:
        return None
    typed, factor = _without_unit(_normal(text), _sizes(own, others or {}))
    if typed and typed[-1] in LARGE:
        typed, factor = typed[:-1], factor * LARGE[typed[-1]]
    if not READABLE.fullmatch(typed):
        return None
    number = Decimal(typed.replace(",", ""))
    if number and abs(number.adjusted()) > LARGEST_EXPONENT:
        return None
    return number * factor


def bounds(answer: NumberAnswer, question: Question) -> tuple[Decimal, Decimal]:
    """The smallest and the largest number that this answer of the question accepts."""
    if answer.value is None:
        return Decimal(answer.low or 0), Decimal(answer.high or 0)
    value = Decimal(answer.value)
    relative = abs(value) * (question.tolerance or Decimal(0))
    around = relative if answer.tolerance is None else Decimal(answer.tolerance)
    return value - around, value + around


def _normal(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace("\u2013", "-")
    return "".join(text.split()).replace("'", "").casefold()


def _sizes(own: Iterable[str], others: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Every name a unit may be typed by, and how much of the own unit it is."""
    sizes = {name: size for unit, size in others.items() for name in _names(unit)}
    sizes |= {name: Decimal(1) for unit in own if unit for name in _names(unit)}
    return sizes or {"%": Decimal("0.01")}


def _names(unit: str) -> set[str]:
    wanted = _normal(unit)
    same = [names for names in SAME_UNIT if wanted in {_normal(names[0]), *(_normal(name) for name in names)}]
    exact = [names for names in same if _normal(names[0]) == wanted] or same
    return {wanted, *(_normal(name) for names in exact for name in names)}


def _without_unit(typed: str, sizes: Mapping[str, Decimal]) -> tuple[str, Decimal]:
    for name in sorted(sizes, key=len, reverse=True):
        if typed.endswith(name):
            return typed.removesuffix(name), sizes[name]
        if typed.startswith(name):
            return typed.removeprefix(name), sizes[name]
    return typed, Decimal(1)


def _decimal(literal: str | None) -> Decimal | None:
    return None if literal is None else Decimal(literal.replace(",", "").replace("−", "-"))
