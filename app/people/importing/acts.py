"""The life of an import: started, planned, applied once, undone once. Each runs inside `writing()` unless it says otherwise."""

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, func, insert, select, update

from app.access import Scope
from app.db import db, locked
from app.errors import Conflict, NotFound
from app.people.actions import record_act

from .drafting import Line
from .kinds import KINDS, Request
from .models import ImportLine, ImportPlan
from .planning import ERRORS
from .sheets import Row, Table

ROWS_AT_ONCE = 2000
LONGEST_FILE_NAME = 120
NOTHING = {*ERRORS, "same"}
FORSAKEN = timedelta(minutes=3)  # without a sign of life: whoever read the sheet is gone
MOST_TRIES = 3  # before only somebody who looks at it has it read again


def start(
    kind: str,
    table: Table,
    *,
    key: str = "",
    data: bytes,
    file_name: str,
    options: dict[str, Any],
    scope: Scope,
    by_id: int | None,
    now: datetime,
) -> ImportPlan:
    """Keep a sheet's rows for the job that plans them. `key`: of the form; sent again it gives the plan made the first time."""
    sent_before = db.session.scalar(select(ImportPlan).filter_by(key=key, by_id=by_id, kind=kind)) if key else None
    if sent_before is not None:
        return sent_before
    plan = ImportPlan(
        key=key or secrets.token_urlsafe(12),
        kind=kind,
        state="reading",
        file_name=file_name[-LONGEST_FILE_NAME:],
        file_hash=hashlib.sha256(data).hexdigest(),
        options={
            **options,
            "scope": list(scope.paths) if not scope.everything else None,
            "columns": table.columns,
            "heads": table.heads,
            "unknown": table.unknown,
            "sheet": table.name,
            "last_row": table.rows[-1].number,
        },
        counts={"rows": len(table.rows)},
        basis_hash="",
        by_id=by_id,
        made_at=now,
    )
    db.session.add(plan)
    db.session.flush()
    _store(plan.id, (Line(row.number, "read", None, row.cells, done=dict(row.noted)) for row in table.rows))
    return plan


def read_again(plan: ImportPlan) -> Table:
    """The sheet of a plan that is still to be made."""
    rows = db.session.execute(
        select(ImportLine.number, ImportLine.given, ImportLine.done)
        .where(ImportLine.plan_id == plan.id, ImportLine.number <= plan.options["last_row"])
        .order_by(ImportLine.number)
    )
    table = [Row(number, given, noted) for number, given, noted in rows]
    return Table("", plan.options["sheet"], table, plan.options["columns"], plan.options["heads"], [])


def take_up(plan_id: int, *, now: datetime) -> bool:
    """Note that a job begins to read a sheet; False where there is nothing left to do."""
    plan = db.session.scalar(locked(select(ImportPlan).filter_by(id=plan_id, state="reading")))
    if plan is None:
        return False
    plan.touched_at, plan.progress, plan.tries = now, 0, plan.tries + 1
    return True


def note_progress(plan_id: int, count: int, *, now: datetime) -> None:
    reading = update(ImportPlan).filter_by(id=plan_id, state="reading")
    db.session.execute(reading.values(progress=count, touched_at=now))


def is_interrupted(plan: ImportPlan, *, now: datetime) -> bool:
    """Whether a sheet is to be read and nobody does: the machine went down, or no jobs run."""
    return plan.state == "reading" and (plan.touched_at or plan.made_at) < now - FORSAKEN


def list_forsaken(now: datetime) -> list[int]:
    """Sheets that a job takes up again by itself; one that ended several jobs is left to whoever looks at it."""
    since = func.coalesce(ImportPlan.touched_at, ImportPlan.made_at)
    waiting = select(ImportPlan.id).where(ImportPlan.state == "reading", ImportPlan.tries < MOST_TRIES)
    return list(db.session.scalars(waiting.where(since < now - FORSAKEN).order_by(ImportPlan.id)))


def keep_plan(plan_id: int, lines: Sequence[Line], basis_hash: str) -> None:
    """Lines in place of the rows they came from. A second run of the job finds nothing left to do."""
    plan = db.session.scalar(locked(select(ImportPlan).filter_by(id=plan_id, state="reading")))
    if plan is None:
        return
    db.session.execute(delete(ImportLine).filter_by(plan_id=plan_id))
    _store(plan_id, lines)
    plan.counts = {**dict(Counter(line.action for line in lines)), "rows": plan.counts["rows"]}
    plan.counts["warnings"] = sum(1 for line in lines if any(each["level"] == "warning" for each in line.complaints))
    plan.progress, plan.basis_hash, plan.state = plan.counts["rows"], basis_hash, "planned"


def _store(plan_id: int, lines: Iterator[Line] | Sequence[Line]) -> None:
    left = iter(lines)
    while chunk := list(islice(left, ROWS_AT_ONCE)):
        rows = [
            {
                "plan_id": plan_id,
                "number": line.number,
                "action": line.action,
                "chosen": line.chosen,
                "user_id": line.user_id,
                "given": line.given,
                "before": line.before,
                "after": line.after,
                "complaints": line.complaints,
                "done": line.done,
            }
            for line in chunk
        ]
        db.session.execute(insert(ImportLine), rows)


def get_locked(key: str, *, kind: str, scope: Scope) -> ImportPlan:
    """A plan of somebody who may see all of it. Raises NotFound."""
    plan = db.session.scalar(locked(select(ImportPlan).filter_by(key=key, kind=kind)))
    if plan is None or not covers(scope, plan):
        raise NotFound
    return plan


def covers(scope: Scope, plan: ImportPlan) -> bool:
    """Whether a reader may see all that the planner could see."""
    if scope.everything:
        return True
    paths = plan.options["scope"]
    return paths is not None and all(path.startswith(scope.paths) for path in paths)


def apply(
    key: str, *, kind: str, good_only: bool, scope: Scope, by_id: int | None, now: datetime, request_id: str = ""
) -> list[int]:
    """Do what a plan says, all of it or nothing; returns the ids of the people concerned. A second time does nothing.

    Raises Conflict where rows are wrong and not only the good ones are wanted, and where anything changed that it rests on.
    """
    plan = get_locked(key, kind=kind, scope=scope)
    if plan.state == "applied":
        return []
    if plan.state != "planned":
        raise Conflict(_("This import cannot be applied: it is still being read, or was undone or dropped."))
    if not good_only and any(plan.counts.get(action) for action in ERRORS):
        raise Conflict(_("Some rows are wrong. Correct them in the sheet, or import the good rows only."))
    lines = list(db.session.scalars(select(ImportLine).filter_by(plan_id=plan.id).order_by(ImportLine.number)))
    if KINDS[kind].basis_now(plan, lines, scope) != plan.basis_hash:
        raise Conflict(
            _("What this plan rests on has changed since it was made. Nothing was written: plan the sheet once more.")
        )
    ids = KINDS[kind].write(plan, [line for line in lines if line.chosen], by_id=by_id, now=now)
    db.session.execute(update(ImportLine).filter_by(plan_id=plan.id, chosen=False).values(done={}))
    plan.state, plan.applied_at, plan.applied_by_id = "applied", now, by_id
    plan.counts = {**plan.counts, "done": len(ids)}
    figures: dict[str, Any] = dict(Counter(line.action for line in lines if line.chosen and line.action not in NOTHING))
    record_act(f"{kind} imported", actor_id=by_id, now=now, request_id=request_id, plan=plan.id, **figures)
    return ids


def undo(
    key: str, *, kind: str, reason: str, scope: Scope, by_id: int | None, now: datetime, request_id: str = ""
) -> list[int]:
    """Take an applied import back, all of it or nothing. A second time does nothing."""
    plan = get_locked(key, kind=kind, scope=scope)
    if plan.state == "undone":
        return []
    if plan.state != "applied":
        raise Conflict(_("Only an import that was applied can be undone."))
    lines = list(db.session.scalars(select(ImportLine).filter_by(plan_id=plan.id).order_by(ImportLine.number)))
    ids = KINDS[kind].take_back(plan, lines, by_id=by_id, now=now)
    plan.state, plan.undone_at, plan.undone_by_id = "undone", now, by_id
    record_act(
        f"{kind} import undone",
        actor_id=by_id,
        now=now,
        request_id=request_id,
        reason=reason,
        plan=plan.id,
        count=len(ids),
        **{name: count for name, count in plan.options.get("undone", {}).items() if count},
    )
    return ids


def plan_again(key: str, *, kind: str, scope: Scope, now: datetime) -> ImportPlan:
    """The same rows against the company as it is now; of a sheet whose reading was interrupted, too."""
    plan = get_locked(key, kind=kind, scope=scope)
    if plan.state not in {"planned", "undone"} and not is_interrupted(plan, now=now):
        raise Conflict(_("Only an import that has not been applied can be planned once more."))
    db.session.execute(
        delete(ImportLine).where(ImportLine.plan_id == plan.id, ImportLine.number > plan.options["last_row"])
    )
    db.session.execute(update(ImportLine).filter_by(plan_id=plan.id).values(done={}))
    plan.options = {**plan.options, "scope": list(scope.paths) if not scope.everything else None}
    plan.state, plan.progress, plan.counts = "reading", 0, {"rows": plan.counts["rows"]}
    plan.touched_at, plan.tries = now, 0
    return plan


def drop(key: str, *, kind: str, scope: Scope) -> None:
    """A plan that nobody wants; what people were in it is deleted at once."""
    plan = get_locked(key, kind=kind, scope=scope)
    if plan.state in {"applied", "undone"}:
        raise Conflict(_("This import was applied: it can only be undone."))
    db.session.execute(delete(ImportLine).filter_by(plan_id=plan.id))
    plan.state = "dropped"


def choose_leavers(key: str, *, kind: str, shown: Sequence[int], ticked: Sequence[int], scope: Scope) -> None:
    """Of the proposed leavers with these line numbers, those ticked are to leave."""
    plan = get_locked(key, kind=kind, scope=scope)
    if plan.state != "planned":
        raise Conflict(_("This import is no longer a plan."))
    for chosen in (True, False):
        numbers = [number for number in shown if (number in ticked) is chosen]
        proposed = (ImportLine.plan_id == plan.id, ImportLine.number > plan.options["last_row"])
        db.session.execute(update(ImportLine).where(*proposed, ImportLine.number.in_(numbers)).values(chosen=chosen))


def choose_all_leavers(key: str, *, kind: str, scope: Scope) -> None:
    plan = get_locked(key, kind=kind, scope=scope)
    proposed = (ImportLine.plan_id == plan.id, ImportLine.number > plan.options["last_row"])
    db.session.execute(update(ImportLine).where(*proposed).values(chosen=True))


def request_of(plan: ImportPlan) -> Request:
    paths = plan.options["scope"]
    return Request(Scope(everything=True) if paths is None else Scope(paths=tuple(paths)), plan.options, plan.by_id)
