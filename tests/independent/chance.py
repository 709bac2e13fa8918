"""Chance that can be repeated (content format 9.5), a second time."""

import re
from collections.abc import Sequence
from decimal import Decimal
from hashlib import sha256

from .asked import Asked, Quiz
from .formulas import compute, number

TRIES = 200


def digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()


def small(*parts: str) -> int:
    return int(digest(*parts)[:16], 16)


def draw(question: Asked, seed: str) -> dict[str, Decimal] | None:
    """The values of the variables; None: no draw meets the conditions."""
    for attempt in range(TRIES):
        values: dict[str, Decimal] = {}
        for name, formula in question.variables:
            values[name] = _value(question.id, seed, name, formula, str(attempt), values)
        if all(compute(condition, values) is True for condition in question.conditions):
            return values
    return None


def _value(question_id: str, seed: str, name: str, formula: str, attempt: str, values: dict[str, Decimal]) -> Decimal:
    generator = re.fullmatch(r"(random|choice)\((.*)\)", formula.strip())
    if generator is None:
        return number(formula, values)
    arguments = [number(argument, {}) for argument in generator[2].split(",")]
    by = small(seed, question_id, name, attempt)
    if generator[1] == "choice":
        return arguments[by % len(arguments)]
    low, high, step = [*arguments, Decimal(1)][:3]
    return low + step * (by % (int((high - low) // step) + 1))


def order(question: Asked, seed: str, shuffle_options: bool = True) -> list[str]:
    """Keys of what is shown, in the order of the page; empty where nothing is ordered."""
    if question.kind in {"single", "multiple"}:
        return _options(question, seed, shuffle_options if question.shuffle is None else question.shuffle)
    if question.kind == "true-false":
        return [choice.key for choice in question.choices]
    if question.kind == "match":
        return _mixed([str(at) for at, _right in enumerate(question.rights, 1)], seed, question.id, "right")
    if question.kind == "order":
        keys = [str(at) for at, _item in enumerate(question.items, 1)]
        mixed = _mixed(keys, seed, question.id, "item")
        return [mixed[1], mixed[0], *mixed[2:]] if mixed == keys and len(keys) > 2 else mixed
    return []


def picks(question: Asked, seed: str, at: int) -> list[str]:
    """Keys of what is offered in a blank; blanks count from 0 here, and from 1 where the seed says their order."""
    return _mixed([choice.key for choice in question.blanks[at].choices], seed, question.id, "blank", str(at + 1))


def _options(question: Asked, seed: str, shuffle: bool) -> list[str]:
    keys = [choice.key for choice in question.choices]
    if not shuffle:
        return keys
    mixed = iter(_mixed([choice.key for choice in question.choices if not choice.pin], seed, question.id, "option"))
    return [choice.key if choice.pin else next(mixed) for choice in question.choices]


def _mixed(keys: Sequence[str], *parts: str) -> list[str]:
    return sorted(keys, key=lambda key: digest(*parts, key))


def asked_order(quiz: Quiz, seed: str) -> list[str]:
    ids = [question.id for question in quiz.questions]
    return _mixed(ids, seed, quiz.id, "question") if quiz.shuffle_questions else ids
