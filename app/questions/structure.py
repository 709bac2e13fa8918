"""The structure of a question, which is the same in all its languages (content-format §5)."""

from __future__ import annotations

from collections.abc import Sequence

from .draft import Parts
from .model import NumberAnswer, Option


def difference(parts: Parts, other: Parts) -> str | None:
    """What differs between one question as two files of one kind write it: `options`, `marks`, `numbers`, …"""
    options, others = _options(parts), _options(other)
    if [option.right for option in options] != [option.right for option in others]:
        return "marks"
    return "numbers" if _numbers(parts) != _numbers(other) else None


def _options(parts: Parts) -> Sequence[Option]:
    found: Sequence[Option] = parts.question.get("options", ())
    return found


def _numbers(parts: Parts) -> list[tuple[str | None, ...]]:
    answers: Sequence[NumberAnswer] = parts.question.get("answers", ())
    return [(answer.value, answer.tolerance, answer.low, answer.high) for answer in answers]
