"""The chain of the audit log: each row is signed together with the row before it.

Acts wait until their transaction is about to commit; then they are put in line behind everybody else's, signed and
written. Whoever changes, adds or takes out a row without the key breaks the chain at that place.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

from flask import current_app
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session, SessionTransaction

from app.db import RoutingSession, db
from app.people.models import AuditEntry

PURPOSE = b"audit chain 1"
WAITING = "acts"  # under this name a session keeps what is still to be written
SAVEPOINTS = "acts before"  # and under this one how many acts waited when a savepoint was made
LINE = 7_302_026  # the advisory lock by which writers on PostgreSQL stand in line
ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold: the row's id and what is wrong with it."""

    entry_id: int
    what: str  # changed, or missing before it


@dataclass(frozen=True, slots=True)
class Head:
    """The newest row, for keeping somewhere else: rows cut off from the end are found by it."""

    entry_id: int
    hash: str


def put(entry: AuditEntry) -> None:
    """Have an act written when the transaction commits; if it does not, the act did not happen."""
    session = db.session()
    if not session.in_transaction():
        session.begin()  # so that there is something to roll back
    session.info.setdefault(WAITING, []).append(entry)


@event.listens_for(RoutingSession, "after_transaction_create")
def mark_savepoint(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        session.info.setdefault(SAVEPOINTS, {})[transaction] = len(session.info.get(WAITING, ()))


@event.listens_for(RoutingSession, "before_commit")
def write_waiting(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint that is given up: the transaction goes on
    session.info.pop(SAVEPOINTS, None)
    waiting: list[AuditEntry] = session.info.pop(WAITING, [])
    if not waiting:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:line)"), {"line": LINE})
    before = session.scalar(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)) or ""
    for entry in waiting:
        entry.previous_hash = before
        entry.hash = before = _signed(entry, current_app.config["SECRET_KEY"])
        session.add(entry)
        session.flush()  # one by one: ids in the order of the chain


@event.listens_for(RoutingSession, "after_rollback")
def forget_waiting(session: Session) -> None:
    """Back to a savepoint: what was done since it was made did not happen. Back to the start: nothing did."""
    savepoint = session.get_nested_transaction()
    if savepoint is not None:
        del session.info.get(WAITING, [])[session.info[SAVEPOINTS][savepoint] :]
        return
    session.info.pop(WAITING, None)
    session.info.pop(SAVEPOINTS, None)


def verify() -> Iterator[Break]:
    """Every place where the chain does not hold, the oldest first. Rows from before the chain are passed over."""
    before = ""
    statement = select(AuditEntry).where(AuditEntry.hash != "").order_by(AuditEntry.id)
    for entry in db.session.scalars(statement.execution_options(yield_per=ROWS_AT_ONCE)):
        if not is_signed(entry):
            yield Break(entry.id, "changed")
        if entry.previous_hash != before:
            yield Break(entry.id, "missing before it")
        before = entry.hash


def is_signed(entry: AuditEntry) -> bool:
    """Whether the row is as we wrote it, under the key of today or a former one that is still believed."""
    secrets = (current_app.config["SECRET_KEY"], *(current_app.config.get("SECRET_KEY_FALLBACKS") or ()))
    return any(hmac.compare_digest(entry.hash, _signed(entry, secret)) for secret in secrets)


def head() -> Head | None:
    row = db.session.execute(select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)).first()
    return Head(row.id, row.hash) if row else None


def holds(kept: Head) -> bool:
    """Whether a head kept earlier still stands in the log."""
    return db.session.scalar(select(AuditEntry.hash).filter_by(id=kept.entry_id)) == kept.hash


def _signed(entry: AuditEntry, secret: str) -> str:
    """With a key of its own, so that no other signature made with the secret fits here."""
    fields = {
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor": entry.actor_id,
        "subject": entry.subject_id,
        "action": entry.action,
        "detail": entry.detail,
        "reason": entry.reason,
        "address": entry.address,
        "request": entry.request_id,
        "previous": entry.previous_hash,
    }
    written = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    key = hmac.new(secret.encode(), PURPOSE, hashlib.sha256).digest()
    return hmac.new(key, written.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
