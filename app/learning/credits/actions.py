"""Writing the ledger. Each action runs inside `writing()`, is given `now`, never commits; nothing else writes credits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.db import MANY, db
from app.errors import Conflict
from app.people.models import Job

from .activities import Activity, Wanted, activity_of, sources
from .models import Credit


@dataclass(frozen=True, slots=True)
class Act:
    """Who records something, when and why; `by_id` None: the product, from what was done."""

    now: datetime
    by_id: int | None = None
    reason: str = ""
    approved_by_id: int | None = None


def give(user_id: int, source: str, activity: Activity, act: Act) -> None:
    """Credit one activity. The same source again changes nothing: `settle` corrects."""
    give_all([Wanted(user_id, source, activity)], act)


def give_all(wanted: Sequence[Wanted], act: Act) -> int:
    """Credit activities of sources that have none. Three statements for up to 500 people. Returns how many they were."""
    there = list_heads(sources(wanted))
    new = [each for each in wanted if each.activity is not None and each.source not in there]
    _add([(each, None) for each in new], act)
    return len(new)


def settle(wanted: Sequence[Wanted], act: Act) -> int:
    """Make the ledger say this: what is missing is credited, what is otherwise is corrected, what should not be is taken back.

    Returns how many rows were written; none when it says so already.
    """
    heads = list_heads(sources(wanted))
    due = [(each, heads.get(each.source)) for each in wanted if _differs(each, heads.get(each.source))]
    _add(due, act)
    return len(due)


def correct(credit_id: int, activity: Activity | None, act: Act) -> None:
    """Somebody corrects a row of the ledger, or takes it back, with a reason. The same again changes nothing.

    Raises Conflict when it was corrected otherwise meanwhile.
    """
    row = db.session.get_one(Credit, credit_id)
    head = list_heads([row.source])[row.source]
    wanted = Wanted(row.user_id, row.source, activity)
    if head.id != row.id and _differs(wanted, head):
        raise Conflict(_("This entry was corrected meanwhile. Look at the ledger again."))
    settle([wanted], act)


def _differs(wanted: Wanted, head: Credit | None) -> bool:
    if wanted.activity is None:
        return head is not None and not head.is_void
    return head is None or head.is_void or activity_of(head) != wanted.activity


def list_heads(found: Sequence[str]) -> dict[str, Credit]:
    """The row that holds of each of these sources, as it is now."""
    heads: dict[str, Credit] = {}
    for at in range(0, len(found), MANY):
        of_these = Credit.source.in_(found[at : at + MANY])
        last = select(Credit.source, func.max(Credit.number).label("number")).where(of_these).group_by(Credit.source)
        newest = last.subquery("newest")
        rows = select(Credit).join(
            newest, (newest.c.source == Credit.source) & (newest.c.number == Credit.number)
        )  # fmt: skip
        heads |= {row.source: row for row in db.session.scalars(rows)}
    return heads


def _add(due: Sequence[tuple[Wanted, Credit | None]], act: Act) -> None:
    """Write rows that follow those that hold. Of two that write the same number at once, the first one's stands."""
    jobs = _jobs(sorted({each.user_id for each, _head in due}))
    rows = [_row(each, head, jobs, act) for each, head in due]
    if rows:
        is_sqlite = db.session.connection().dialect.name == "sqlite"
        insert = (sqlite if is_sqlite else postgresql).insert(Credit).on_conflict_do_nothing()
        db.session.execute(insert, rows)


def _row(wanted: Wanted, head: Credit | None, jobs: Mapping[int, Sequence[Job]], act: Act) -> dict[str, Any]:
    if wanted.activity is not None:
        values = wanted.activity.values()
    else:
        assert head is not None  # what is not there cannot be taken back: see _differs
        values = activity_of(head).values()
    job = _job_then(jobs[wanted.user_id], values["credited_on"])
    return {
        **values,
        "user_id": wanted.user_id,
        "source": wanted.source,
        "number": head.number + 1 if head else 1,
        "corrects_id": head.id if head else None,
        "is_void": wanted.activity is None,
        "department_id": job.department_id if job else None,
        "position_id": job.position_id if job else None,
        "recorded_at": wanted.known_at or act.now,
        "recorded_by_id": act.by_id,
        "approved_by_id": act.approved_by_id,
        "reason": act.reason,
    }


def _jobs(users: Sequence[int]) -> dict[int, list[Job]]:
    """The primary jobs there ever were, by person."""
    found: dict[int, list[Job]] = {user_id: [] for user_id in users}
    for at in range(0, len(users), MANY):
        for job in db.session.scalars(select(Job).where(Job.user_id.in_(users[at : at + MANY]), Job.is_primary)):
            found[job.user_id].append(job)
    return found


def _job_then(jobs: Sequence[Job], day: date) -> Job | None:
    return next((job for job in jobs if job.is_held_on(day)), None)
