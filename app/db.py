"""The database: two engines and a gate.

A request reads one snapshot through an engine that cannot write. Everything that changes facts happens inside
`with writing():`, short, without I/O or hashing, one at a time. See docs/decisions/0003-two-engines-and-a-gate.md.
"""

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import IO, Any, TypeVar, TypeVarTuple

from flask import Flask, current_app
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import JSON, DateTime, Dialect, Index, MetaData, Select, String, event, inspect, select, text
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

MANY = 500
"""How many ids a statement names at most."""
WRITER = "writer"
GLANCE = "glance"
SILENT = {"hide_parameters": True}  # values are personal data: errors and logs name statements only
PATIENCE = "busy_timeout=15000"
PRAGMAS = (
    PATIENCE,
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "journal_size_limit=67108864",
)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC. Naive values are refused: SQLite would lose what they meant."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored; use clock.now()")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UTCDateTime(), str: String(), dict[str, Any]: JSON(), list[Any]: JSON()}


def index_of_filled(name: str, column: str) -> Index:
    """Of rows in which a column holds something: few, and looked for whenever what they name is deleted."""
    filled = text(f"{column} IS NOT NULL")
    return Index(name, column, sqlite_where=filled, postgresql_where=filled)


class RoutingSession(Session):
    """Reads go to the query-only engine, the inside of `writing()` to the writer."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        return db.engines[WRITER if self.info.get("writing") else None]


db = SQLAlchemy(metadata=Base.metadata, session_options={"class_": RoutingSession})
migrate = Migrate(db=db, directory=str(Path(__file__).parent.parent / "migrations"))


def init_app(app: Flask) -> None:
    """Set up both engines for DATABASE_URL. Engines connect lazily, so forking afterwards is safe."""
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    reader, writer, glance = _engine_options(url.get_backend_name())
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = reader
    app.config["SQLALCHEMY_BINDS"] = {WRITER: {"url": url, **writer}, GLANCE: {"url": url, **glance}}
    db.init_app(app)
    migrate.init_app(app)
    app.extensions["gate"] = Path(f"{url.database}.gate") if url.get_backend_name() == "sqlite" else None
    with app.app_context():
        if url.get_backend_name() == "sqlite":
            _listen(db.engines[None], begin="BEGIN", reader=True)
            _listen(db.engines[WRITER], begin="BEGIN IMMEDIATE", reader=False)
            event.listen(db.engines[GLANCE], "connect", partial(_on_connect, reader=True))


def _engine_options(backend: str) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Of the reader, the writer and the glance."""
    if backend == "sqlite":
        many = {"pool_size": 16, **SILENT}
        return many, {"pool_size": 1, "max_overflow": 0, **SILENT}, many
    # Compiling a report's statement takes longer than running it, and what it sorts fits into a little more memory than usual.
    common = "-c lock_timeout=5s -c statement_timeout=15s -c timezone=UTC -c jit=off -c work_mem=16MB"
    read_only = f"{common} -c default_transaction_read_only=on -c default_transaction_isolation=repeatable\\ read"
    reader = {"pool_pre_ping": True, "connect_args": {"options": read_only}, **SILENT}
    writer = {"pool_pre_ping": True, "connect_args": {"options": common}, **SILENT}
    # The end of a transaction makes the driver forget what it prepared, and who is asking would be planned anew on every page.
    return reader, writer, {**reader, "isolation_level": "AUTOCOMMIT"}


def _listen(engine: Engine, *, begin: str, reader: bool) -> None:
    event.listen(engine, "connect", partial(_on_connect, reader=reader))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))


def _on_connect(dbapi: Any, _record: Any, *, reader: bool) -> None:
    dbapi.isolation_level = None  # the driver opens and closes nothing by itself
    cursor = dbapi.cursor()
    for pragma in (*PRAGMAS, f"query_only={'ON' if reader else 'OFF'}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@contextmanager
def reading() -> Iterator[Connection]:
    """A few plain statements on their own, each seeing what is true at its moment: cheaper than a session with a
    snapshot, where every page pays for it."""
    with db.engines[GLANCE].connect() as connection:
        yield connection


@contextmanager
def writing() -> Iterator[None]:
    """Everything that changes facts happens in here: short, no I/O, no hashing, no rendering.

    Ends the read snapshot first, so that what is decided inside is decided on what is true now. Commits at the end;
    whatever raises undoes everything. Objects loaded before are read again when they are next used.
    """
    _refuse_nesting()
    db.session().rollback()
    with saving():
        yield


@contextmanager
def saving() -> Iterator[None]:
    """As `writing()`, but keeps what the session already changed: for the sign-in library, which changes first and saves last."""
    _refuse_nesting()
    session = db.session()
    with _gate():
        session.info["writing"] = True
        try:
            yield
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info["writing"] = False


@contextmanager
def noting() -> Iterator[Connection | None]:
    """A small note beside what a request does, for which nobody waits: None where somebody else is writing just now.

    It touches neither the session nor the snapshot of the request. What is written here has to be worth little: whoever asks
    goes on without it, and tries again next time.
    """
    path: Path | None = current_app.extensions["gate"]
    with open(path, "w") if path else nullcontext() as gate:
        if gate is not None and not _is_free(gate):
            yield None
            return
        with db.engines[WRITER].connect() as connection, _not_waiting(connection), connection.begin():
            yield connection


@contextmanager
def _not_waiting(connection: Connection) -> Iterator[None]:
    """Whoever writes past the gate, a tool at the terminal for instance, is not waited for either."""
    if connection.dialect.name != "sqlite":
        yield
        return
    dbapi: Any = connection.connection.dbapi_connection
    dbapi.execute("PRAGMA busy_timeout=0")
    try:
        yield
    finally:
        dbapi.execute(f"PRAGMA {PATIENCE}")


def _is_free(gate: IO[str]) -> bool:
    """Whether the gate was open, and is ours now."""
    try:
        fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def locked(statement: Select[*Ts], of: Any = None) -> Select[*Ts]:
    """The rows, for nobody else to change before we are done, and as they are now: not as they were when first read in here."""
    return statement.with_for_update(of=of).execution_options(populate_existing=True)


def locked_by_id(table: type[T], ids: Sequence[int]) -> dict[int, T]:
    """Rows of a table with a key `id`, locked, by that; in one order, so that nobody waits for somebody who waits for them."""
    found: dict[int, T] = {}
    key, wanted = inspect(table).primary_key[0], sorted(ids)
    for chunk in (wanted[at : at + MANY] for at in range(0, len(wanted), MANY)):
        rows = db.session.execute(locked(select(key, table).where(key.in_(chunk)).order_by(key)))
        found |= {row_id: row for row_id, row in rows}
    return found


def _refuse_nesting() -> None:
    """The gate opens to one at a time: who stands in it and asks again would wait for themselves, for ever."""
    if db.session().info.get("writing"):
        raise RuntimeError("inside writing() already: an action must not open the gate again")


@contextmanager
def _gate() -> Iterator[None]:
    """One writer at a time over all processes, in line; freed by the kernel if we die. PostgreSQL needs none."""
    path: Path | None = current_app.extensions["gate"]
    with open(path, "w") if path else nullcontext() as gate:
        if gate is not None:
            fcntl.flock(gate, fcntl.LOCK_EX)
        yield
