"""What the tests of frozen copies share: freezing by the page, files read, the triggers put out of force as a thief would."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask.testing import FlaskClient
from sqlalchemy import select, text

from app.db import WRITER, db
from app.reports.kept.models import Snapshot

from ..asked import download

KINDS, LANGUAGES = ("csv", "xlsx", "pdf"), ("en", "zh-CN")


def freeze(
    client: FlaskClient, address: str = "completion?course=packing", key: str = "a-key-of-a-form", **form: str
) -> str:
    """The number of the copy."""
    given = {"key": key, "title": "Second quarter", "reason": "handed in"} | form
    answer = client.post(f"/reports/snapshots/new/{address}", data=given)
    assert answer.status_code == 303, answer.text
    return answer.location.rpartition("/")[2]


def files(client: FlaskClient, code: str) -> dict[tuple[str, str], bytes]:
    return {
        (kind, tag): download(client, f"/reports/snapshots/{code}.{kind}?lang={tag}")
        for kind in KINDS
        for tag in LANGUAGES
    }


def only() -> Snapshot:
    db.session.rollback()
    return db.session.scalars(select(Snapshot)).one()


@contextmanager
def triggers_off(table: str) -> Iterator[None]:
    """As somebody with the password of the database may do."""
    with db.engines[WRITER].begin() as connection:
        if connection.dialect.name == "sqlite":
            found = connection.execute(
                text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"),
                {"table": table},
            ).all()
            for name, _sql in found:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    try:
        yield
    finally:
        with db.engines[WRITER].begin() as connection:
            if connection.dialect.name == "sqlite":
                for _name, sql in found:
                    connection.exec_driver_sql(sql)
            else:
                connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")
