"""Random variables and formulas whose values are of a size that a learner types."""

import re
from dataclasses import replace
from random import Random

from . import chance
from .asked import Asked
from .formulas import Undefined, operand

NAMES = ("goods", "rate", "单价", "n_2", "total", "x", "vat")
Written = tuple[tuple[tuple[str, str], ...], tuple[str, ...], list[str]]


def write(by: Random) -> Written:
    """Variables, conditions and formulas over them; nothing of it for about half of all questions."""
    if by.random() < 0.5:
        return (), (), []
    variables: list[tuple[str, str]] = []
    for name in by.sample(NAMES, by.randint(1, 5)):
        drawn = not variables or by.random() < 0.5
        variables.append((name, _generator(by) if drawn else formula(by, [each for each, _formula in variables], 3)))
    names = [name for name, _formula in variables]
    conditions = [condition(by, names)] if by.random() < 0.4 else []
    return tuple(variables), tuple(conditions), [formula(by, names, by.randint(0, 3)) for _operand in range(3)]


def checked(by: Random, asked: Asked) -> Asked:
    """The question, if it can be computed from every sample seed and its answers can be typed; else one without its variables."""
    seeds = [f"sample {number}" for number in range(15)]
    if asked.variables and not all(_can_be_asked(asked, seed) for seed in seeds):
        return _without_variables(asked)
    return asked


def _can_be_asked(asked: Asked, seed: str) -> bool:
    try:
        values = chance.draw(asked, seed)
        numbers = [*asked.numbers, *(blank.number for blank in asked.blanks if blank.number)]
        written = [text for each in numbers for text in (each.value, each.high) if text is not None]
        written += [right for right in asked.rights if right.startswith("{{")]
        return values is not None and all(abs(operand(text, values)) < 10**9 for text in written)
    except Undefined:
        return False


def _without_variables(asked: Asked) -> Asked:
    """Every formula becomes the number 12."""

    def fixed(text: str) -> str:
        return "12" if text.startswith("{{") else text

    numbers = {
        fixed(each.value): replace(each, value=fixed(each.value), high=each.high and "900000") for each in asked.numbers
    }
    blanks = tuple(
        replace(each, number=each.number and replace(each.number, value="12", high=each.number.high and "14"))
        for each in asked.blanks
    )
    rights = tuple(fixed(right) for right in asked.rights)
    kept = tuple(replace(each, weight=None) for each in numbers.values())
    return replace(asked, variables=(), conditions=(), numbers=kept, blanks=blanks, rights=rights)


def _generator(by: Random) -> str:
    low = by.randint(0, 50)
    step = by.choice(("", ", 1", ", 5", ", 0.25", ", 3"))
    some = f"random({low}, {low + by.randint(0, 60)}{step})"
    return by.choice((some, some, "choice(7%, 19%)", "choice(1, 2.5, 40)", f"choice({low}, 10 * 3, -4, 0.5)"))


SHAPES = (
    "A + B", "A - B", "A * B", "(A + B) * B", "(A) / N", "(A) / (1 + abs(B))", "-A", "-(A) ^ 2", "N ^ -2", "round(A, N)", "round(A)",
    "floor(A)", "ceil(A)", "min(A, B, 40)", "max(A, B)", "sqrt(abs(A))", "ln(1 + abs(A))", "log10(abs(A) + 1)", "exp(max(-99, min(4, A)))",
    "mod(A, N)", "if(Q, A, B)", "round（A × B，1）", "if(V > 0, A / V, B)", "2 ^ 3 ^ 1 - (A)", "(A) ÷ 4", "if(not Q or V >= 9, A, N)",
)  # fmt: skip
CONDITIONS = (
    "A < B",
    "A <= B",
    "A > B",
    "A >= B",
    "A == B",
    "A != B",
    "not (A < B)",
    "A > B or V > 8",
    "(A < 90) and V != 3",
)


def formula(by: Random, names: list[str], depth: int) -> str:
    if depth <= 0 or by.random() < 0.15:
        numbers = (str(by.randint(1, 30)), "0.5", "19%", f"{by.randint(1, 9)}.{by.randint(0, 99):02}")
        return by.choice((*names, *names, *numbers))
    return _filled(by, by.choice(SHAPES), names, depth - 1)


def condition(by: Random, names: list[str], depth: int = 1) -> str:
    return _filled(by, by.choice(CONDITIONS), names, depth)


def _filled(by: Random, shape: str, names: list[str], depth: int) -> str:
    """A and B become formulas, Q a condition, N a small number, V a name."""
    parts = {
        "A": formula(by, names, depth), "B": formula(by, names, depth),
        "N": str(by.randint(2, 7)), "V": by.choice(names),
    }  # fmt: skip
    if "Q" in shape:
        parts["Q"] = condition(by, names, 0)
    return re.sub("[ABNQV]", lambda found: parts[found[0]], shape)
