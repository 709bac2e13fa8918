"""Numbers as people type them: those of learners (content-format §9.2), and accepted ones in a file (§8.3)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from .formulas import FormulaError, evaluate, show
from .model import NumberAnswer, Question, plain_number
from .syntax import Values

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
GROUPED_FROM = 10_000
WITH_WORDS = re.compile(
    rf"(?P<before>[^\d.,+-][^\d]*?)?{READABLE.pattern}[万亿]?(?P<after>[^\d.,+-][^\d]*)?", re.ASCII | re.IGNORECASE
)

LITERAL = r"[-+−]?(?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)"
OPERAND = rf"(?:{LITERAL}|\{{\{{[^{{}}]*\}}\}})"
PLUS_MINUS = r"\s*(?:±|\+-|\+/-)"
WRITTEN = re.compile(
    rf"(?P<value>{OPERAND})"
    rf"(?:\s*(?:\.\.|~|～|…)\s*(?P<high>{OPERAND})|{PLUS_MINUS}\s*(?P<tolerance>{OPERAND})(?P<glued>%)?|(?P<open>{PLUS_MINUS}))?"
    r"\s*(?P<unit>[^\s\d.±=+~～…,–—−{-](?:(?!\s\d)[^=±]){0,19})?",
    re.ASCII,
)
EXPONENT = re.compile("[eE][-+]?[0-9０-９]")
"""How a unit begins that is meant as a power of ten: not read in a file, and not to be taken for a unit."""
NUMBER = re.compile(LITERAL, re.ASCII)
MOST_DIGITS = 40
PLAIN_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
FULL_WIDTH = str.maketrans("０１２３４５６７８９．，＋－", "0123456789.,+-")


@dataclass(frozen=True, slots=True)
class Written:
    """An accepted number as it stands in a file: a value with or without `±`, or a range up to `high`.

    Operands are plain numbers, or formulas with both their braces.
    """

    value: str
    high: str | None = None
    tolerance: str | None = None
    tolerance_is_percent: bool = False  # `± 2%` was written: two points, where a share may have been meant
    unit: str = ""
    places: Mapping[str, int] = field(default_factory=dict, compare=False)  # offset of each operand


def read_written(text: str) -> Written | str:
    """An accepted number of a file, or the code of what is wrong: C230, C231 or C232."""
    match = WRITTEN.fullmatch(text.translate(FULL_WIDTH).rstrip(), len(text) - len(text.lstrip()))
    if match is None:
        return "C231" if re.match(rf"{OPERAND}{PLUS_MINUS}", text.strip()) else "C230"
    if match["open"]:
        return "C231"
    if EXPONENT.match(match["unit"] or "") or any(len(number) > MOST_DIGITS for number in NUMBER.findall(text)):
        return "C230"
    names = [name for name in ("value", "high", "tolerance") if match[name] is not None]
    operands = {name: _operand(text[slice(*match.span(name))]) for name in names}
    if is_negative(operands.get("tolerance")):
        return "C231"
    low, high = operands["value"], operands.get("high", "")
    if is_literal(low) and is_literal(high) and Decimal(high) < Decimal(low):
        return "C232"
    return Written(
        **operands,
        tolerance_is_percent=bool(match["glued"]),
        unit=(match["unit"] or match["glued"] or "").strip(),
        places={name: match.start(name) for name in names},
    )


def is_literal(operand: str) -> bool:
    """Whether an operand is a plain number, so that nothing has to be computed."""
    return PLAIN_NUMBER.fullmatch(operand) is not None


def is_negative(operand: str | None) -> bool:
    return operand is not None and is_literal(operand) and Decimal(operand) < 0


def bounds_of(answer: NumberAnswer, values: Values, relative: Decimal | None = None) -> tuple[Decimal, Decimal]:
    """The smallest and the largest number that is accepted. Raises FormulaError when they cannot be computed."""
    if answer.value is None:
        return _number(answer.low or "0", values), _number(answer.high or "0", values)
    value = _number(answer.value, values)
    around = abs(value) * (relative or 0) if answer.tolerance is None else _number(answer.tolerance, values)
    return value - around, value + around


def bounds(answer: NumberAnswer, question: Question) -> tuple[Decimal, Decimal]:
    """The smallest and the largest number that this answer of the question accepts."""
    return bounds_of(answer, question.values, question.tolerance)


def fits(question: Question, answer: NumberAnswer, value: Decimal) -> bool:
    """Whether this answer of the question accepts the value. An answer that cannot be computed accepts nothing."""
    try:
        low, high = bounds(answer, question)
    except FormulaError:
        return False
    return low <= value <= high


def right(question: Question, answer: NumberAnswer, unit: str, lang: str) -> str:
    """What is right, in words: `12 kg`, `12.5 kg (± 0.05)`, `3–5 days`; with the brackets of the language."""
    try:
        low, high = bounds(answer, question)
    except FormulaError:
        return ""
    if answer.value is None:
        return f"{show(low)}–{show(high)} {unit}".rstrip()
    middle, around = f"{show((low + high) / 2)} {unit}".rstrip(), f"± {show((high - low) / 2)}"
    if low == high:
        return middle
    return f"{middle}（{around}）" if lang.startswith("zh") else f"{middle} ({around})"


def shown(value: Decimal, unit: str = "") -> str:
    """A number as it was understood, with the question's unit: `1234.5 kg`. From five digits on they are grouped: `91,401.08 USD`."""
    plain = plain_number(value)
    return f"{Decimal(plain):,f} {unit}".rstrip() if abs(value) >= GROUPED_FROM else f"{plain} {unit}".rstrip()


def _operand(text: str) -> str:
    if text.startswith("{{"):
        return text
    literal = text.translate(FULL_WIDTH).replace(",", "").replace("−", "-")
    return plain_number(Decimal(literal) + 0)


def _number(operand: str, values: Values) -> Decimal:
    return Decimal(operand) if is_literal(operand) else evaluate(operand, values)


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


def size_of(unit: str, own: Iterable[str], others: Mapping[str, Decimal]) -> Decimal | None:
    """How much of a question's own unit this unit is; None when the question does not know it."""
    return _sizes(own, others).get(_normal(unit))


def unknown_unit(text: str) -> str:
    """What stands beside the number in a text that cannot be read; empty where the number is the trouble, or on both sides."""
    match = WITH_WORDS.fullmatch("".join(unicodedata.normalize("NFKC", text).split())) if len(text) <= LONGEST else None
    beside = [word for word in (match["before"], match["after"]) if word] if match else []
    return beside[0] if len(beside) == 1 else ""


def _normal(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace("\u2013", "-")
    return "".join(text.split()).replace("'", "").casefold()


def _sizes(own: Iterable[str], others: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Every name a unit may be typed by, and how much of the own unit it is."""
    sizes = {name: size for unit, size in others.items() for name in _names(unit)}
    named = [unit for unit in own if unit]
    sizes |= {name: Decimal(1) for unit in named for name in _names(unit)}
    if not named:
        sizes.setdefault("%", Decimal("0.01"))
    return sizes


@lru_cache(maxsize=1024)
def _names(unit: str) -> frozenset[str]:
    """Of a unit as an author wrote it."""
    wanted = _normal(unit)
    same = [names for names in SAME_UNIT if wanted in {_normal(names[0]), *(_normal(name) for name in names)}]
    exact = [names for names in same if _normal(names[0]) == wanted] or same
    return frozenset({wanted, *(_normal(name) for names in exact for name in names)})


def _without_unit(typed: str, sizes: Mapping[str, Decimal]) -> tuple[str, Decimal]:
    for name in sorted(sizes, key=len, reverse=True):
        if typed.endswith(name):
            return typed.removesuffix(name), sizes[name]
        if typed.startswith(name):
            return typed.removeprefix(name), sizes[name]
    return typed, Decimal(1)
