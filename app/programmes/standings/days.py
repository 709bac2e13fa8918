"""Days as numbers: a report that compares a million of them is more than twice as fast than over dates written out, on SQLite."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Dialect, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

EPOCH = date(1970, 1, 1)


class Day(TypeDecorator[date]):
    """A day, stored as the number of days since 1970. In a statement it is compared with days, and only with such columns."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - EPOCH).days

    def process_result_value(self, value: int | None, dialect: Dialect) -> date | None:
        return None if value is None else EPOCH + timedelta(days=value)

    def coerce_compared_value(self, op: Any, value: Any) -> Any:
        return self if isinstance(value, date) else super().coerce_compared_value(op, value)


class numbered(FunctionElement[date]):
    """A date column as a `Day`: `numbered(Job.started_on) <= standing.c.due_on`."""

    type = Day()
    inherit_cache = True

    def __init__(self, day: Any) -> None:
        super().__init__(day)


@compiles(numbered, "sqlite")
def _on_sqlite(element: numbered, compiler: Any, **options: Any) -> str:
    return f"CAST(julianday({compiler.process(element.clauses, **options)}) - 2440587.5 AS INTEGER)"


@compiles(numbered, "postgresql")
def _on_postgresql(element: numbered, compiler: Any, **options: Any) -> str:
    return f"(CAST({compiler.process(element.clauses, **options)} AS DATE) - DATE '1970-01-01')"
