"""Arithmetic as on paper: decimal, 28 digits, halves away from zero, and an end to everything (content-format §9.4).

The functions take and give decimals within ±10^15, and raise `FormulaError` C243 where there is no such value. None of
them works long: exponents, places and sizes are bounded.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, DecimalException

MOST = Decimal(10) ** 15
LEAST = -MOST
CONTEXT = Context(prec=28, rounding=ROUND_HALF_UP, Emin=-99, Emax=999)
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
LARGEST_POWER = 30
LARGEST_EXP = 34
MOST_PLACES = 10
PLACES = tuple(Decimal(1).scaleb(-places) for places in range(MOST_PLACES + 1))
ZERO = Decimal(0)

BY_ZERO = "division by zero"
TOO_LARGE = "a value beyond 10^15"
UNDEFINED = "a value that is not defined"

Operation = Callable[[Decimal, Decimal], Decimal]


class FormulaError(Exception):
    """A formula that cannot be read or computed: a code of content-format, what its message needs, and the place.

    `offset` counts characters of the formula from 0.
    """

    def __init__(self, code: str, offset: int = 0, **details: str) -> None:
        super().__init__(f"{code} {details}")
        self.code = code
        self.offset = offset
        self.details = details


def within(value: Decimal) -> Decimal:
    """The value itself, if it is not too large."""
    if value.adjusted() > 14 and not LEAST <= value <= MOST:
        raise FormulaError("C243", why=TOO_LARGE)
    return value


def add(one: Decimal, other: Decimal) -> Decimal:
    return within(CONTEXT.add(one, other))


def subtract(one: Decimal, other: Decimal) -> Decimal:
    return within(CONTEXT.subtract(one, other))


def multiply(one: Decimal, other: Decimal) -> Decimal:
    return within(CONTEXT.multiply(one, other))


def divide(one: Decimal, other: Decimal) -> Decimal:
    if not other:
        raise FormulaError("C243", why=BY_ZERO)
    return within(_defined(lambda: CONTEXT.divide(one, other)))


def power(base: Decimal, exponent: Decimal) -> Decimal:
    if exponent != exponent.to_integral_value() or abs(exponent) > LARGEST_POWER:
        raise FormulaError("C243", why="an exponent that is not a whole number from -30 to 30")
    if not base and exponent < 0:
        raise FormulaError("C243", why=BY_ZERO)
    return within(_defined(lambda: CONTEXT.power(base, exponent)))


def round_to(value: Decimal, places: Decimal = ZERO) -> Decimal:
    """To 0–10 decimals, halves away from zero."""
    if places != places.to_integral_value() or not 0 <= places <= MOST_PLACES:
        raise FormulaError("C243", why="rounding to other than 0 to 10 decimals")
    return EXACT.quantize(value, PLACES[int(places)])


def floor(value: Decimal) -> Decimal:
    return value.to_integral_value(ROUND_FLOOR)


def ceil(value: Decimal) -> Decimal:
    return value.to_integral_value(ROUND_CEILING)


def sqrt(value: Decimal) -> Decimal:
    if value < 0:
        raise FormulaError("C243", why="the square root of a negative number")
    return CONTEXT.sqrt(value)


def exp(value: Decimal) -> Decimal:
    if value > LARGEST_EXP:
        raise FormulaError("C243", why="exp of more than 34")
    return within(CONTEXT.exp(value)) if value > -200 else ZERO


def ln(value: Decimal) -> Decimal:
    return CONTEXT.ln(_positive(value))


def log10(value: Decimal) -> Decimal:
    return CONTEXT.log10(_positive(value))


def mod(one: Decimal, other: Decimal) -> Decimal:
    """one − other × floor(one ÷ other)"""
    return subtract(one, multiply(other, floor(divide(one, other))))


def show(value: Decimal, places: int | None = None, *, grouped: bool = False) -> str:
    """Plain digits: exactly so many decimals, or at most ten, without zeros at the end; `grouped` sets thousands apart."""
    text = format(EXACT.quantize(value, PLACES[MOST_PLACES if places is None else places]), ",f" if grouped else "f")
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.removeprefix("-") if not text.strip("-0.") else text


def _positive(value: Decimal) -> Decimal:
    if value <= 0:
        raise FormulaError("C243", why="the logarithm of a number that is not positive")
    return value


def _defined(compute: Callable[[], Decimal]) -> Decimal:
    try:
        return compute()
    except DecimalException:
        raise FormulaError("C243", why=UNDEFINED) from None
