"""What bulk acts write: days of duties and the changes that say why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, update

from app.db import db
from app.programmes.models import Assignment, AssignmentChange

from .kinds import ChangeKind


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something to many duties, when and why: the same in every change written of it."""

    on: date
    at: datetime
    reason: str = ""
    batch: str = ""
    by_id: int | None = None
    approver_id: int | None = None
    rule_id: int | None = None

    def change(
        self,
        duty: Assignment,
        kind: ChangeKind,
        *,
        until: date | None = None,
        due_after: date | None = None,
        version_after_id: int | None = None,
    ) -> dict[str, Any]:
        """A row of `AssignmentChange`, written before the duty itself is changed."""
        moved = version_after_id is not None
        return {
            "assignment_id": duty.id,
            "kind": kind.value,
            "on": self.on,
            "until": until,
            "due_before": duty.due_on,
            "due_after": due_after or duty.due_on,
            "version_before_id": duty.version_id if moved else None,
            "version_after_id": version_after_id,
            "rule_id": self.rule_id,
            "reason": self.reason,
            "by_id": self.by_id,
            "approver_id": self.approver_id,
            "at": self.at,
            "batch": self.batch,
        }


def write_changes(rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(AssignmentChange), rows)


def write_days(duties: Iterable[tuple[int, dict[str, Any]]], *columns: str) -> None:
    """Give each duty, by its id, the values of these columns: one statement for all."""
    rows = [{"key": duty_id, **{f"new_{name}": values[name] for name in columns}} for duty_id, values in duties]
    if rows:
        statement = (
            update(Assignment.__table__)  # type: ignore[arg-type]  # a table, whose updates run once for many rows
            .where(Assignment.__table__.c.id == bindparam("key"))
            .values({name: bindparam(f"new_{name}") for name in columns})
        )
        db.session.connection(bind_arguments={"mapper": Assignment}).execute(statement, rows)
        db.session.expire_all()
