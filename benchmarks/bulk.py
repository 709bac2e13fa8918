"""Millions of rows into a table, past the mapper: the driver's own way, for data that benchmarks make up."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import text

from app.db import WRITER, db

PIECE = 20_000


def fill(model: type[Any], columns: str, rows: Iterable[Sequence[Any]]) -> int:
    """Add rows, each a tuple in the order of `columns`, names with blanks between; returns how many there were.

    Ids that are given are taken out of the sequence.
    """
    table, count = model.__table__, 0
    names = ", ".join(columns.split())
    with db.engines[WRITER].begin() as connection:
        driver: Any = connection.connection.driver_connection
        if connection.dialect.name == "sqlite":
            insert = f'INSERT INTO "{table.fullname}" ({names}) VALUES ({", ".join("?" * len(columns.split()))})'
            for piece in _pieces(rows):
                driver.executemany(insert, [[_plain(value) for value in row] for row in piece])
                count += len(piece)
            return count
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        with driver.cursor().copy(f'COPY "{table.fullname}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row([json.dumps(value) if isinstance(value, dict | list) else value for value in row])
                count += 1
        if "id" in columns.split():
            key = f"pg_get_serial_sequence('\"{table.fullname}\"', 'id')"
            connection.execute(text(f'SELECT setval({key}, (SELECT max(id) FROM "{table.fullname}"))'))
    return count


def _pieces(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    iterator = iter(rows)
    while piece := list(islice(iterator, PIECE)):
        yield piece


def _plain(value: Any) -> Any:
    """As SQLAlchemy stores it in SQLite."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value) if isinstance(value, dict | list) else value
