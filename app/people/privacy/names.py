"""Names for the ids in the file of one's own data. Packages register theirs; an id without a name stays as it is."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import select

from app.db import MANY, db
from app.i18n import language
from app.people.models import Department, Position, User

Names = Mapping[Any, str]
Namer = Callable[[list[Any]], Names]

NAMERS: dict[str, Namer] = {}


def namer(*columns: str) -> Callable[[Namer], Namer]:
    """Mark a function that gives names in the reader's language for the ids of these columns."""

    def mark(function: Namer) -> Namer:
        NAMERS.update(dict.fromkeys(columns, function))
        return function

    return mark


def names_of(column: str, values: Iterable[Any]) -> Names:
    """Names of the ids found in a column, some hundred of them at most."""
    wanted = sorted({value for value in values if value is not None})[:MANY]
    return NAMERS[column](wanted) if column in NAMERS and wanted else {}


@namer("department_id")
def department_names(ids: list[Any]) -> Names:
    rows = db.session.scalars(select(Department).where(Department.id.in_(ids)))
    return {row.id: row.name(language()) for row in rows}


@namer("position_id")
def position_names(ids: list[Any]) -> Names:
    return {row.id: row.name(language()) for row in db.session.scalars(select(Position).where(Position.id.in_(ids)))}


@namer("reader_id")
def person_names(ids: list[Any]) -> Names:
    return {user_id: name for user_id, name in db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))}
