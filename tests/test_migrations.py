"""The migrations make what the models say, and every one goes up and down again with rows in every table."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from app import configuration
from app import db as database
from app.db import WRITER, Base, db
from config import Settings

ROWS_A_TABLE = 2
VERSIONS = "alembic_version"
EITHER = {
    "marking": ("response_id", "check_answer_id"),
    "credential_requirement": ("position_id", "family"),
}  # of these columns a row fills one: the first row the first


@pytest.fixture
def place(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    """An application that knows nothing but its database: an empty one of its own."""
    with empty_database(settings, tmp_path) as url:
        app = Flask("migrations", instance_path=str(tmp_path))
        app.config.from_mapping(configuration(replace(settings, database_url=url)))
        database.init_app(app)
        with app.app_context():
            yield app
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()


@contextmanager
def empty_database(settings: Settings, folder: Path) -> Iterator[str]:
    url = sa.make_url(settings.database_url)
    if url.get_backend_name() == "sqlite":
        yield f"sqlite:///{folder / 'migrations.db'}"
        return
    name = f"{url.database}_migrations_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    yield url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    server.dispose()


def revisions() -> list[Script]:
    """All revisions, the oldest first."""
    return list(ScriptDirectory("migrations").walk_revisions())[::-1]


def tables() -> sa.MetaData:
    """What stands in the database now, without Alembic's own table."""
    found = sa.MetaData()
    with db.engines[WRITER].connect() as connection:
        found.reflect(connection)
    found.remove(found.tables[VERSIONS])
    return found


def counts() -> dict[str, int]:
    """The rows of each table. Its name is enough for that: to read what every table is made of takes a hundred times as long."""
    with db.engines[WRITER].connect() as connection:
        names = set(sa.inspect(connection).get_table_names()) - {VERSIONS}
        return {name: rows_of(connection, sa.table(name)) for name in names}


def differences(metadata: sa.MetaData) -> list[Any]:
    with db.engines[WRITER].connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, metadata)


def fill_empty_tables() -> None:
    """Two rows in every table that has none: one with each nullable column empty, one with all of them full."""
    there = tables().sorted_tables
    with db.engines[WRITER].begin() as connection:
        for table in there:
            if not rows_of(connection, table):
                for number in range(1, ROWS_A_TABLE + 1):
                    connection.execute(table.insert(), row(connection, table, number))
                count_on(connection, table)


def count_on(connection: sa.Connection, table: sa.Table) -> None:
    """Let PostgreSQL's counter go on behind the rows: triggers write into tables filled here."""
    if connection.dialect.name == "postgresql" and "id" in table.columns:
        counter = sa.func.pg_get_serial_sequence(f'"{table.name}"', "id")
        connection.execute(sa.select(sa.func.setval(counter, ROWS_A_TABLE)))


def row(connection: sa.Connection, table: sa.Table, number: int) -> dict[str, Any]:
    """A valid row. Values grow from column to column, so that an end comes after its start."""
    values: dict[str, Any] = {}
    for position, column in enumerate(table.columns):
        target = next((key.column for key in column.foreign_keys), None)
        either = EITHER.get(table.name, ())
        optional = bool(column.nullable) and number == 1
        if either.index(column.name) != number - 1 if column.name in either else optional:
            values[column.name] = None
        elif target is not None:
            values[column.name] = connection.execute(
                sa.select(target)
                .order_by(target)
                .offset(min(number - 1, rows_of(connection, target.table) - 1))
                .limit(1)
            ).scalar_one()
        else:
            values[column.name] = value(column.type, number, position)
    return values


def rows_of(connection: sa.Connection, table: sa.FromClause) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def value(kind: sa.types.TypeEngine[Any], number: int, position: int) -> Any:
    if isinstance(kind, sa.Boolean):
        return number == 1
    if isinstance(kind, sa.Integer):
        return number
    if isinstance(kind, sa.Numeric | sa.Float):
        return 0.5
    if isinstance(kind, sa.DateTime):
        return datetime(2026, 1, number, tzinfo=UTC) + timedelta(hours=position)
    if isinstance(kind, sa.Date):
        return date(2026, number, 1) + timedelta(days=position)
    if isinstance(kind, sa.JSON):
        return {"语言": "zh-CN", "number": number}
    if isinstance(kind, sa.LargeBinary):
        return bytes([number, position])
    assert isinstance(kind, sa.String), f"a column type that this test has no value for: {kind!r}"
    return f"值 {number}.{position}"


def test_there_is_one_line_of_revisions():
    scripts = ScriptDirectory("migrations")
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1
    assert all(not script.is_merge_point and not script.is_branch_point for script in revisions())


def test_the_newest_revision_is_what_the_models_say(place: Flask):
    upgrade()
    assert differences(Base.metadata) == []


def test_the_newest_revision_holds_the_checks_and_unique_keys_of_the_models(place: Flask):
    upgrade()
    inspector = sa.inspect(db.engines[WRITER])
    for table in Base.metadata.sorted_tables:
        meant = {
            type(each): {str(rule.name) for rule in table.constraints if type(rule) is type(each)}
            for each in table.constraints
        }
        there = {check["name"] for check in inspector.get_check_constraints(table.name)}
        assert meant.get(sa.CheckConstraint, set()) == there, table.name
        there = {unique["name"] for unique in inspector.get_unique_constraints(table.name)}
        assert meant.get(sa.UniqueConstraint, set()) == there, table.name


def test_the_comparison_sees_a_column_without_a_migration(place: Flask):
    upgrade()
    changed = sa.MetaData()
    for table in Base.metadata.sorted_tables:
        table.to_metadata(changed)
    changed.tables["user"].append_column(sa.Column("shoe_size", sa.Integer))
    assert [change[0] for change in differences(changed)] == ["add_column"]


def test_all_migrations_go_down_and_up_again(place: Flask):
    upgrade()
    whole = set(tables().tables)
    downgrade(revision="base")
    assert not tables().tables
    upgrade()
    assert set(tables().tables) == whole
    assert differences(Base.metadata) == []


def test_each_migration_keeps_the_rows_of_the_tables_that_stay(place: Flask):
    before: dict[str, int] = {}
    for script in revisions():
        upgrade(revision=script.revision)
        after = counts()
        assert {name: after[name] for name in before if name in after} == {
            name: count for name, count in before.items() if name in after
        }, f"{script.revision} loses rows on the way up"
        fill_empty_tables()
        full = counts()
        assert set(full.values()) <= {ROWS_A_TABLE}
        if script.down_revision:
            downgrade(revision="-1")
            assert counts() == {name: full[name] for name in before}, f"{script.revision} loses rows on the way down"
            upgrade(revision=script.revision)
            fill_empty_tables()
        before = counts()
    downgrade(revision="base")
    assert not tables().tables


def test_no_row_is_left_without_the_row_it_refers_to(place: Flask):
    upgrade()
    fill_empty_tables()
    with db.engines[WRITER].connect() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.execute(sa.text("PRAGMA foreign_key_check")).all() == []
            assert connection.execute(sa.text("PRAGMA foreign_keys")).scalar_one() == 1
    with pytest.raises(sa.exc.IntegrityError), db.engines[WRITER].begin() as connection:
        connection.execute(sa.text('DELETE FROM "user"'))


def test_managers_keep_their_sight_as_long_as_it_was_theirs(place: Flask):
    upgrade(revision="0003")
    ahead, over = date.today() + timedelta(days=30), date(2026, 2, 1)
    grants = {1: (True, 2, None), 2: (True, 2, over), 3: (False, 2, None), 4: (True, 3, None), 5: (True, 2, ahead)}
    there = tables().tables
    with db.engines[WRITER].begin() as connection:
        for number, parent in ((1, None), (2, 1), (3, 1)):
            more = {"id": number, "parent_id": parent, "closed_on": None}
            connection.execute(there["department"].insert(), row(connection, there["department"], number) | more)
        for number, (active, where, ended_on) in grants.items():
            made = row(connection, there["user"], number) | {"id": number, "active": active}
            connection.execute(there["user"].insert(), made)
            job = {"user_id": number, "department_id": 2, "is_primary": True, "started_on": date(2026, 1, 1)}
            connection.execute(there["job"].insert(), job | {"ended_on": None if active else over})
            given = {
                "user_id": number,
                "role": "manager",
                "department_id": where,
                "granted_at": datetime(2026, 1, 1, tzinfo=UTC),
            }
            connection.execute(there["role_grant"].insert(), given | {"ended_on": ended_on})
    upgrade(revision="0004")
    assert heads(date.today()) == {(1, 2, None), (4, 3, None), (5, 2, ahead)}
    downgrade(revision="0003")
    grant = tables().tables["role_grant"]
    with db.engines[WRITER].connect() as connection:
        kept = connection.execute(sa.select(grant.c.user_id, grant.c.department_id, grant.c.ended_on)).all()
    assert {tuple(each) for each in kept} == {(1, 2, None), (4, 3, None), (5, 2, ahead)}


def heads(day: date) -> set[tuple[int, int, date | None]]:
    """(person, department, day after the last) of who heads a department on a day or from then on."""
    job = tables().tables["job"]
    held = sa.select(job.c.user_id, job.c.department_id, job.c.ended_on).where(
        job.c.is_head, sa.or_(job.c.ended_on.is_(None), job.c.ended_on > day)
    )
    with db.engines[WRITER].connect() as connection:
        return {tuple(each) for each in connection.execute(held)}
