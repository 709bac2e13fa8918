"""A question between formats: its parts as Markdown text, not yet known to be right. Everything is frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

BLANK = "\ufffc"
"""Stands in heading and prompt for a blank; the first one for the first of `blanks`, and so on."""

FILES = "imported-files:"
"""Before the name of a file that came in with the questions, where a link leads to it."""

ONE_OF = ("single", "multiple", "true-false")


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose."""

    text: str
    right: bool = False
    weight: Decimal | None = None  # share of the points in -1..1
    feedback: str = ""
    pin: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """One accepted answer: of a text as it is typed, of a number as content-format §8.3 writes it, unit included."""

    text: str
    weight: Decimal | None = None  # share of the points in 0..1
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Blank:
    """One blank: `words` are typed, or a `number` is, or one of `options` is picked, and `right` is its index from 0."""

    words: tuple[str, ...] = ()
    number: str = ""
    options: tuple[str, ...] = ()
    right: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """One question in one language. `settings`: as written in a settings line, without `id` and `type`."""

    kind: str
    id: str = ""
    heading: str = ""  # one line
    prompt: str = ""
    options: tuple[Choice, ...] = ()
    answers: tuple[Typed, ...] = ()
    items: tuple[str, ...] = ()  # of an ordering, in the right order
    pairs: tuple[tuple[str, str], ...] = ()  # of a match; an empty left side adds a right one that fits nothing
    columns: tuple[str, str] = ("", "")
    blanks: tuple[Blank, ...] = ()
    hints: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)  # explanation, correct, partial, wrong, rubric, sample
    variables: str = ""  # lines of a `vars` block
    settings: Mapping[str, str] = field(default_factory=dict)
    pool: str = ""  # the pool or category it stands in
    lang: str = ""  # empty: not said
    line: int = 0  # line or row of the file it comes from

    @property
    def points(self) -> Decimal:
        return Decimal(self.settings.get("points", "1"))

    def but(self, **changed: object) -> Record:
        return replace(self, **changed)  # type: ignore[arg-type]  # fields of one dataclass


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """What is known of a pool besides its questions."""

    draw: int | None = None


@dataclass(frozen=True, slots=True)
class Foreign:
    """What a file of another program holds. `files`: pictures that questions link to, by name."""

    records: tuple[Record, ...]
    title: str = ""
    pools: Mapping[str, PoolSettings] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)


Side = Literal["in", "out"]
