"""How the values of variables come about: generators and formulas in the order of the file (content-format §9.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import cast

from .arithmetic import CONTEXT, FormulaError, floor, within
from .formulas import Formula, evaluate, parse, parse_arguments
from .model import Variable
from .syntax import Number, Truth, Values

MOST_VALUES = 1_000_000
MOST_TRIES = 200


@dataclass(frozen=True, slots=True)
class Generator:
    """One of `count` values by chance: listed in `values`, or `low`, `low + step`, …"""

    count: int
    values: tuple[Decimal, ...] = ()
    low: Decimal = Decimal(0)
    step: Decimal = Decimal(1)

    def value(self, number: int) -> Decimal:
        """The value with this number, which may be beyond `count`."""
        if self.values:
            return self.values[number % self.count]
        return CONTEXT.add(self.low, CONTEXT.multiply(self.step, Decimal(number % self.count)))


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to be done for one draw."""

    generators: Mapping[str, Generator]
    formulas: tuple[tuple[str, Number], ...]  # each over the values of generators and of formulas before it
    conditions: tuple[Truth, ...]
    cost: int

    def values(self, pick: Callable[[str], int]) -> dict[str, Decimal] | None:
        """The values of one try; None when a condition is not met. Raises FormulaError when one cannot be computed.

        A condition that is not met comes before a formula that it was to protect: `require b > 0` below `c = a / b`.
        """
        values = {name: generator.value(pick(name)) for name, generator in self.generators.items()}
        try:
            for name, compute in self.formulas:
                values[name] = compute(values)
        except FormulaError:
            if all(_may_hold(condition, values) for condition in self.conditions):
                raise
            return None
        return values if all(condition(values) for condition in self.conditions) else None


@lru_cache(maxsize=2048)
def generator(text: str) -> Generator | None:
    """`random(…)` or `choice(…)`; None when it is an ordinary formula. Raises FormulaError."""
    found = parse_arguments(text)
    if found is None:
        return None
    kind, arguments = found
    numbers = [evaluate(argument, {}) for argument in arguments]
    if kind == "choice":
        return Generator(len(numbers), tuple(numbers))
    low, high, step = (*numbers, Decimal(1))[:3]
    if step <= 0 or high < low:
        raise FormulaError("C243", _start(text), why="a range that is empty")
    count = int(floor(CONTEXT.divide(CONTEXT.subtract(high, low), step))) + 1
    if count > MOST_VALUES:
        raise FormulaError("C249", _start(text), what="more than 1 000 000 values")
    return Generator(count, low=within(low), step=step)


@lru_cache(maxsize=1024)
def plan(variables: Sequence[Variable], conditions: Sequence[str]) -> Plan:
    """Raises FormulaError when a formula cannot be read. (Tuples only: they are kept.)"""
    generators: dict[str, Generator] = {}
    formulas: list[tuple[str, Formula]] = []
    known: set[str] = set()
    for variable in variables:
        drawn = generator(variable.formula)
        if drawn is not None:
            generators[variable.name] = drawn
        else:
            formulas.append((variable.name, _over(variable.formula, known, truth=False)))
        known.add(variable.name)
    read = [_over(condition, known, truth=True) for condition in conditions]
    cost = len(generators) * 4 + sum(formula.cost for _name, formula in formulas) + sum(each.cost for each in read)
    computes = tuple((name, cast(Number, formula.compute)) for name, formula in formulas)
    return Plan(generators, computes, tuple(cast(Truth, each.compute) for each in read), cost)


def _over(text: str, known: Set[str], *, truth: bool) -> Formula:
    """A formula that needs no other names than these, and is a truth value or a number."""
    formula = parse(text)
    for name, offset in formula.names.items():
        if name not in known:
            raise FormulaError("C241", offset, name=name)
    if formula.is_truth != truth:
        raise FormulaError("C240", _start(text), near=text.strip()[:10])
    return formula


def _may_hold(condition: Truth, values: Values) -> bool:
    """Whether nothing that is known so far speaks against it."""
    try:
        return condition(values)
    except (FormulaError, KeyError):
        return True


def _start(text: str) -> int:
    return len(text) - len(text.lstrip())
