"""What a report is: named columns with their definitions, rows, and what a file says about itself.

A report is one file in this package. Page, xlsx and csv read the same columns and the same rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from flask_babel import gettext as _
from flask_babel.speaklater import LazyString

from app.programmes.states import DutyState
from app.programmes.wording import state_name

from .figures.rates import Rate

Cell: TypeAlias = str | int | float | date | None
Text: TypeAlias = str | LazyString


class Kind(StrEnum):
    TEXT = "text"
    INT = "int"
    RATE = "rate"  # a Rate: in files numerator, denominator and ratio, each in a column
    DATE = "date"
    STATE = "state"  # a DutyState
    RATIO = "ratio"  # 0..1; only in files


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `key` is the attribute of a row that holds its value."""

    key: str
    name: Text
    kind: Kind
    definition: Text


@dataclass(frozen=True, slots=True)
class Report:
    """An entry in the list of reports. `endpoint` shows it."""

    name: str
    title: Text
    summary: Text
    endpoint: str


@dataclass(frozen=True, slots=True)
class Sheet:
    title: str
    columns: Sequence[Column]
    rows: Iterable[object]


@dataclass(frozen=True, slots=True)
class File:
    """A report as a file: `sheets[0]` is its data, and all that a csv holds."""

    name: str  # without the ending
    title: str
    sheets: Sequence[Sheet]
    facts: Sequence[tuple[str, str]]  # scope, parameters, as of, made when and by whom
    exclusions: Sequence[tuple[str, int]] = ()


def headings(columns: Iterable[Column]) -> Iterator[tuple[str, Kind]]:
    """Names and kinds of a file's columns: a rate takes three."""
    for column in columns:
        if column.kind is Kind.RATE:
            yield _("%(name)s: numerator", name=column.name), Kind.INT
            yield _("%(name)s: denominator", name=column.name), Kind.INT
            yield _("%(name)s: share", name=column.name), Kind.RATIO
        else:
            yield str(column.name), column.kind


def cells(columns: Iterable[Column], row: object) -> Iterator[Cell]:
    """A row's values as a file holds them, in the order of `headings`."""
    for column in columns:
        value = getattr(row, column.key)
        if isinstance(value, Rate):
            yield from (value.numerator, value.denominator, value.ratio)
        elif isinstance(value, DutyState):
            yield state_name(value)
        else:
            yield value
