"""What a report is, and what it answers: key figures, pictures, tables, what was left out, what the data lacks.

A report's file holds a `REPORT` whose `answer` is given what was asked and reads everything within its scope. Page, xlsx, csv,
PDF, schedules and frozen copies show that one answer, so none of them can say something else.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from flask_babel.speaklater import LazyString
from markupsafe import Markup

from app.access import Permission
from app.reports.figures.rates import Rate

if TYPE_CHECKING:
    from .asking import Asked

Text: TypeAlias = str | LazyString


class Picture(Protocol):
    """What `app.charts` draws, or what was frozen of it. `summary` says in a sentence what is to be seen."""

    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def headings(self) -> Sequence[str]: ...
    @property
    def rows(self) -> Sequence[Sequence[str]]: ...

    def page(self) -> Markup: ...  # for a page: classes, links
    def paper(self) -> str: ...  # for paper: SVG with colours of its own


@dataclass(frozen=True, slots=True)
class Mark:
    """A state in a word. `tone` as a tag shows it: ok, warn, bad, info, or none."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do about a row: a link, on the page alone."""

    text: str
    href: str


Value: TypeAlias = str | int | float | date | Rate | Mark | Sequence[Action] | None


class Kind(StrEnum):
    TEXT = "text"
    INT = "int"
    NUMBER = "number"  # with at most one decimal on pages, whole in files
    MONEY = "money"  # in yuan, with two decimals everywhere
    RATE = "rate"  # a Rate: in files numerator, denominator and share, each in a column
    DATE = "date"
    MARK = "mark"  # a Mark: in files its text
    ACTIONS = "actions"  # Actions: not in files


class Attribution(StrEnum):
    """Which organisation a figure belongs to. Source: docs/figures.md, section "Whose figure it is"."""

    AT_EVENT = "at_event"  # where the person worked when it happened: hours, sessions
    AT_DUE = "at_due"  # where the person worked on the due date: compliance
    AS_OF = "as_of"  # where the person works on the day of the report: lists to act on
    AS_OF_OR_DUE = "as_of_or_due"  # AS_OF for what counts on the day, AT_DUE for what fell due, side by side
    EACH = "each"  # figures of several reports beside each other, each as its own


class Take(StrEnum):
    """What a report can be asked beside the day; each is a field of the filters and a value of `Asked`."""

    PERIOD = "period"
    DEPARTMENT = "department"
    COURSE = "course"
    PROGRAMME = "programme"
    FAMILY = "family"  # of positions
    SEARCH = "q"
    ONLY = "only"  # rows with certain values: how a group leads to its rows


@dataclass(frozen=True, slots=True)
class Choice:
    """A further filter of one report: one of a few values, the first of which is the usual one.

    `options`: value and name, or what gives them for what was asked. `many`: any number of them, in the order given; the address
    holds them with commas between, and `usual` are those of an address that names none. Of one value `usual` has to be the first;
    say it where options are read from the database, for every link asks for it.
    """

    name: str
    title: Text
    options: "Sequence[tuple[str, Text]] | Callable[[Asked], Sequence[tuple[str, Text]]]"
    many: bool = False
    usual: "Callable[[Asked], Sequence[str]] | None" = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `key` is the attribute of a row that holds its value; `link` leads from a cell to what it is made of.

    `sort`: whether the list can be ordered by it; the address then names its key, "-key" turned round. `only_in_files`: the page
    says it elsewhere, or has no room. `below`: a further attribute of the row, which the page shows small under the value.
    """

    key: str
    name: Text
    kind: Kind
    definition: Text
    link: "Callable[[Asked, Any], str | None] | None" = None
    sort: bool = False
    only_in_files: bool = False
    below: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """A key figure. `definition` opens below it, `href` leads to its rows, `beside` says what to compare it with."""

    key: str
    name: Text
    value: Rate | int | float | None
    definition: Text
    href: str | None = None
    unit: Text = ""
    beside: Sequence[tuple[Text, Rate | int | float | str | None]] = ()
    trend: Picture | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns. `total` is a row that the others sum to. `row_count`: how many there are on all pages.

    `tone` says of a row whether it is "struck" (corrected by another) or "muted". `leads`: it stands above the pictures. `total_leads`:
    the figures of the total are links as those of the rows are.
    """

    key: str
    title: Text
    columns: Sequence[Column]
    rows: Iterable[Any]
    total: Any = None
    row_count: int | None = None
    sort: str = ""  # the usual order, if the list can be sorted
    note: Text = ""
    empty: Text = ""
    tone: Callable[[Any], str] | None = None
    leads: bool = False
    total_leads: bool = False

    @property
    def on_page(self) -> list[Column]:
        return [column for column in self.columns if not column.only_in_files]


@dataclass(frozen=True, slots=True)
class Left:
    """Something that the figures do not count, or that the data lacks: why, how many, and where they are."""

    reason: Text
    count: int
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a report says. `tables[0]` is its data: all that a csv holds."""

    tables: Sequence[Table]
    tiles: Sequence[Tile] = ()
    charts: Sequence[Picture] = ()
    excluded: Sequence[Left] = ()
    lacking: Sequence[Left] = ()
    notes: Sequence[Text] = ()
    facts: Sequence[tuple[Text, Text]] = ()  # further lines of the header
    attribution: Attribution | None = None  # of what is shown, where that is not all the report can show

    def lacks(self, more: Sequence[Left]) -> "Answer":
        """The same, with more that the data lacks."""
        return replace(self, lacking=[*self.lacking, *more])


@dataclass(frozen=True, slots=True)
class Report:
    """An entry in the list of reports, and all there is to know about it.

    `name` is its address, `code` its number in the catalogue (docs/figures.md). `version` of its logic goes up when a figure's
    meaning changes. `permission` opens it, and its scope is the report's.
    """

    name: str
    code: str
    title: Text
    question: Text
    attribution: Attribution
    answer: "Callable[[Asked], Answer]"
    takes: Sequence[Take] = ()
    choices: Sequence[Choice] = ()
    permission: Permission = Permission.READ_REPORT
    version: int = 1
    about_people: bool = True  # whether people without manager, position or department are worth a note
    asks_closed: bool = (
        False  # whether departments closed within the period can be asked for: all of it counts where it happened
    )
    sorts: Sequence[str] = ()
