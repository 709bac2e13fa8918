"""The nouns of questions: what is asked, in every language, and what is right. Everything is frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, Literal

Answer = dict[str, object]
"""What a learner answered, as it is stored: JSON-able, made by `Kind.parse`. Empty: nothing was answered."""

Partial = Literal["net", "each", "none", "weights"]


def plain_number(number: Decimal) -> str:
    """Plain digits: no exponent, no zeros at the end."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a choice. `key` is what is sent and stored: the id written in the file, else its letter."""

    key: str
    right: bool
    weight: Decimal | None = None  # share of the points in -1..1; None: no weight is written
    pin: bool = False  # keeps its place when options are shuffled


@dataclass(frozen=True, slots=True)
class NumberAnswer:
    """One accepted number: everything from `low` to `high`, in the question's own unit."""

    low: Decimal
    high: Decimal
    value: Decimal | None = None  # the number in the middle; None: a range was written
    weight: Decimal = Decimal(1)  # share of the points in 0..1


@dataclass(frozen=True, slots=True)
class OptionText:
    """An option in one language. `html` may be sent before the answer, `feedback_html` may not."""

    html: str
    feedback_html: str = ""


@dataclass(frozen=True, slots=True)
class QuestionText:
    """A question in one language; all HTML is sanitised.

    May be sent before the answer: `title`, `heading_html`, `prompt_html`, the options' `html`, `unit`, and `hints`
    one by one. All other parts tell the answer: they stay on the server until the page's policy lets them out.
    """

    title: str = ""  # the heading as plain text
    heading_html: str = ""
    prompt_html: str = ""
    options: Mapping[str, OptionText] = field(default_factory=dict)
    unit: str = ""  # shown beside the field of a number
    hints: tuple[str, ...] = ()
    answer_feedback: tuple[str, ...] = ()  # HTML for each accepted number, in the order of Question.answers
    explanation_html: str = ""
    correct_html: str = ""
    partial_html: str = ""
    wrong_html: str = ""

    def outcome_html(self, fraction: Decimal) -> str:
        """What the author says to a result: all points, some, or none. Empty when nothing was written."""
        if fraction >= 1:
            return self.correct_html
        return self.partial_html if fraction > 0 else self.wrong_html


@dataclass(frozen=True, slots=True)
class Question:
    """One question in all its languages. `revision` and `answer_key` are hashes (see revisions.py)."""

    id: str
    kind: str  # a key of app.questions.KINDS
    source_lang: str
    texts: Mapping[str, QuestionText]
    points: Decimal = Decimal(1)
    partial: Partial = "none"  # how a part of the answer counts; "weights": as written at options and answers
    options: tuple[Option, ...] = ()
    answers: tuple[NumberAnswer, ...] = ()
    units: Mapping[str, Decimal] = field(default_factory=dict)  # further units, and their size in the own one
    hint_cost: Decimal = Decimal(0)  # share taken off for every hint opened
    shuffle: bool = True
    status: Literal["live", "retired"] = "live"
    competency: str | None = None
    competency_level: int | None = None
    difficulty: Literal["easy", "medium", "hard"] | None = None
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    revision: str = ""
    answer_key: str = ""

    def text(self, lang: str) -> QuestionText:
        """The text in this language, else in one with the same first part, else in the source language."""
        if lang in self.texts:
            return self.texts[lang]
        first = lang.partition("-")[0].lower()
        near = (tag for tag in self.texts if tag.partition("-")[0].lower() == first)
        return self.texts[next(near, self.source_lang)]

    def option(self, key: object) -> Option | None:
        return next((option for option in self.options if option.key == key), None)

    def to_json(self) -> dict[str, Any]:
        """The whole question, as it is stored beside the answers to it. `from_json` makes an equal one of it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "source_lang": self.source_lang,
            "texts": {lang: asdict(text) for lang, text in self.texts.items()},
            "points": plain_number(self.points),
            "partial": self.partial,
            "options": [
                {"key": option.key, "right": option.right, "weight": _text(option.weight), "pin": option.pin}
                for option in self.options
            ],
            "answers": [
                {name: _text(getattr(answer, name)) for name in ("low", "high", "value", "weight")}
                for answer in self.answers
            ],
            "units": {name: plain_number(size) for name, size in self.units.items()},
            "hint_cost": plain_number(self.hint_cost),
            "shuffle": self.shuffle,
            "status": self.status,
            "competency": self.competency,
            "competency_level": self.competency_level,
            "difficulty": self.difficulty,
            "tags": list(self.tags),
            "aliases": list(self.aliases),
            "revision": self.revision,
            "answer_key": self.answer_key,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Question:
        changed: dict[str, Any] = {
            "texts": {lang: _question_text(text) for lang, text in data["texts"].items()},
            "points": Decimal(data["points"]),
            "options": tuple(Option(**{**option, "weight": _number(option["weight"])}) for option in data["options"]),
            "answers": tuple(
                NumberAnswer(**{name: _number(value) for name, value in answer.items()}) for answer in data["answers"]
            ),
            "units": {name: Decimal(size) for name, size in data["units"].items()},
            "hint_cost": Decimal(data["hint_cost"]),
            "tags": tuple(data["tags"]),
            "aliases": tuple(data["aliases"]),
        }
        return cls(**{**data, **changed})


def _text(number: Decimal | None) -> str | None:
    return None if number is None else plain_number(number)


def _number(text: str | None) -> Any:
    return None if text is None else Decimal(text)


def _question_text(data: Mapping[str, Any]) -> QuestionText:
    options = {key: OptionText(**text) for key, text in data["options"].items()}
    lists = {name: tuple(data[name]) for name in ("hints", "answer_feedback")}
    return QuestionText(**{**data, **lists, "options": options})


@dataclass(frozen=True, slots=True)
class Grade:
    """What an answer is worth: a share of the points in 0..1. Unreadable: nothing was judged, nothing is used up."""

    fraction: Decimal
    unreadable: bool = False
