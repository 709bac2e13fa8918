"""Two engines and a gate."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import QueuePool, delete, func, select
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from app import create_app
from app.db import WRITER, db, writing
from app.learning.models import Enrolment
from app.limits import LimitCount
from app.people.models import Position, User

from . import factories
from .crowd import at_once

NOW = factories.NOW


def counter(count: int = 0) -> None:
    with writing():
        db.session.add(LimitCount(bucket="b", window_at=NOW, count=count))


def counted() -> int | None:
    db.session.rollback()
    return db.session.scalar(select(LimitCount.count))


def test_a_write_outside_writing_is_refused_by_the_database(app):
    db.session.add(LimitCount(bucket="b", window_at=NOW, count=1))
    with pytest.raises(DBAPIError, match=r"read.?only"):
        db.session.commit()
    assert counted() is None


def test_a_request_that_reads_cannot_write(app):
    counter(1)
    with app.test_request_context("/today"), pytest.raises(DBAPIError, match=r"read.?only"):
        db.session.execute(delete(LimitCount))
    assert counted() == 1


def test_what_writing_did_is_kept(app):
    counter(3)
    assert counted() == 3


def test_whatever_raises_inside_writing_undoes_everything(app):
    counter(1)

    def fail_half_way() -> None:
        with writing():
            db.session.scalars(select(LimitCount)).one().count = 7
            db.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert counted() == 1


def test_after_a_failed_writing_reads_go_to_the_reader_again(app):
    with pytest.raises(ZeroDivisionError), writing():
        raise ZeroDivisionError
    with pytest.raises(DBAPIError, match=r"read.?only"):
        db.session.execute(delete(LimitCount))


def test_the_next_one_can_write_after_a_failure(app):
    with pytest.raises(IntegrityError), writing():
        db.session.add_all([Position(code="P", name_zh="", name_en="", family="") for _ in range(2)])
    counter(1)
    assert counted() == 1


def test_writing_decides_on_what_is_true_now(app):
    counter(1)
    row = db.session.scalars(select(LimitCount)).one()
    assert row.count == 1

    def add_one() -> None:
        with writing():
            db.session.scalars(select(LimitCount)).one().count += 1

    at_once(app, add_one)
    with writing():
        row.count += 1
    assert counted() == 3


def test_a_reader_sees_one_moment(app):
    counter(1)
    assert counted() == 1
    at_once(app, lambda: counter_to(2))
    assert db.session.scalar(select(LimitCount.count)) == 1
    assert counted() == 2


def counter_to(count: int) -> None:
    with writing():
        db.session.scalars(select(LimitCount).with_for_update()).one().count = count


def test_p3_no_addition_is_lost_among_eight_writers(app):
    counter()

    def add() -> None:
        for _ in range(5):
            with writing():
                row = db.session.scalars(select(LimitCount).with_for_update()).one()
                row.count += 1

    assert at_once(app, *[add] * 8) == [None] * 8
    assert counted() == 40


def test_writing_inside_writing_is_a_mistake_that_is_told_not_a_wait_for_ever(app):
    with pytest.raises(RuntimeError, match="inside writing"), writing(), writing():
        pass
    counter(1)
    assert counted() == 1


def test_a_naive_datetime_is_refused(app):
    with pytest.raises(StatementError, match="naive"):
        db.session.scalar(select(func.count()).where(LimitCount.window_at == datetime(2026, 11, 20)))


def test_an_instant_comes_back_aware_and_the_same(app):
    beijing = datetime(2026, 11, 20, 10, 0, tzinfo=timezone(timedelta(hours=8)))
    with writing():
        db.session.add(LimitCount(bucket="b", window_at=beijing, count=1))
    db.session.rollback()
    kept = db.session.scalars(select(LimitCount.window_at)).one()
    assert kept == beijing
    assert kept.utcoffset() == timedelta(0)
    assert kept.astimezone(UTC).hour == 2


def test_foreign_keys_hold(app):
    with pytest.raises(IntegrityError), writing():
        db.session.add(Enrolment(user_id=999, course_id="packing", round=1, enrolled_at=NOW))


@pytest.mark.parametrize(("name", "query_only"), [(None, 1), (WRITER, 0)], ids=["reader", "writer"])
def test_sqlite_is_set_up_as_promised(settings, tmp_path, name, query_only):
    fresh = create_app(replace(settings, instance_dir=tmp_path, database_url=f"sqlite:///{tmp_path}/promised.db"))
    with fresh.app_context():
        with db.engines[name].connect() as connection:
            kept = {
                each: connection.exec_driver_sql(f"PRAGMA {each}").scalar()
                for each in ("journal_mode", "synchronous", "foreign_keys", "query_only", "busy_timeout")
            }
        db.engines[name].dispose()
    assert kept == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "query_only": query_only,
        "busy_timeout": 15000,
    }


def test_the_writer_has_one_connection_and_readers_have_several(app):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("one at a time by the gate, which SQLite needs")
    readers, writer = db.engine.pool, db.engines[WRITER].pool
    assert isinstance(readers, QueuePool)
    assert isinstance(writer, QueuePool)
    assert (writer.size(), writer._max_overflow) == (1, 0)
    assert readers.size() > 1


def test_objects_loaded_before_writing_can_be_read_after_it(app):
    person = factories.user(name="李雷")
    with writing():
        db.session.get_one(User, person.id).locale = "en"
    assert (person.name, person.locale) == ("李雷", "en")
