"""A list as the page or a file wants it: one page of it and how many there are, or all of it piece by piece."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func

from app.db import db

from .asking import Asked

ROWS_A_PAGE = 50
ROWS_AT_ONCE = 500  # read together while a file is made


@dataclass(frozen=True, slots=True)
class Listing:
    """`count`: on all pages; None in a file, which is read to its end."""

    rows: Iterable[Any]
    count: int | None


def listing(asked: Asked, statement: Select[*tuple[Any, ...]], made: Callable[[Any], Any]) -> Listing:
    """The rows of an ordered statement, each as `made` makes it. One statement, in constant memory for a file."""
    if asked.page is None:
        found = db.session.execute(statement.execution_options(yield_per=ROWS_AT_ONCE))
        return Listing((made(row) for row in found), None)
    counted = statement.add_columns(func.count().over().label("all_rows"))
    rows = db.session.execute(counted.limit(ROWS_A_PAGE).offset((asked.page - 1) * ROWS_A_PAGE)).all()
    return Listing([made(row) for row in rows], rows[0].all_rows if rows else 0)


def page_count(row_count: int) -> int:
    return max(1, -(-row_count // ROWS_A_PAGE))
