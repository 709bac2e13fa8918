"""Scales and the room that words take: where ticks stand, how a number is printed, what fits. Pure."""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

NOTHING = "—"
MINUS = "−"
ELLIPSIS = "…"
STEPS = (1, 2, 5, 10)
LEAST = 1e-300  # smaller differences cannot be cut into steps
PIECES = re.compile(
    r"\s*[\u2e80-\u9fff\uff00-\uffef]|\s*[^\s\u2e80-\u9fff\uff00-\uffef-]+-?|\s*-|\s+$"
)  # between which a line may end
NARROW_LETTERS = frozenset("fijlrtI.,:;'|!()[] ")


@dataclass(frozen=True, slots=True)
class Scale:
    """From numbers to places on the sheet: `low` lies at `start`, `high` at `end`; either end may be the greater.

    Where there is but one number it lies in the middle.
    """

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        if self.low == self.high:
            return (self.start + self.end) / 2
        return self.start + (self.end - self.start) * (value - self.low) / (self.high - self.low)


def finite(values: Iterable[float | None]) -> list[float]:
    """The numbers among them. Raises ValueError for what cannot be drawn: an infinite value, or one that is no number."""
    numbers = [float(value) for value in values if value is not None]
    if not all(math.isfinite(number) for number in numbers):
        raise ValueError("a picture cannot show an infinite value")
    return numbers


def ticks(values: Iterable[float], *, whole: bool = False, most: int = 5) -> list[float]:
    """Round numbers from zero, or from below it, to beyond the greatest value; at least two, about `most` steps apart."""
    numbers = finite(values)
    low, high = min([0.0, *numbers]), max([0.0, *numbers])
    if high - low < LEAST:
        high = 1.0
    step = nice_step((high - low) / most)
    if whole:
        step = max(1.0, step)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [index * step for index in range(first, last + 1)]


def nice_step(rough: float) -> float:
    """The least of 1, 2, 5 and their tenfolds that is not below."""
    scale = 10.0 ** math.floor(math.log10(rough))
    return next(factor * scale for factor in STEPS if factor * scale >= rough * (1 - 1e-9))


def tick_text(value: float, marks: Sequence[float]) -> str:
    """A tick's number, as fine as the ticks lie apart."""
    apart = abs(marks[1] - marks[0])
    return plain(value, max(0, -math.floor(math.log10(apart))))


def plain(value: float, decimals: int = 2) -> str:
    """1234.5 → “1,234.5”, −0.3 with a real minus; halves up, no zeros at the end."""
    with localcontext(prec=400):
        rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{abs(rounded):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{MINUS}{text}" if rounded < 0 else text


def percent(ratio: float | None, decimals: int = 1) -> str:
    """0.75 → “75.0%”; nothing → “—”."""
    if ratio is None:
        return NOTHING
    rounded = (Decimal(str(ratio)) * 100).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{MINUS if rounded < 0 else ''}{abs(rounded):,f}%"


def text_width(text: str, size: float) -> float:
    """About as wide as the widest of our fonts would set it: a Chinese sign is a square."""
    return size * sum(_share_of_a_square(letter) for letter in text)


def _share_of_a_square(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WFA":
        return 1.0
    if unicodedata.combining(letter):
        return 0.0
    if letter in NARROW_LETTERS:
        return 0.36
    return 0.74 if letter.isupper() or letter in "mw%@" else 0.58


def widest(texts: Iterable[str], size: float) -> float:
    return max((text_width(text, size) for text in texts), default=0.0)


def fitted(text: str, room: float, size: float) -> str:
    """The text, or as much of its beginning as fits with an ellipsis behind it."""
    if text_width(text, size) <= room:
        return text
    kept = text
    while kept and text_width(kept + ELLIPSIS, size) > room:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS


def wrapped(text: str, room: float, size: float, most: int) -> list[str]:
    """The text in lines that fit, broken at blanks and between Chinese signs, within a word where it must be; at most so many, the
    last one cut off.
    """
    lines = [""]
    for piece in PIECES.findall(text):
        if text_width((lines[-1] + piece).rstrip(), size) <= room:
            lines[-1] += piece
            continue
        if lines[-1].strip():
            lines.append("")
        for letter in piece:
            if lines[-1].strip() and text_width(lines[-1] + letter, size) > room:
                lines.append("")
            lines[-1] += letter
    if len(lines) > most:
        lines[most - 1 :] = [fitted("".join(lines[most - 1 :]), room, size)]
    return [line.strip() for line in lines]


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """The places moved apart so that none is nearer to another than `gap`, in their order and, if they fit, within bounds."""
    order = sorted(range(len(places)), key=lambda index: places[index])
    moved = list(places)
    floor = low
    for index in order:
        moved[index] = floor = max(moved[index], floor)
        floor += gap
    ceiling = high
    for index in reversed(order):
        moved[index] = ceiling = min(moved[index], ceiling)
        ceiling -= gap
    return moved
