"""The rows of every table: how many there are, and none at all. One statement asks all tables, whatever their number."""

from sqlalchemy import Connection, func, literal, select, text, union_all

from app.db import WRITER, Base, db

TABLES = Base.metadata.sorted_tables  # what refers to something comes after it
COUNTED = union_all(*(select(literal(table.name), func.count()).select_from(table) for table in TABLES))
FILLED = union_all(*(select(literal(table.name)).where(select(table).exists()) for table in TABLES))

# The triggers that refuse to delete or keep what is deleted, and on PostgreSQL the tables that have one.
REFUSING = {
    "sqlite": "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%BEFORE DELETE%'",
    "postgresql": "SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 8 <> 0",
}
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
    with db.engines[WRITER].begin() as connection:
        filled = set(connection.scalars(FILLED))
        guards = _guards(connection, filled)
        for off, _on in guards:  # what is append only is emptied, too
            connection.exec_driver_sql(off)
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        for table in reversed(TABLES):
            if table.name in filled:
                connection.execute(table.delete())
        for _off, on in guards:
            connection.exec_driver_sql(on)
        if connection.dialect.name == "postgresql":
            connection.execute(text(RESTART))


def _guards(connection: Connection, tables: set[str]) -> list[tuple[str, str]]:
    """The statements that put out of force, and in force again, what refuses to delete from these tables."""
    found = connection.execute(text(REFUSING[connection.dialect.name])).all()
    if connection.dialect.name == "sqlite":
        return [(f"DROP TRIGGER {name}", sql) for table, name, sql in found if table in tables]
    return [
        (f"ALTER TABLE {table} DISABLE TRIGGER USER", f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for table in sorted({table for (table,) in found} & tables)
    ]
