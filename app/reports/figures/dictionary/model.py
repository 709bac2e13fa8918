"""The field dictionary: what can be asked about, which fields it has, and what is counted of it.

A population is one file here. Its rows are joined to the people in scope inside the statement: whatever is chosen, nothing outside
the scope can be reached.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause

from app.reports.frame.asking import Asked
from app.reports.frame.model import Kind, Text, Value


@dataclass(frozen=True, slots=True)
class Source:
    """What to select from, by which conditions, and the columns that fields and measures are made of."""

    rows: FromClause
    columns: Mapping[str, ColumnElement[Any]]
    where: Sequence[ColumnElement[bool]] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """Something that each row has. `raw`: what tells one value from another, where that is not what is shown.

    `groups`: whether rows can be counted by it; not what each row has for itself, such as a name.
    """

    key: str
    name: Text
    kind: Kind
    definition: Text
    shown: Callable[[Any], Value] | None = None
    raw: str = ""
    groups: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """Something counted of many rows: a number, or with `whole` a rate of it."""

    key: str
    name: Text
    kind: Kind
    definition: Text
    part: Callable[[Source], ColumnElement[Any]]
    whole: Callable[[Source], ColumnElement[Any]] | None = None


@dataclass(frozen=True, slots=True)
class Population:
    """What a row is about. `usual`: the fields of a list for which none were chosen."""

    name: str
    title: Text
    definition: Text
    source: Callable[[Asked], Source]
    fields: Sequence[Field]
    measures: Sequence[Measure]
    usual: Sequence[str]
    with_period: bool = False
