"""Random answers: right, nearly right, wrong, unreadable, and in odd forms."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random

from .asked import Asked, Blank, Given, Number
from .formulas import PAPER, operand
from .numbers import SAME
from .writing import WORDS

Values = Mapping[str, Decimal]
EMPTY = ("", "", " ", "　", "\u00a0 ")
UNREADABLE = (
    "12,5", "1,23,456", "about 12", "12.5.1", "--5", "5.", "1e", "１２，５", "12-", "€", "kg", "12 ounces", "0x10", "一百", "1/2",
    "10^3", "1e1.5", "12 kg kg", "nan", "inf", "1_000", "＝5", "12—", "+", ".", "e5", "12 万万", "1,234,5", "1’234", "(5)",
)  # fmt: skip
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def answer(by: Random, asked: Asked, values: Values) -> Given:
    match asked.kind:
        case "single" | "true-false":
            return frozenset(by.sample([choice.key for choice in asked.choices], by.random() < 0.95))
        case "multiple":
            often = by.choice((0.1, 0.5, 0.9, 1))
            return frozenset(choice.key for choice in asked.choices if (by.random() < often) == choice.right)
        case "text":
            return typed_word(by, [word.text for word in asked.words])
        case "number":
            return typed_number(by, asked.numbers, asked.unit, asked, values)
        case "order":
            return _places(by, len(asked.items))
        case "match":
            return tuple(_right(by, left, len(asked.rights)) for left in range(1, len(asked.lefts) + 1))
        case "cloze":
            empty = by.random() < 0.04
            return tuple("" if empty else _in_blank(by, blank, asked, values) for blank in asked.blanks)
        case _:
            return by.choice(("", "I call the pilot.", " ", "先停船。"))


def _places(by: Random, count: int) -> tuple[str, ...]:
    places = [str(place) for place in range(1, count + 1)]
    for _move in range(by.choice((0, 1, 1, 2, 5))):
        place = places.pop(by.randrange(count))
        places.insert(by.randrange(count), place)
    if by.random() < 0.1:
        places[by.randrange(count)] = by.choice(("", by.choice(places)))
    return ("",) * count if by.random() < 0.03 else tuple(places)


def _right(by: Random, left: int, count: int) -> str:
    chance = by.random()
    return str(left) if chance < 0.6 else "" if chance < 0.7 else str(by.randint(1, count))


def _in_blank(by: Random, blank: Blank, asked: Asked, values: Values) -> str:
    if blank.choices:
        right = next(choice.key for choice in blank.choices if choice.right)
        return by.choice((right, right, by.choice(blank.choices).key, ""))
    if blank.number is not None:
        return typed_number(by, (blank.number,), blank.unit, asked, values, unreadable=0.04)
    return typed_word(by, blank.words)


def typed_word(by: Random, accepted: Sequence[str]) -> str:
    if by.random() < 0.07:
        return by.choice(EMPTY)
    text = by.choice(accepted if by.random() < 0.8 else WORDS).replace(
        "*", by.choice(("", "x", " many words ", "-", "*"))
    )
    if by.random() < 0.15 and len(text) > 1:
        at = by.randrange(len(text))
        text = text[:at] + text[at + 1 :]
    for _change in range(by.choice((0, 0, 1, 1, 2, 3))):
        text = by.choice(ODD_WORDS)(by, text)
    return text


def _insert(by: Random, text: str, characters: Sequence[str]) -> str:
    at = by.randint(0, len(text))
    return text[:at] + by.choice(characters) + text[at:]


ODD_WORDS = (
    lambda by, text: text.upper(),
    lambda by, text: text.swapcase(),
    lambda by, text: text.translate(WIDE),
    lambda by, text: text.replace(" ", by.choice(("  ", "　", "\u00a0", "\t", ""))),
    lambda by, text: text + by.choice(tuple(".。,;:!?、！？；：…")) + by.choice(("", " ", ".", "。 ")),
    lambda by, text: text.replace("'", by.choice("’‘")).replace('"', by.choice("“”")),
    lambda by, text: text.replace("-", by.choice(("–", "—", "‐", "‑", " ", " - "))),
    lambda by, text: _insert(by, text, ("\u200b", "\ufeff", "\u200d", "\u2060")),
    lambda by, text: _insert(by, text, (" ", "-", "s", ",", "的", "é")),
    lambda by, text: by.choice((" ", "　", "")) + text + by.choice((" ", "\u00a0")),
    lambda by, text: text.replace("ï", "i\u0308").replace("Î", "I\u0302").replace("é", "e\u0301"),
    lambda by, text: text.replace("ß", "ss").replace("ﬁ", "fi").replace("Ａ", "a"),
)


def typed_number(
    by: Random, numbers: Sequence[Number], unit: str, asked: Asked, values: Values, *, unreadable: float = 0.12
) -> str:
    chance = by.random()
    if chance < 0.06:
        return by.choice(EMPTY)
    if chance < 0.06 + unreadable:
        return by.choice(UNREADABLE)
    return spelt(by, _value(by, by.choice(numbers), asked, values), unit, asked)


def _value(by: Random, number: Number, asked: Asked, values: Values) -> Decimal:
    """The number itself, an end of what is right, or a little beside it."""
    middle = operand(number.value, values)
    if len(middle.as_tuple().digits) > 15:
        return round(middle, by.randint(1, 8))
    if number.high is not None:
        ends = [middle, operand(number.high, values)]
    else:
        around = Decimal(number.tolerance or 0)
        if number.tolerance is None and asked.tolerance is not None:
            around = PAPER.multiply(middle, asked.tolerance / 100)
        ends = [middle, middle, middle - around, middle + around]
    beside = by.choice((0, 0, 0, 0, Decimal("0.0001"), Decimal("-0.0001"), 1, -1, 1000))
    return by.choice(ends) + beside


def spelt(by: Random, value: Decimal, unit: str, asked: Asked) -> str:
    """A number as people type it, with or without a unit."""
    size, name = Decimal(1), ""
    if by.random() < 0.5:
        named = (
            [(each, Decimal(1)) for each in _names(unit)] if unit else [("%", Decimal("0.01")), ("％", Decimal("0.01"))]
        )
        name, size = by.choice([*named, *asked.units])
    text = _digits(by, PAPER.divide(value, size))
    if name:
        blank = by.choice(("", " ", "　"))
        cased = by.choice((name, name, name.upper(), name.lower()))
        text = f"{text}{blank}{cased}" if by.random() < 0.75 else f"{cased}{blank}{text}"
    return text.translate(WIDE) if by.random() < 0.1 else text


def _names(unit: str) -> list[str]:
    return [unit, *(name for row in SAME if unit in row for name in row)]


def _digits(by: Random, value: Decimal) -> str:
    plain = f"{value:f}"
    shape = by.random()
    if shape < 0.5:
        return plain
    return by.choice((
        f"{value:,f}", plain.replace("-", by.choice(("−", "–", "—"))), f"{value:+f}", f"{value:,f}".replace(",", by.choice("'， ")),
        f"{value / 10_000:f}{by.choice(('万', ' 万'))}", f"{value / 100_000_000:f}亿", f"{value:e}", f"{value / 1000:f}e3",
        plain.replace("0.", ".", 1) if plain.startswith(("0.", "-0.")) else f"00{plain}", f" {plain} ", f"{plain}.0",
        f"{plain[:1]} {plain[1:]}",
    ))  # fmt: skip
