"""The nouns of questions: what is asked, in every language, and what is right. Everything is frozen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal, cast

from . import stored
from .stored import plain_number as plain_number

Answer = dict[str, object]
"""What a learner answered, as it is stored: JSON-able, made by `Kind.parse`. Empty: nothing was answered."""

Partial = Literal["net", "each", "none", "weights", "moves", "position"]
Match = Literal["normal", "exact", "loose", "wildcard"]


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose. `key` is what is sent and stored: the id written in the file, else its letter.

    The items of an ordering and the right-hand sides of a match are options too, with keys from "1" in the order of the file.
    """

    key: str
    right: bool
    weight: Decimal | None = None  # share of the points in -1..1; None: no weight is written
    pin: bool = False  # keeps its place when options are shuffled


@dataclass(frozen=True, slots=True)
class NumberAnswer:
    """One accepted number, in the question's own unit: a value with its tolerance, or a range from `low` to `high`.

    Each operand is a formula (formulas.py) over the question's variables, most often a plain number. `tolerance` None:
    the question's relative tolerance counts, if it has one.
    """

    value: str | None = None
    tolerance: str | None = None
    low: str | None = None
    high: str | None = None
    weight: Decimal = Decimal(1)  # share of the points in 0..1


@dataclass(frozen=True, slots=True)
class Variable:
    """A name and the formula it stands for; `random(…)` and `choice(…)` are drawn anew for every seed."""

    name: str
    formula: str


@dataclass(frozen=True, slots=True)
class Blank:
    """One blank of a text to fill in: words are typed, a number is typed, or one of `options` is picked."""

    kind: Literal["text", "number", "select"]
    number: NumberAnswer | None = None
    options: tuple[Option, ...] = ()  # keys from "1" in the order of the file


@dataclass(frozen=True, slots=True)
class Word:
    """One accepted text, as it is written. Every word of every language counts in all of them."""

    text: str
    weight: Decimal = Decimal(1)  # share of the points in 0..1
    feedback_html: str = ""


@dataclass(frozen=True, slots=True)
class BlankText:
    """A blank in one language. `options`: the words to pick from, plain; `words`: what is accepted when typed."""

    options: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class OptionText:
    """An option in one language. `html` may be sent before the answer, `feedback_html` may not."""

    html: str
    feedback_html: str = ""


@dataclass(frozen=True, slots=True)
class QuestionText:
    """A question in one language; all HTML is sanitised.

    May be sent before the answer: `title`, `heading_html`, `prompt_html`, the options' `html`, `lefts`, `unit`, the blanks'
    `options` and `unit`, and `hints` one by one. All other parts tell the answer: they stay on the server until the
    page's policy lets them out.

    HTML and plain texts may hold `{{formula}}` and `{{formula : places}}`, which `variants.draw` prints, and headings and
    prompts `[[1]]`, `[[2]]`, …: the place of a blank. Braces and brackets that mean nothing are written as entities.
    """

    title: str = ""  # the heading as plain text
    heading_html: str = ""
    prompt_html: str = ""
    options: Mapping[str, OptionText] = field(default_factory=dict)
    lefts: tuple[str, ...] = ()  # HTML of the left-hand sides of a match
    columns: tuple[str, ...] = ()  # HTML of the two headings of its table
    words: tuple[Word, ...] = ()  # accepted texts
    blanks: tuple[BlankText, ...] = ()
    unit: str = ""  # shown beside the field of a number
    hints: tuple[str, ...] = ()
    answer_feedback: tuple[str, ...] = ()  # HTML for each accepted number, in the order of Question.answers
    explanation_html: str = ""
    correct_html: str = ""
    partial_html: str = ""
    wrong_html: str = ""
    rubric_html: str = ""  # for reviewers only
    sample_html: str = ""  # for learners, after the review

    def with_html(self, change: Callable[[str], str]) -> QuestionText:
        """The same with every piece of HTML changed."""
        return replace(
            self,
            heading_html=change(self.heading_html),
            prompt_html=change(self.prompt_html),
            options={
                key: OptionText(change(each.html), change(each.feedback_html)) for key, each in self.options.items()
            },
            lefts=tuple(map(change, self.lefts)),
            columns=tuple(map(change, self.columns)),
            words=tuple(replace(word, feedback_html=change(word.feedback_html)) for word in self.words),
            hints=tuple(map(change, self.hints)),
            answer_feedback=tuple(map(change, self.answer_feedback)),
            explanation_html=change(self.explanation_html),
            correct_html=change(self.correct_html),
            partial_html=change(self.partial_html),
            wrong_html=change(self.wrong_html),
            rubric_html=change(self.rubric_html),
            sample_html=change(self.sample_html),
        )

    def outcome_html(self, fraction: Decimal) -> str:
        """What the author says to a result: all points, some, or none. Empty when nothing was written."""
        if fraction >= 1:
            return self.correct_html
        return self.partial_html if fraction > 0 else self.wrong_html


@dataclass(frozen=True, slots=True)
class Question:
    """One question in all its languages. `revision` and `answer_key` are hashes (see revisions.py).

    As it is written, it may have variables; `variants.draw` makes the one question of them that a learner is asked.
    """

    id: str
    kind: str  # a key of app.questions.KINDS
    source_lang: str
    texts: Mapping[str, QuestionText]
    points: Decimal = Decimal(1)
    partial: Partial = "none"  # how a part of the answer counts; "weights": as written at options and answers
    options: tuple[Option, ...] = ()
    answers: tuple[NumberAnswer, ...] = ()
    tolerance: Decimal | None = None  # relative, for numbers without one of their own: a share of the value
    match: Match = "normal"  # how typed words are compared
    pairs: int = 0  # of a match: options "1" to "<pairs>" belong to text.lefts in this order, further ones to nothing
    blanks: tuple[Blank, ...] = ()
    min_words: int | None = None  # of an open answer; a Chinese character counts as a word
    max_words: int | None = None
    variables: tuple[Variable, ...] = ()
    conditions: tuple[str, ...] = ()  # what a draw must meet
    values: Mapping[str, Decimal] = field(default_factory=dict)  # of the variables; only in a question that was drawn
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

    def hints(self, lang: str) -> tuple[str, ...]:
        """As many as the source language has: in this language, and where it lacks some, in that one. Everybody can open the same."""
        own, source = self.text(lang).hints, self.texts[self.source_lang].hints
        return (*own[: len(source)], *source[len(own) :])

    def option(self, key: object) -> Option | None:
        return next((option for option in self.options if option.key == key), None)

    def to_json(self) -> dict[str, Any]:
        """The whole question, as it is stored beside the answers to it. `from_json` makes an equal one of it."""
        return cast(dict[str, Any], stored.dump(self, LATER))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Question:
        """Also reads what earlier releases stored."""
        changed: dict[str, Any] = {
            "texts": {lang: _question_text(text) for lang, text in data["texts"].items()},
            "options": tuple(_option(option) for option in data["options"]),
            "answers": tuple(_number_answer(answer) for answer in data["answers"]),
            "blanks": tuple(_blank(blank) for blank in data.get("blanks", ())),
            "variables": tuple(Variable(**each) for each in data.get("variables", ())),
            "conditions": tuple(data.get("conditions", ())),
            "values": _decimals(data.get("values", {})),
            "units": _decimals(data["units"]),
            "tolerance": _decimal(data.get("tolerance")),
            "points": Decimal(data["points"]),
            "hint_cost": Decimal(data["hint_cost"]),
            "tags": tuple(data["tags"]),
            "aliases": tuple(data["aliases"]),
        }
        return cls(**{**data, **changed})


LATER = frozenset({
    "tolerance", "match", "pairs", "blanks", "min_words", "max_words", "variables", "conditions", "values",
    "lefts", "columns", "words", "rubric_html", "sample_html",
})  # fmt: skip
"""Fields that were not there in release 0.1: left out where they are empty, so that its hashes stay as they were."""


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _decimals(texts: Mapping[str, str]) -> dict[str, Decimal]:
    return {name: Decimal(text) for name, text in texts.items()}


def _option(data: Mapping[str, Any]) -> Option:
    return Option(**{**data, "weight": _decimal(data["weight"])})


def _number_answer(data: Mapping[str, Any]) -> NumberAnswer:
    """Release 0.1 wrote the bounds of a value instead of its tolerance."""
    value, low, weight = data["value"], data["low"], Decimal(data["weight"])
    if value is not None and low is not None:
        return NumberAnswer(value, plain_number(Decimal(value) - Decimal(low)), weight=weight)
    return NumberAnswer(**{**data, "weight": weight})


def _blank(data: Mapping[str, Any]) -> Blank:
    number = data["number"]
    return Blank(
        data["kind"],
        None if number is None else _number_answer(number),
        tuple(_option(each) for each in data["options"]),
    )


def _question_text(data: Mapping[str, Any]) -> QuestionText:
    names = ("lefts", "columns", "hints", "answer_feedback")
    changed: dict[str, Any] = {name: tuple(data.get(name, ())) for name in names}
    changed["options"] = {key: OptionText(**text) for key, text in data["options"].items()}
    changed["words"] = tuple(Word(**{**word, "weight": Decimal(word["weight"])}) for word in data.get("words", ()))
    changed["blanks"] = tuple(_blank_text(blank) for blank in data.get("blanks", ()))
    return QuestionText(**{**data, **changed})


def _blank_text(data: Mapping[str, Any]) -> BlankText:
    return BlankText(tuple(data["options"]), tuple(data.get("words", ())), data["unit"])


@dataclass(frozen=True, slots=True)
class Grade:
    """What an answer is worth: a share of the points in 0..1.

    Unreadable: nothing was judged, nothing is used up. Waiting: a reviewer has to read it; 0 until then.
    """

    fraction: Decimal
    unreadable: bool = False
    waiting: bool = False
