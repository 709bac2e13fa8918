"""A question as it is written in one file, before it is known to be right: what the Markdown reader hands to a kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


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


@dataclass(frozen=True, slots=True)
class Written:
    """The inside of `[[…]]` or `{{…}}` as typed, or a line of a `vars` block.

    The place is that of the first bracket or brace, so that the inside begins two columns further; of a line, its start.
    """

    text: str
    line: int
    column: int
    closed: bool = True  # whether the end was found


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, or an item of a numbered list: plain text and sanitised HTML."""

    text: str
    html: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Table:
    """The last table of a question. `rows` are those below the headings; a short row is filled with empty cells."""

    line: int
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(slots=True)
class Draft:
    """The settings and answers of one question in one language, and the complaints about it."""

    line: int  # of the heading
    settings: Mapping[str, Setting] = field(default_factory=dict)
    items: tuple[Item, ...] = ()  # of the list of answers, whose items have marks
    ordered: tuple[Cell, ...] = ()  # items of the last numbered list
    ordered_line: int = 0
    table: Table | None = None
    blanks: tuple[Written, ...] = ()  # `[[…]]` in heading and prompt, in order
    variables: tuple[Written, ...] = ()  # lines of the `vars` block; none of them empty
    formulas: tuple[Written, ...] = ()  # `{{…}}` in all texts, in order; those in answers stand in the items and blanks
    doubtful: bool = False  # something looks like options and is none: it has its complaint, C209 would be one too many
    complaints: list[Complaint] = field(default_factory=list)

    def complain(self, line: int, column: int, code: str, **args: str | int) -> None:
        self.complaints.append(Complaint(line, column, code, args))

    def complain_about(self, setting: Setting, code: str, **args: str | int) -> None:
        self.complain(setting.line, setting.column, code, **args)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a kind makes of a draft: fields of `Question` and of `QuestionText`; what is absent is as the page says."""

    question: Mapping[str, Any] = field(default_factory=dict)
    text: Mapping[str, Any] = field(default_factory=dict)
