"""The rows of every table: how many there are, and none at all. One statement asks all tables, whatever their number."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, func, literal, select, text, union_all

from app.db import WRITER, Base, db, reading

TABLES = Base.metadata.sorted_tables  # what refers to something comes after it
COUNTED = union_all(*(select(literal(table.name), func.count()).select_from(table) for table in TABLES))
FILLED = union_all(*(select(literal(table.name)).where(select(table).exists()) for table in TABLES))

# SQLite's triggers that refuse to delete or keep what is deleted.
REFUSING = "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%BEFORE DELETE%'"
# Numbers begin at one again; SQLite always takes the one after the highest.
RESTART = (
    "SELECT setval(format('%I.%I', schemaname, sequencename), 1, false) FROM pg_sequences WHERE last_value IS NOT NULL"
)


def counts() -> dict[str, int]:
    with db.engines[None].connect() as connection:
        return {name: count for name, count in connection.execute(COUNTED)}


def empty_tables() -> None:
    """Costs what was written: tables without rows are left alone."""
    db.session.remove()  # a snapshot of rows that are gone is no use to anybody
    with reading() as connection:
        filled = set(connection.scalars(FILLED))
    with db.engines[WRITER].begin() as connection:
        with _unguarded(connection, filled):  # what is append only is emptied, too
            for table in (table for table in reversed(TABLES) if table.name in filled):
                connection.execute(table.delete())
        if connection.dialect.name == "postgresql":
            connection.execute(text(RESTART))


@contextmanager
def _unguarded(connection: Connection, tables: set[str]) -> Iterator[None]:
    """No trigger, which could refuse to delete, and no foreign key is in the way; of these tables on SQLite."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SET LOCAL session_replication_role = replica")
        )  # changes no table, so no plan is made anew
        yield
        return
    connection.execute(text("PRAGMA defer_foreign_keys=ON"))
    guards = [guard for guard in connection.execute(text(REFUSING)).all() if guard.tbl_name in tables]
    for guard in guards:
        connection.exec_driver_sql(f"DROP TRIGGER {guard.name}")
    yield
    for guard in guards:
        connection.exec_driver_sql(guard.sql)
