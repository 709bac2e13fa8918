"""The two hashes of a question (content-format §11.1): over everything, and over what decides the score."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from .model import Question, plain_number
from .numbers import bounds


def stamp(question: Question) -> Question:
    """The question with both its hashes."""
    wording = question.to_json()
    del wording["revision"], wording["answer_key"]
    return replace(question, revision=_hash(wording), answer_key=_hash(_deciding(question)))


def _deciding(question: Question) -> object:
    """What an answer is judged by, and nothing else: another key makes another version of the question."""
    data = question.to_json()
    return [
        [question.kind, data["points"], data["partial"]],
        [[option["right"], option["weight"]] for option in data["options"]],
        [[*map(plain_number, bounds(answer, question)), plain_number(answer.weight)] for answer in question.answers],
        [
            question.texts[question.source_lang].unit,
            sorted((name, plain_number(size)) for name, size in question.units.items()),
        ],
    ]


def _hash(data: object) -> str:
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
