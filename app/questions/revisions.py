"""The two hashes of a question (content-format §11.1): over everything, and over what decides the score."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from decimal import Decimal

from .formulas import plain
from .match import reads_as
from .model import NumberAnswer, Question, plain_number
from .numbers import bounds, is_literal
from .text import accepted
from .words import compared


def stamp(question: Question) -> Question:
    """The question with both its hashes."""
    wording = question.to_json()
    del wording["revision"], wording["answer_key"]
    return replace(question, revision=_hash(wording), answer_key=_hash(_deciding(question)))


def _deciding(question: Question) -> object:
    """What an answer is judged by, and nothing else: another key makes another version of the question.

    What release 0.1 had comes first and as it had it, so that its questions keep their keys.
    """
    source = question.texts[question.source_lang]
    units = sorted((name, plain_number(size)) for name, size in question.units.items())
    deciding: list[object] = [
        [question.kind, plain_number(question.points), question.partial],
        [[option.right, _share(option.weight)] for option in question.options],
        [[*_number(answer, question), plain_number(answer.weight)] for answer in question.answers],
        [source.unit, units],
    ]
    later = {
        "match": question.match if question.kind in ("text", "cloze") else "normal",
        "words": _words(question),
        "pairs": question.pairs,
        "equal": _equal_rights(question),
        "blanks": [_blank(question, at) for at in range(len(question.blanks))],
        "variables": [[each.name, plain(each.formula)] for each in question.variables],
        "conditions": [plain(condition) for condition in question.conditions],
    }
    written = {name: part for name, part in later.items() if part and part != "normal"}
    return [*deciding, written] if written else deciding


def _share(weight: Decimal | None) -> str | None:
    return None if weight is None else plain_number(weight)


def _number(answer: NumberAnswer, question: Question) -> list[object]:
    """Its bounds, however they are written; those that have to be computed as they are written."""
    operands = (answer.value, answer.tolerance, answer.low, answer.high)
    if all(operand is None or is_literal(operand) for operand in operands):
        return [plain_number(bound) for bound in bounds(answer, question)]
    relative = None if answer.tolerance is not None else question.tolerance
    return [*(operand and plain(operand) for operand in operands), _share(relative)]


def _words(question: Question) -> list[list[str]]:
    """The accepted words in the order in which they are tried; of those that are compared as equal, the first counts."""
    weights: dict[str, str] = {}
    for word in accepted(question):
        weights.setdefault(compared(question.match, word.text), plain_number(word.weight))
    return [[word, weight] for word, weight in weights.items()]


def _blank(question: Question, at: int) -> list[object]:
    blank = question.blanks[at]
    texts = [text.blanks[at] for text in question.texts.values() if at < len(text.blanks)]
    words = sorted({compared(question.match, word) for text in texts for word in text.words})
    number = _number(blank.number, question) if blank.number else None
    unit = question.texts[question.source_lang].blanks[at].unit
    return [blank.kind, [option.right for option in blank.options], words, number, unit]


def _equal_rights(question: Question) -> list[list[int]]:
    """Which right-hand sides of a match may stand for each other."""
    keys = [str(number) for number in range(1, question.pairs + 1)]
    forms = [[reads_as(text.options.get(key)) for text in question.texts.values()] for key in keys]
    pairs = [(one, other) for one in range(len(keys)) for other in range(one + 1, len(keys))]
    return [
        [one + 1, other + 1]
        for one, other in pairs
        if any(same == form for same, form in zip(forms[one], forms[other], strict=True))
    ]


def _hash(data: object) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
