"""What is stored about a person, table by table: every package registers its own.

A section is a table whose rows are about somebody. Its columns all go into the JSON file but those hidden; the PDF shows the few
that are named. A test goes through every table that refers to people and asks for a section or for a reason.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, inspect, select

from app.db import Base, db

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one table about one person.

    `about` makes the condition from the person's id; `hidden` are columns that belong to others or are secrets; `shown` are the
    columns of the PDF with their headings, in order: none leaves the section to the JSON file.
    """

    key: str
    title: Any  # lazy text
    model: type[Base]
    about: Callable[[int], ColumnElement[bool]]
    hidden: frozenset[str] = frozenset()
    shown: Mapping[str, Any] = field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        return [column.key for column in inspect(self.model).columns if column.key not in self.hidden]

    def rows(self, user_id: int) -> Iterator[Row]:
        """Every row, the oldest first, as JSON can hold it."""
        keys = list(inspect(self.model).primary_key)
        statement: Select[Any] = select(*(getattr(self.model, name) for name in self.columns)).where(
            self.about(user_id)
        )
        for row in db.session.execute(statement.order_by(*keys).execution_options(yield_per=500)):
            yield {name: _written(value) for name, value in zip(self.columns, row, strict=True)}


SECTIONS: dict[str, Section] = {}


def register(
    key: str,
    title: Any,
    model: type[Base],
    about: Callable[[int], ColumnElement[bool]] | None = None,
    *,
    hidden: Collection[str] = (),
    shown: Mapping[str, Any] | None = None,
) -> None:
    """Add a table. Without `about`, rows are about whom their `user_id` names."""
    condition = about or (lambda user_id: model.user_id == user_id)  # type: ignore[attr-defined]  # such a table has it
    SECTIONS[key] = Section(key, title, model, condition, frozenset(hidden), dict(shown or {}))


def collect(user_id: int) -> dict[str, list[Row]]:
    """All that is stored about a person, by section. One statement a section."""
    return {key: list(section.rows(user_id)) for key, section in SECTIONS.items()}


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)
