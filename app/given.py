"""Any number of ids in one statement: they travel as a single value, which the database takes apart.

For reads that must not take more statements when there are more people. Both databases read JSON; only the function that
gives a row for each element has another name. Where a list is short, `in_` does as well, with at most `db.MANY`.
"""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import JSON, Select, Subquery, column, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class Elements(FunctionElement[Any]):
    """A row for each element of a list in JSON, in a column `value`."""

    inherit_cache = True


@compiles(Elements)
def _json_each(element: Elements, compiler: Any, **how: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **how)})"


@compiles(Elements, "postgresql")
def _json_array_elements(element: Elements, compiler: Any, **how: Any) -> str:
    return f"json_array_elements({compiler.process(element.clauses, **how)})"


def given_ids(ids: Collection[int]) -> Select[int]:
    """For `column.in_(given_ids(ids))`."""
    return select(_rows([(each,) for each in ids])[0].as_integer())


def given_pairs(pairs: Iterable[tuple[int, str]]) -> Subquery:
    """To join with: a row for each, in the columns `id` and `text`."""
    row = _rows(pairs)
    return select(row[0].as_integer().label("id"), row[1].as_string().label("text")).subquery("pair")


def _rows(values: Iterable[tuple[Any, ...]]) -> Any:
    """A row for each: its column is the list of its values."""
    given = literal(list(values), JSON())
    return Elements(given).table_valued(column("value", JSON()), name="given").c.value
