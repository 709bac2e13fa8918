"""A real database, real courses, no mocks.

Each worker process has one database of its own: a file, or with TEST_DATABASE_URL a PostgreSQL database. It is migrated once;
after each test that wrote, every table is emptied. Commits, engines and the gate are the real ones.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import create_engine, event, make_url, text
from werkzeug.test import TestResponse

from app import content, create_app
from app.db import WRITER, db
from config import Settings, load

from . import furnished as demo
from .rows import empty_tables

SAMPLE = Path(__file__).parent / "sample"
SECRET = "tests-only-4f9c2b7d81e6a3505b1c8e92"

# A slow machine is no fault. With CI in the environment Hypothesis takes the same examples every time, and so do we then.
hypothesis.settings.register_profile("tests", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("tests")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what can meet it: tests that use, in whatever way, the settings, which alone know where it is; and of
    those none that is asked once."""
    if os.environ.get("TEST_DATABASE_URL"):
        meeting = [item for item in items if "settings" in getattr(item, "fixturenames", ()) and not _is_once(item)]
        config.hook.pytest_deselected(items=list(set(items) - set(meeting)))
        items[:] = meeting


def _is_once(item: pytest.Item) -> bool:
    return item.get_closest_marker("once") is not None


@pytest.fixture(scope="session")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workplace")


@pytest.fixture(scope="session")
def settings(workplace: Path) -> Settings:
    courses = workplace / "courses"
    shutil.copytree(SAMPLE, courses)
    return load(
        {
            "SECRET_KEY": SECRET,
            "INSTANCE_DIR": str(workplace / "instance"),
            "CONTENT_DIR": str(courses),
            "DATABASE_URL": database_url(workplace),
            "LOG_LEVEL": "critical",
        }
    )


def database_url(workplace: Path) -> str:
    """A fresh database for this worker: a file, or one beside TEST_DATABASE_URL."""
    given = os.environ.get("TEST_DATABASE_URL")
    if not given:
        return f"sqlite:///{workplace / 'test.db'}"
    url = make_url(given.replace("postgresql://", "postgresql+psycopg://"))
    name = f"{url.database}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def migrated_app(settings: Settings) -> Iterator[Flask]:
    settings.instance_dir.mkdir(exist_ok=True)
    app = create_app(settings)
    app.testing = True
    app.test_client_class = Client
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        _wait_for_no_disk()
        upgrade()
        content.publish(app)
        empty_tables()  # of the editions noted: every test begins without
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def _wait_for_no_disk() -> None:
    """Thousands of tests commit in this process, and none of them cuts the power: what survives that is tested in processes of
    their own, which wait for the disk as promised."""
    engine = db.engines[WRITER]
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda dbapi, _record: dbapi.execute("PRAGMA synchronous=OFF"))


@pytest.fixture(scope="session")
def published(migrated_app: Flask, workplace: Path) -> Path:
    """A copy of what is kept beside the courses when they were put into service once, and nothing has changed since."""
    kept = workplace / "published"
    shutil.copytree(Path(migrated_app.instance_path) / "content", kept)
    return kept


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation with the demo company, to copy and not to write to; one for all workers."""
    base = tmp_path_factory.getbasetemp()
    return demo.make_once(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


@pytest.fixture
def app(migrated_app: Flask) -> Iterator[Flask]:
    with migrated_app.app_context():
        wrote: list[str] = []

        def note(_connection, _cursor, statement, *_rest) -> None:
            if not statement.startswith(("SELECT", "BEGIN", "PRAGMA")):
                wrote.append(statement)

        event.listen(db.engines[WRITER], "before_cursor_execute", note)
        yield migrated_app
        event.remove(db.engines[WRITER], "before_cursor_execute", note)
        db.session.remove()
        if wrote:
            empty_tables()
        queue = migrated_app.extensions["jobs"]
        if queue.pending_count() or queue.scheduled_count():
            queue.flush()  # what a test asked for and did not run is not for the next one


@contextmanager
def emptied_after() -> Iterator[None]:
    """For one example of a property: whatever comes of it, the next example finds no row of it."""
    try:
        yield
    finally:
        empty_tables()


class Client(FlaskClient):
    """A browser. Each request has an application context of its own, as under the server, though the test has one too."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.rollback()
        with self.application.app_context():
            return super().open(*args, **kwargs)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL statements sent while inside, without those that only begin or end a transaction."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "PRAGMA")):
            seen.append(statement)

    engines = list(db.engines.values())
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
