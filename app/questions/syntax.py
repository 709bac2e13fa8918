"""Reading a formula: text into tokens, and tokens into a tree of small functions (content-format §9.4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import eq, ge, gt, itemgetter, le, lt, ne
from typing import NamedTuple, cast

from . import arithmetic
from .arithmetic import FormulaError

Values = Mapping[str, Decimal]
Number = Callable[[Values], Decimal]
Truth = Callable[[Values], bool]

DEEPEST = 64
MOST_NODES = 400
LONGEST_NAME = 32
LONGEST = 4000  # characters: what is longer has more parts than may be, or blanks for the fun of it
PLAIN = str.maketrans("０１２３４５６７８９．＋－−＊×／÷＾（），＜＞＝！％\u3000", "0123456789.+--**//^(),<>=!% ")
TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:\s*%)?)|(?P<name>[^\W\d]\w*)"
    r"|(?P<sign><=|>=|==|!=|[-+*/^(),<>])|(?P<end>\Z))"
)
WORD = re.compile(r"[^\W\d]\w*")
GENERATORS = ("random", "choice")
WORDS = {"and", "or", "not"}
FUNCTIONS: Mapping[str, tuple[int, int, Callable[..., Decimal]]] = {
    "abs": (1, 1, Decimal.copy_abs),
    "min": (1, 12, min),
    "max": (1, 12, max),
    "round": (1, 2, arithmetic.round_to),
    "floor": (1, 1, arithmetic.floor),
    "ceil": (1, 1, arithmetic.ceil),
    "sqrt": (1, 1, arithmetic.sqrt),
    "exp": (1, 1, arithmetic.exp),
    "ln": (1, 1, arithmetic.ln),
    "log10": (1, 1, arithmetic.log10),
    "mod": (2, 2, arithmetic.mod),
}
SLOW = {"sqrt", "exp", "ln", "log10"}
RESERVED = frozenset({*FUNCTIONS, *GENERATORS, *WORDS, "if", "require"})
OR, AND, NOT, COMPARE, SUM, PRODUCT, SIGN, POWER = range(1, 9)
COMPARISONS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lt, "<=": le, ">": gt, ">=": ge, "==": eq, "!=": ne,
}  # fmt: skip
SUMS = {"+": arithmetic.add, "-": arithmetic.subtract}
PRODUCTS = {"*": arithmetic.multiply, "/": arithmetic.divide}
LEVELS = {"or": OR, "and": AND, "^": POWER, **dict.fromkeys(COMPARISONS, COMPARE), **dict.fromkeys(SUMS, SUM)}
LEVELS |= dict.fromkeys(PRODUCTS, PRODUCT)


class Token(NamedTuple):
    kind: str  # number, name, sign, end
    text: str
    offset: int


class Tree(NamedTuple):
    compute: Number | Truth
    is_truth: bool
    start: Token


def tokens_of(text: str) -> list[Token]:
    if len(text) > LONGEST:
        raise FormulaError("C249", what="more than 400 parts")
    plain = text.translate(PLAIN)
    found: list[Token] = []
    at = 0
    while not found or found[-1].kind != "end":
        match = TOKEN.match(plain, at)
        if match is None or match.lastgroup is None:
            start = len(plain) - len(plain[at:].lstrip())
            raise FormulaError("C240", start, near=text[start : start + 10])
        found.append(Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)))
        at = match.end()
    return found


@dataclass(slots=True)
class Parser:
    """Reads by precedence, so that a formula nested as deep as may be needs few calls inside each other."""

    text: str
    tokens: Sequence[Token]
    at: int = 0
    depth: int = 0
    nodes: int = 0
    cost: int = 0
    names: dict[str, int] = field(default_factory=dict)

    def whole(self) -> Tree:
        tree = self.expression(OR)
        self.end()
        return tree

    def number(self, loosest: int = OR) -> Number:
        return self._number(self.expression(loosest))

    def expression(self, loosest: int) -> Tree:
        """Everything up to an operator that binds more loosely."""
        left = self._prefix(loosest)
        while (level := LEVELS.get(self.tokens[self.at].text, 0)) >= loosest:
            if level in (OR, AND):
                left = self._joined(left, level)
            elif level == COMPARE:
                left = self._compared(left)
            elif level == POWER:
                left = self._raised(left)
            else:
                left = self._chain(left, level)
        return left

    def accept(self, sign: str) -> bool:
        if self.tokens[self.at].text != sign:
            return False
        self.at += 1
        return True

    def expect(self, sign: str) -> None:
        if not self.accept(sign):
            raise self._unreadable(self.tokens[self.at])

    def end(self) -> None:
        if self.tokens[self.at].kind != "end":
            raise self._unreadable(self.tokens[self.at])

    def _prefix(self, loosest: int) -> Tree:
        token = self.tokens[self.at]
        if token.text == "not" and loosest <= NOT:
            self._step(inwards=1)
            condition = self._must_be(self.expression(NOT), truth=True)
            self.depth -= 1
            return Tree(lambda values: not condition(values), True, token)
        if token.text == "-":
            self._step(inwards=1)
            number = self.number(SIGN)
            self.depth -= 1
            return Tree(lambda values: number(values).copy_negate(), False, token)
        return self._atom(token)

    def _atom(self, token: Token) -> Tree:
        if token.kind == "number":
            self._step()
            return Tree(_constant(token), False, token)
        if token.kind == "name" and self.tokens[self.at + 1].text == "(" and token.text not in WORDS:
            return self._call(token)
        if token.kind == "name" and token.text not in RESERVED:
            self._step()
            self.names.setdefault(token.text, token.offset)
            return Tree(itemgetter(token.text), False, token)
        if token.text != "(":
            raise self._unreadable(token)
        self.at += 1
        self._deeper()
        inside = self.expression(OR)
        self.depth -= 1
        self.expect(")")
        return inside

    def _call(self, token: Token) -> Tree:
        if token.text in GENERATORS:
            raise FormulaError("C244", token.offset)
        if token.text not in FUNCTIONS and token.text != "if":
            raise FormulaError("C242", token.offset, name=token.text)
        self._step(inwards=1, cost=25 if token.text in SLOW else 2)
        self.at += 1
        found = self._arguments()
        self.depth -= 1
        if token.text == "if":
            return self._choice(token, found)
        low, high, function = FUNCTIONS[token.text]
        if not low <= len(found) <= high:
            raise FormulaError("C242", token.offset, name=token.text)
        numbers = [self._number(each) for each in found]
        if len(numbers) == 1:
            only = numbers[0]
            return Tree(lambda values: function(only(values)), False, token)
        return Tree(lambda values: function(*[number(values) for number in numbers]), False, token)

    def _arguments(self) -> list[Tree]:
        if self.accept(")"):
            return []
        found = [self.expression(OR)]
        while self.accept(","):
            found.append(self.expression(OR))
        self.expect(")")
        return found

    def _choice(self, token: Token, found: Sequence[Tree]) -> Tree:
        if len(found) != 3:
            raise FormulaError("C242", token.offset, name=token.text)
        condition = self._must_be(found[0], truth=True)
        one, other = (self._number(each) for each in found[1:])
        return Tree(lambda values: one(values) if condition(values) else other(values), False, token)

    def _chain(self, left: Tree, level: int) -> Tree:
        operations = SUMS if level == SUM else PRODUCTS
        first = self._number(left)
        rest: list[tuple[arithmetic.Operation, Number]] = []
        while (sign := self.tokens[self.at].text) in operations:
            self._step(cost=2)
            rest.append((operations[sign], self.number(level + 1)))
        if len(rest) == 1:
            only, second = rest[0]
            return Tree(lambda values: only(first(values), second(values)), False, left.start)

        def compute(values: Values) -> Decimal:
            total = first(values)
            for operation, number in rest:
                total = operation(total, number(values))
            return total

        return Tree(compute, False, left.start)

    def _raised(self, left: Tree) -> Tree:
        base = self._number(left)
        self._step(inwards=1, cost=6)
        exponent = self.number(SIGN)
        self.depth -= 1
        return Tree(lambda values: arithmetic.power(base(values), exponent(values)), False, left.start)

    def _compared(self, left: Tree) -> Tree:
        one = self._number(left)
        compare = COMPARISONS[self.tokens[self.at].text]
        self._step()
        other = self.number(SUM)
        return Tree(lambda values: compare(one(values), other(values)), True, left.start)

    def _joined(self, left: Tree, level: int) -> Tree:
        word = "or" if level == OR else "and"
        parts = [self._must_be(left, truth=True)]
        while self.tokens[self.at].text == word:
            self._step()
            parts.append(self._must_be(self.expression(level + 1), truth=True))
        if level == OR:
            return Tree(lambda values: any(part(values) for part in parts), True, left.start)
        return Tree(lambda values: all(part(values) for part in parts), True, left.start)

    def _number(self, tree: Tree) -> Number:
        return cast(Number, self._must_be(tree, truth=False))

    def _must_be(self, tree: Tree, *, truth: bool) -> Number | Truth:
        if tree.is_truth != truth:
            raise self._unreadable(tree.start)
        return tree.compute

    def _step(self, *, inwards: int = 0, cost: int = 1) -> None:
        """Over one token that is a node of the tree."""
        self.at += 1
        self.cost += cost
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise FormulaError("C249", self.tokens[self.at - 1].offset, what="more than 400 parts")
        if inwards:
            self._deeper()

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError("C249", self.tokens[self.at - 1].offset, what="nested deeper than 64")

    def _unreadable(self, token: Token) -> FormulaError:
        near = self.text[token.offset : token.offset + 10] or self.text.strip()[-10:]
        return FormulaError("C240", token.offset, near=near)


def _constant(token: Token) -> Number:
    digits = token.text.rstrip("%").rstrip()
    written = Decimal(digits)
    if written > arithmetic.MOST * 100:  # too large even as a percentage, and perhaps too long to compute with
        return lambda _values: arithmetic.within(written)
    value = arithmetic.CONTEXT.plus(written)
    if token.text != digits:
        value = arithmetic.CONTEXT.scaleb(value, Decimal(-2))
    return (lambda _values: value) if value <= arithmetic.MOST else lambda _values: arithmetic.within(value)
