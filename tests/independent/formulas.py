"""The formula language (content format 9.4), a second time: each formula is computed while it is read."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal

PAPER = Context(prec=28, rounding=ROUND_HALF_UP)
LARGEST = Decimal(10) ** 15
TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?%?|\.\d+%?|<=|>=|==|!=|[-+*/^()<>,]|[^\W\d]\w*)")
WIDE = str.maketrans("０１２３４５６７８９（），＋－＊／＜＞＝．％×÷", "0123456789(),+-*/<>=.%*/")

Value = Decimal | bool


COMPARED = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


class Undefined(Exception):
    """There is no value: a division by zero, something too large, the root of a negative number."""


def compute(formula: str, values: Mapping[str, Decimal]) -> Value:
    reader = Reader(formula, values)
    value = reader.either()
    assert reader.next is None, formula
    return value


def number(formula: str, values: Mapping[str, Decimal]) -> Decimal:
    value = compute(formula, values)
    assert isinstance(value, Decimal), formula
    return value


class Reader:
    """Reads from left to right. What stands in a branch not taken is read, but its having no value does not matter."""

    def __init__(self, formula: str, values: Mapping[str, Decimal]) -> None:
        self.tokens = self._split(formula.translate(WIDE).rstrip())
        self.at, self.values = 0, values

    @staticmethod
    def _split(formula: str) -> list[str]:
        found, at = [], 0
        while at < len(formula):
            token = TOKEN.match(formula, at)
            assert token, formula
            found.append(token[1])
            at = token.end()
        return found

    @property
    def next(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, *wanted: str) -> str | None:
        if self.next is None or (wanted and self.next not in wanted):
            return None
        self.at += 1
        return self.tokens[self.at - 1]

    def either(self) -> Value:
        value = self.both()
        while self.take("or"):
            other = self.both()
            value = value is True or other is True
        return value

    def both(self) -> Value:
        value = self.negation()
        while self.take("and"):
            other = self.negation()
            value = value is True and other is True
        return value

    def negation(self) -> Value:
        return self.negation() is False if self.take("not") else self.comparison()

    def comparison(self) -> Value:
        left = self.sum()
        sign = self.take("<", "<=", ">", ">=", "==", "!=")
        if sign is None:
            return left
        right = self.sum()
        return COMPARED[sign](left, right)

    def sum(self) -> Value:
        value = self.product()
        while sign := self.take("+", "-"):
            other = self.product()
            value = within(PAPER.add(value, other) if sign == "+" else PAPER.subtract(value, other))
        return value

    def product(self) -> Value:
        value = self.sign()
        while sign := self.take("*", "/"):
            other = self.sign()
            if sign == "/" and not other:
                raise Undefined
            value = within(PAPER.multiply(value, other) if sign == "*" else PAPER.divide(value, other))
        return value

    def sign(self) -> Value:
        return PAPER.minus(self.sign()) if self.take("-") else self.power()

    def power(self) -> Value:
        base = self.atom()
        if not self.take("^"):
            return base
        exponent = self.sign()
        assert isinstance(exponent, Decimal)
        if exponent != int(exponent) or abs(exponent) > 30 or (not base and exponent <= 0):
            raise Undefined
        return within(PAPER.power(base, exponent))

    def atom(self) -> Value:
        token = self.take()
        assert token
        if token == "(":
            value = self.either()
            assert self.take(")")
            return value
        if token[0].isdigit() or token[0] == ".":
            share = Decimal("0.01") if token[-1] == "%" else Decimal(1)
            return Decimal(token.removesuffix("%")) * share
        return self.call(token) if self.take("(") else self.values[token]

    def call(self, function: str) -> Value:
        if function == "if":
            return self.choice()
        arguments = [self.either()]
        while self.take(","):
            arguments.append(self.either())
        assert self.take(")")
        return within(FUNCTIONS[function](*arguments))

    def choice(self) -> Value:
        condition = self.either()
        branches = []
        for _branch in range(2):
            assert self.take(",")
            branches.append(self.branch())
        assert self.take(")")
        value = branches[0] if condition is True else branches[1]
        if value is None:
            raise Undefined
        return value

    def branch(self) -> Value | None:
        begin = self.at
        try:
            return self.either()
        except Undefined:
            depth, self.at = 0, begin
            while depth or self.next not in (",", ")"):
                token = self.take()
                depth += (token == "(") - (token == ")")
            return None


def within(value: Decimal) -> Decimal:
    if abs(value) > LARGEST:
        raise Undefined
    return value


def rounded(value: Decimal, places: Decimal | int = 0) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP, Context(prec=60))


def _whole(direction: str, value: Decimal) -> Decimal:
    return value.to_integral_value(direction)


def _root(value: Decimal) -> Decimal:
    if value < 0:
        raise Undefined
    return PAPER.sqrt(value)


def _logarithm(base: str, value: Decimal) -> Decimal:
    if value <= 0:
        raise Undefined
    return PAPER.ln(value) if base == "e" else PAPER.log10(value)


def _rest(value: Decimal, by: Decimal) -> Decimal:
    if not by:
        raise Undefined
    return PAPER.subtract(value, PAPER.multiply(by, _whole(ROUND_FLOOR, PAPER.divide(value, by))))


FUNCTIONS: dict[str, Callable[..., Decimal]] = {
    "abs": abs, "min": min, "max": max, "round": rounded, "sqrt": _root, "mod": _rest, "exp": PAPER.exp,
    "floor": lambda value: _whole(ROUND_FLOOR, value), "ceil": lambda value: _whole(ROUND_CEILING, value),
    "ln": lambda value: _logarithm("e", value), "log10": lambda value: _logarithm("10", value),
}  # fmt: skip


def printed(text: str, values: Mapping[str, Decimal]) -> str:
    """A text with its `{{formula}}` and `{{formula : places}}` printed."""
    return re.sub(r"\{\{(.*?)(?::\s*(\d+)\s*)?\}\}", lambda found: shown(found[1], found[2], values), text)


def shown(formula: str, places: str | None, values: Mapping[str, Decimal]) -> str:
    value = rounded(number(formula, values), 10 if places is None else int(places))
    text = f"{value:f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def operand(written: str, values: Mapping[str, Decimal]) -> Decimal:
    """A number of an accepted answer: a literal, or a formula between double braces."""
    found = re.fullmatch(r"\{\{(.*?)(?::\s*(\d+)\s*)?\}\}", written)
    if found is None:
        return Decimal(written.replace(",", "").replace("\u2212", "-"))
    value = number(found[1], values)
    return value if found[2] is None else rounded(value, int(found[2]))
