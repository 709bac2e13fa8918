"""A question as it is written in one file, before it is known to be right: what the Markdown reader hands to a kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from .model import NumberAnswer, Option, OptionText, Partial


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something is wrong at a place of the file; codes and severities are content-format's."""

    line: int
    column: int
    code: str
    args: Mapping[str, str | int] = field(default_factory=dict)
    severity: Literal["error", "warning", "info"] | None = None  # None: as usual for the code


@dataclass(frozen=True, slots=True)
class Setting:
    """One code mark of the form `key: value`, and where it stands."""

    key: str
    value: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list of answers. `mark`: round and square brackets, `=`, or nothing at its start."""

    line: int
    column: int
    mark: Literal["round", "square", "equals"] | None
    ticked: bool = False
    text: str = ""  # plain; of an answer after `=`: as typed
    text_column: int = 0  # where an answer after `=` begins
    html: str = ""
    feedback_html: str = ""
    settings: Mapping[str, Setting] = field(default_factory=dict)  # weight, pin, id


@dataclass(slots=True)
class Draft:
    """The settings and answers of one question in one language, and the complaints about it."""

    line: int  # of the heading
    settings: Mapping[str, Setting] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    complaints: list[Complaint] = field(default_factory=list)

    def complain(self, line: int, column: int, code: str, **args: str | int) -> None:
        self.complaints.append(Complaint(line, column, code, args))

    def complain_about(self, setting: Setting, code: str, **args: str | int) -> None:
        self.complain(setting.line, setting.column, code, **args)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a kind makes of a draft: the structure, and the texts that go with it."""

    options: tuple[Option, ...] = ()
    answers: tuple[NumberAnswer, ...] = ()
    units: Mapping[str, Decimal] = field(default_factory=dict)
    partial: Partial | None = None  # None: as the page says
    option_texts: Mapping[str, OptionText] = field(default_factory=dict)
    answer_feedback: tuple[str, ...] = ()
    unit: str = ""
