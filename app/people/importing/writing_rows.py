"""Rows read, changed and deleted by id, some hundred at a time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, select, update

from app.db import MANY, db

Columns = dict[str, Any]


def rows_by(columns: Sequence[Any], key: Any, values: Iterable[int]) -> list[Any]:
    found: list[Any] = []
    for chunk in chunked(sorted(set(values))):
        found += db.session.execute(select(*columns).where(key.in_(chunk)))
    return found


def update_rows(table: type[Any], rows: Iterable[Columns]) -> None:
    """By primary key; rows that change the same columns go together."""
    groups: dict[tuple[str, ...], list[Columns]] = defaultdict(list)
    for row in rows:
        groups[tuple(sorted(row))].append(row)
    for names, group in groups.items():
        if len(names) > 1:
            db.session.execute(update(table), group)


def delete_by_id(table: type[Any], ids: Iterable[int]) -> None:
    for chunk in chunked(sorted(set(ids))):
        db.session.execute(delete(table).where(table.id.in_(chunk)))


def chunked(rows: Sequence[Any]) -> Iterable[list[Any]]:
    return (list(rows[at : at + MANY]) for at in range(0, len(rows), MANY))
