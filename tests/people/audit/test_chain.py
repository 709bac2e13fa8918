"""The audit log is a chain: what is changed, added or taken out behind our back is found."""

import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from app import clock
from app.db import WRITER, db, writing
from app.people.actions import add_user, record_act
from app.people.audit import chain, heads
from app.people.audit.jobs import check_chain
from app.people.models import AuditEntry

from ... import factories


@pytest.fixture(autouse=True)
def _no_heads(app):
    """None kept from another test, nor for another."""
    kept = Path(app.instance_path) / "audit-heads"
    kept.unlink(missing_ok=True)
    yield
    kept.unlink(missing_ok=True)


def act(action: str = "sessions ended", **more) -> None:
    with writing():
        record_act(action, actor_id=None, now=clock.now(), **more)


def entries() -> list[AuditEntry]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def behind_our_back(*statements: str) -> None:
    """Change rows as somebody could who has the database in hand: the guards are theirs to take off."""
    with db.engines[WRITER].begin() as connection:
        sqlite = connection.dialect.name == "sqlite"
        guards: Sequence[Any] = []
        if sqlite:
            guards = connection.execute(
                text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'")
            ).all()
            for name, _sql in guards:
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER ALL"))
        for statement in statements:
            connection.execute(text(statement))
        for _name, sql in guards:
            connection.exec_driver_sql(sql)
        if not sqlite:
            connection.execute(text("ALTER TABLE audit_entry ENABLE TRIGGER ALL"))
    db.session.rollback()


def test_each_entry_is_signed_together_with_the_one_before(app):
    for action in ("sign-in", "sessions ended", "password changed"):
        act(action, words="一二三")
    first, second, third = entries()
    assert first.previous_hash == ""
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)
    assert list(chain.verify()) == []


def test_several_acts_of_one_transaction_stand_in_their_order(app):
    with writing():
        for action in ("sign-in", "sessions ended"):
            record_act(action, actor_id=None, now=clock.now())
    assert [entry.action for entry in entries()] == ["sign-in", "sessions ended"]
    assert list(chain.verify()) == []


def test_what_did_not_happen_is_not_written(app):
    def begin_and_fail() -> None:
        with writing():
            record_act("sign-in", actor_id=None, now=clock.now())
            raise TimeoutError

    with pytest.raises(TimeoutError):
        begin_and_fail()
    act("sessions ended")
    assert [entry.action for entry in entries()] == ["sessions ended"]


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET action = 'other'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_what_is_written(app, statement):
    act()
    with pytest.raises(DBAPIError), writing():
        db.session.execute(text(statement))
    assert len(entries()) == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entry SET action = 'other' WHERE id = {id}",
        "UPDATE audit_entry SET reason = 'because' WHERE id = {id}",
        'UPDATE audit_entry SET detail = \'{{"role": "hr"}}\' WHERE id = {id}',
        "UPDATE audit_entry SET address = '10.0.0.1' WHERE id = {id}",
        "UPDATE audit_entry SET at = '2020-01-01 00:00:00' WHERE id = {id}",
    ],
)
def test_s84_a_changed_entry_is_found(app, change):
    for _ in range(3):
        act()
    changed = entries()[1].id
    behind_our_back(change.format(id=changed))
    assert [(each.entry_id, each.what) for each in chain.verify()] == [(changed, "changed")]


def test_s84_an_entry_taken_out_is_found_at_the_one_after_it(app):
    for _ in range(3):
        act()
    _first, second, third = entries()
    behind_our_back(f"DELETE FROM audit_entry WHERE id = {second.id}")
    assert [(each.entry_id, each.what) for each in chain.verify()] == [(third.id, "missing before it")]


def test_s84_entries_cut_off_from_the_end_are_found_by_the_head_kept_outside(app):
    for _ in range(3):
        act()
    check_chain(clock.today())
    last = entries()[-1].id
    behind_our_back(f"DELETE FROM audit_entry WHERE id = {last}")
    assert list(chain.verify()) == []
    assert heads.missing() == [f"{last}: was the newest once, and is not there any more"]


def test_a_former_key_confirms_what_it_signed(app, monkeypatch):
    act()
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [app.config["SECRET_KEY"]])
    monkeypatch.setitem(app.config, "SECRET_KEY", "another-key-of-forty-characters-or-so-7351")
    act()
    assert list(chain.verify()) == []
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [])
    assert len(list(chain.verify())) == 1


def test_f09_acts_at_the_same_moment_stand_in_one_line(app):
    def work() -> None:
        with app.app_context():
            for _ in range(5):
                act()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(entries()) == 20
    assert list(chain.verify()) == []


def test_the_terminal_says_where_the_chain_does_not_hold(app):
    act()
    run = app.test_cli_runner().invoke
    assert run(args=["audit", "verify"]).exit_code == 0
    behind_our_back("UPDATE audit_entry SET action = 'other'")
    result = run(args=["audit", "verify"])
    assert result.exit_code == 1
    assert f"{entries()[0].id}: changed" in result.output


def test_an_act_tells_where_it_came_from_and_whom_it_is_about(app, client):
    person = factories.user(password=True)
    client.post("/sign-in", data={"email": person.staff_no, "password": factories.PASSWORD})
    (entry,) = entries()
    assert (entry.action, entry.actor_id, entry.address) == ("sign-in", person.id, "127.0.0.1")


def test_an_update_through_the_session_is_refused_too(app):
    act()
    with pytest.raises(DBAPIError), writing():
        db.session.execute(update(AuditEntry).values(reason="none"))


def test_a_savepoint_taken_back_takes_only_its_own_acts_with_it():
    with writing():
        record_act("before", actor_id=None, now=clock.now())
        with db.session.begin_nested():
            record_act("kept", actor_id=None, now=clock.now())
        with suppress(LookupError), db.session.begin_nested():
            with db.session.begin_nested():
                record_act("given up within", actor_id=None, now=clock.now())
            record_act("given up", actor_id=None, now=clock.now())
            raise LookupError
        record_act("after", actor_id=None, now=clock.now())
    assert [entry.action for entry in entries()] == ["before", "kept", "after"]
    assert list(chain.verify()) == []


def test_a_statement_refused_within_a_savepoint_leaves_the_acts_before_it():
    person = factories.user("王小明", "00101")
    with writing():
        record_act("before", actor_id=None, now=clock.now())
        with suppress(IntegrityError), db.session.begin_nested():
            record_act("given up", actor_id=None, now=clock.now())
            add_user(person.staff_no, "Somebody", now=clock.now())
    assert [entry.action for entry in entries()][-1] == "before"


def test_rows_taken_out_from_the_beginning_are_missed():
    act("first")
    act("second")
    first, second = entries()
    behind_our_back(f"DELETE FROM audit_entry WHERE id = {first.id}")
    assert [(each.entry_id, each.what) for each in chain.verify()] == [(second.id, "missing before it")]
