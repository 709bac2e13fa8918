"""The nouns of the second computation: a question as its author means it, before it is written down and after."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

Given = str | frozenset[str] | tuple[str, ...]
"""What a learner means. Choices: the keys ticked. Text, number, open: what is typed. Order: for each item, in the order of
the file, the place it was given, "" for none. Match: for each left side the number of a right side, or "". Fill in: for each
blank what is typed, or the number of what is picked from 1."""


@dataclass(frozen=True)
class Choice:
    key: str
    text: str
    right: bool
    weight: Decimal | None = None  # in percent
    pin: bool = False
    named: bool = False  # the key is written in the file


@dataclass(frozen=True)
class Word:
    text: str
    weight: Decimal | None = None  # in percent


@dataclass(frozen=True)
class Number:
    """Operands as they are written: literals or `{{formula}}`. `high` makes a range of it."""

    value: str
    tolerance: str | None = None
    high: str | None = None
    weight: Decimal | None = None  # in percent


@dataclass(frozen=True)
class Blank:
    """Words are typed, or a number is, or one of `choices` is picked."""

    words: tuple[str, ...] = ()
    number: Number | None = None
    unit: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Asked:
    id: str
    kind: str
    points: Decimal = Decimal(1)
    partial: str | None = None  # None: not written
    hint_cost: Decimal = Decimal(0)  # in percent
    hints: int = 0
    match: str = "normal"
    tolerance: Decimal | None = None  # in percent
    unit: str = ""
    units: tuple[tuple[str, Decimal], ...] = ()
    shuffle: bool | None = None
    variables: tuple[tuple[str, str], ...] = ()
    conditions: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    words: tuple[Word, ...] = ()
    numbers: tuple[Number, ...] = ()
    items: tuple[str, ...] = ()
    lefts: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()  # of the left sides in their order, then those that fit nothing; may hold {{formula}}
    blanks: tuple[Blank, ...] = ()


@dataclass(frozen=True)
class Quiz:
    id: str
    questions: tuple[Asked, ...]
    pass_mark: int = 80
    partial: str | None = None
    shuffle_options: bool = True
    shuffle_questions: bool = False


@dataclass(frozen=True)
class Worth:
    """The exact share of the points before hints."""

    fraction: Fraction
    unreadable: bool = False
    waiting: bool = False


@dataclass(frozen=True)
class Result:
    points: Decimal
    possible: Decimal
    score_ratio: Decimal
    passed: bool
    scores: dict[str, Decimal] = field(default_factory=dict)
