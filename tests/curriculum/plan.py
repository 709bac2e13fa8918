"""The plan of the curriculum (docs/curriculum/plan.md) as the tests read it: its exercises, lessons and competencies.

The steps of an exercise are computed here with floats and Python's own arithmetic, so that the platform's formulas are held
against something else than themselves.
"""

import ast
import math
import operator
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
PLAN = ROOT / "docs" / "curriculum" / "plan.md"
GUARD = 1e-9  # of ceil and floor against floating error, as the plan asks

HEADING = re.compile(r"^#### (EX-\d\d) ", re.M)
PLACE = re.compile(r"^- lesson `([a-z0-9-]+)` · competency ([A-Z]+-\d\d)$", re.M)
SYMBOL = re.compile(r"^\| `(\w+)` \|[^|]*\|[^|]*\|[^|]*\| `([^`]+)` \| ([^|]+) \|$", re.M)
ANSWER = re.compile(
    r"(?P<name>\w+) \[(?P<unit>[^\]]*)\] round (?P<places>\d) dp, tolerance (?:(?P<kind>abs|rel) (?P<size>[\d.]+)%?|exact)"
)
LESSON = re.compile(
    r"^\| `(c\d-[a-z0-9-]+)` \| (.+?)<br>(.+?) \| (\d+) \| (P[12]) \| ([A-Z0-9, -]+) \| ([F0-9, -]+) \|", re.M
)
COURSE = re.compile(r"^\| \d \| `(c\d-[a-z0-9-]+)` \|", re.M)
COMPETENCY = re.compile(r"^\| \*\*([A-Z]+-\d\d)\*\* \| (.+?)<br>(.+?) \|", re.M)


@dataclass(frozen=True)
class Allowed:
    """The values a symbol may take: a set, or a range with a step."""

    values: tuple[float, ...] = ()
    low: float = 0
    high: float = 0
    step: float = 1

    def __contains__(self, value: float) -> bool:
        if self.values:
            return any(math.isclose(value, each) for each in self.values)
        steps = (value - self.low) / self.step
        return self.low - GUARD <= value <= self.high + GUARD and math.isclose(steps, round(steps), abs_tol=1e-6)


@dataclass(frozen=True)
class Answer:
    name: str
    unit: str
    places: int  # decimals it is rounded to
    tolerance: float  # absolute, or a share of the right answer
    is_share: bool

    def around(self, value: float) -> float:
        return self.tolerance * abs(value) if self.is_share else self.tolerance


@dataclass(frozen=True)
class Exercise:
    id: str
    lesson: str
    competency: str
    symbols: Mapping[str, Allowed]
    example: Mapping[str, float]  # values of the symbols in the worked example
    constraints: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]
    answers: tuple[Answer, ...]
    worked: Mapping[str, float]  # the answers of the worked example, as printed

    def solve(self, values: Mapping[str, float]) -> dict[str, float]:
        """All steps, each by its name, for values of the symbols."""
        found = dict(values)
        for name, formula in self.steps:
            found[name] = compute(formula, found)
        return found

    def may_be_drawn(self, values: Mapping[str, float]) -> bool:
        return all(compute(constraint, values) for constraint in self.constraints)


@dataclass(frozen=True)
class PlannedLesson:
    id: str
    titles: Mapping[str, str]  # by language
    minutes: int
    release: str  # P1, P2
    competencies: tuple[str, ...]
    facts: tuple[str, ...]


@cache
def exercises() -> tuple[Exercise, ...]:
    text = PLAN.read_text("utf-8")
    places = [*(found.start() for found in HEADING.finditer(text)), text.index("\n## 8. ")]
    return tuple(_exercise(text[here:there]) for here, there in pairwise(places))


@cache
def lessons() -> tuple[PlannedLesson, ...]:
    found = LESSON.findall(PLAN.read_text("utf-8"))
    return tuple(
        PlannedLesson(id, {"zh-CN": zh, "en": en}, int(minutes), release, _listed(competencies), _listed(facts))
        for id, zh, en, minutes, release, competencies, facts in found
    )


@cache
def courses() -> tuple[str, ...]:
    """The ids of the courses, in their order."""
    return tuple(COURSE.findall(PLAN.read_text("utf-8")))


@cache
def competencies() -> Mapping[str, Mapping[str, str]]:
    """The title of each competency by language."""
    return {id: {"zh-CN": zh, "en": en} for id, zh, en in COMPETENCY.findall(PLAN.read_text("utf-8"))}


def compute(formula: str, values: Mapping[str, float]) -> float:
    """The value of a formula of the plan, or the truth of a constraint as 1 or 0."""
    return float(_value(ast.parse(formula.strip(), mode="eval").body, values))


def _exercise(section: str) -> Exercise:
    place = PLACE.search(section)
    assert place, section[:40]
    block = section.split("```text\n")[1].split("```")[0]
    constraints = re.search(r"^constraints: (.+)$", block, re.M)
    steps = re.findall(r"^  (\w+) = (.+)$", block, re.M)
    symbols = SYMBOL.findall(section)
    answers = tuple(map(_answer, block.split("answers: ")[1].strip().split(" ; ")))
    return Exercise(
        id=section[5:10],
        lesson=place[1],
        competency=place[2],
        symbols={name: _allowed(given) for name, given, _example in symbols},
        example={name: _number(example) for name, _given, example in symbols},
        constraints=tuple(constraints[1].split(" ; ")) if constraints else (),
        steps=tuple(steps),
        answers=answers,
        worked={each.name: _printed(section, each.name) for each in answers},
    )


def _answer(text: str) -> Answer:
    found = ANSWER.fullmatch(text.strip())
    assert found, text
    is_share = found["kind"] == "rel"
    size = float(found["size"] or 0)
    return Answer(found["name"], found["unit"], int(found["places"]), size / 100 if is_share else size, is_share)


def _printed(section: str, name: str) -> float:
    found = re.search(rf"\*\*{name} = ([-\d,.]+)", section)
    assert found, (section[:12], name)
    return _number(found[1])


def _allowed(given: str) -> Allowed:
    if given.startswith("{"):
        return Allowed(values=tuple(float(each) for each in given.strip("{}").split(",")))
    bounds, step = given.split(" step ")
    low, high = bounds.split("..")
    return Allowed(low=float(low), high=float(high), step=float(step))


def _number(text: str) -> float:
    return float(text.strip().replace(",", ""))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(",") if each.strip() not in {"", "—"})


OPERATORS: dict[type[ast.AST], Any] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.LtE: operator.le, ast.GtE: operator.ge, ast.Lt: operator.lt, ast.Gt: operator.gt, ast.Eq: operator.eq,
}  # fmt: skip
FUNCTIONS: dict[str, Any] = {
    "ceil": lambda x: math.ceil(x - GUARD),
    "floor": lambda x: math.floor(x + GUARD),
    "iff": lambda condition, yes, no: yes if condition else no,
    "max": max,
    "min": min,
    "sqrt": math.sqrt,
    "abs": abs,
}


def _value(node: ast.expr, values: Mapping[str, float]) -> Any:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name):
            return values[name]
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, values)
        case ast.BinOp(left=left, op=op, right=right):
            return OPERATORS[type(op)](_value(left, values), _value(right, values))
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return OPERATORS[type(op)](_value(left, values), _value(right, values))
        case ast.BoolOp(op=ast.Or(), values=parts):
            return any(_value(part, values) for part in parts)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return FUNCTIONS[name](*(_value(argument, values) for argument in arguments))
    raise ValueError(ast.dump(node))
