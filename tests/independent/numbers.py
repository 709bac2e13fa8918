"""Typed numbers (content format 9.2), a second time."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal

SAME = (
    ("EUR", "€", "欧元"), ("USD", "$", "US$", "美元"), ("CNY", "¥", "元", "RMB", "人民币"), ("GBP", "£", "英镑"),
    ("JPY", "¥", "円", "日元"), ("%", "percent", "百分之"), ("kg", "公斤", "千克"), ("g", "克"), ("m", "米"), ("cm", "厘米"),
    ("m³", "m3", "cbm", "立方米"), ("day", "days", "天", "日"),
)  # fmt: skip
NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+|(?=\.\d))(\.\d+)?(e[+-]?\d+)?", re.ASCII)


def plain(text: str) -> str:
    text = "".join(unicodedata.normalize("NFKC", text).split()).replace("'", "")
    return text.replace("\u2212", "-").replace("\u2013", "-").casefold()


def names(unit: str) -> set[str]:
    """How a unit may be written, itself included, in the form that is compared."""
    own = plain(unit)
    return {own}.union(*({plain(each) for each in row} for row in SAME if own in map(plain, row)))


def read(typed: str, unit: str, units: Sequence[tuple[str, Decimal]] = ()) -> Decimal | None:
    """The number in the question's own unit; None: it cannot be read."""
    sizes = {plain(name): size for name, size in units}
    sizes |= dict.fromkeys(names(unit), Decimal(1)) if unit else {"%": Decimal("0.01")}
    text, size = _without_unit(plain(typed), sizes)
    for sign, factor in (("万", 10_000), ("亿", 100_000_000)):
        if text.endswith(sign):
            text, size = text.removesuffix(sign), size * factor
            break
    return Decimal(text.replace(",", "")) * size if NUMBER.fullmatch(text) else None


def _without_unit(text: str, sizes: dict[str, Decimal]) -> tuple[str, Decimal]:
    for name in sorted(sizes, key=len, reverse=True):
        if text.endswith(name):
            return text.removesuffix(name), sizes[name]
        if text.startswith(name):
            return text.removeprefix(name), sizes[name]
    return text, Decimal(1)
