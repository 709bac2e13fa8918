"""The second clock: what the system knew at an instant, whenever it happened.

A row of a `Known` table says since when the system has known it so. Triggers keep what it said before, whoever changes or
deletes it, in the table's `Past`: with both, a report can be made as it would have been made then.
"""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, cast, inspect, null, select, text, union_all
from sqlalchemy.orm import Mapped, aliased, mapped_column

from app import clock

Row = TypeVar("Row", bound="Known")


def _now() -> datetime:
    return clock.now()


class Known:
    """Of tables whose rows may be changed or deleted. A `known_from` that an update leaves alone is the moment of that update."""

    known_from: Mapped[datetime] = mapped_column(
        default=_now, onupdate=_now, server_default=text("'1970-01-01 00:00:00'")
    )


class Past:
    """What a row said, and the system took for true, in `[known_from, known_to)`. Only triggers write these."""

    id: Mapped[int] = mapped_column(primary_key=True)
    row_id: Mapped[int]  # of the row, which may be there no more
    known_from: Mapped[datetime]
    known_to: Mapped[datetime]


def as_known(table: type[Row], past: type[Past], at: datetime | None) -> type[Row]:
    """For use inside statements in place of a table: its rows as they stood at an instant; None: the table itself.

    Columns of which the past keeps nothing are NULL.
    """
    if at is None:
        return table
    then = union_all(
        _columns(table, past, table).where(table.known_from <= at),
        _columns(table, past, past).where(past.known_from <= at, past.known_to > at),
    )
    return aliased(table, then.subquery(), adapt_on_names=True)


def _columns(table: type[Known], past: type[Past], source: type[Any]) -> Select[*tuple[Any, ...]]:
    kept = {"row_id" if source is past else "id": "id"}
    kept |= {column.key: column.key for column in inspect(past).columns if column.key not in ("id", "row_id")}
    of_name = {name: getattr(source, own) for own, name in kept.items() if name != "known_to"}
    return select(
        *(of_name.get(column.key, cast(null(), column.type)).label(column.key) for column in inspect(table).columns)
    )
