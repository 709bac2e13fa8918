"""An import of people taken back: everything as it was, or nothing. Runs inside `writing()`."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import update

from app import clock
from app.access import Scope
from app.db import Base, db, locked_by_id
from app.errors import Conflict
from app.filters import listed
from app.people.models import Delegation, Job, RoleGrant, User

from .company import Company, load_company, person_digest
from .models import ImportLine
from .writing_people import chunked, delete_by_id, rows_by, update_rows

OUR_OWN = {"import_line", "import_plan"}
MOST_NAMED = 10


def take_back_people(lines: Sequence[ImportLine]) -> tuple[list[int], list[int]]:
    """(ids of the people concerned, ids of those who stay because something else rests on them by now: switched off)."""
    done = [line.done for line in lines if line.done]
    locked_by_id(User, sorted({one["user_id"] for one in done}))
    _refuse_changed(done)
    delete_by_id(Job, [job_id for one in done for job_id in one["added"]])
    _put_back_jobs(done)
    _put_back_people(done)
    made = [one["user_id"] for one in done if one["made"]]
    kept = _referred_to(made)
    gone = sorted(set(made) - kept)
    for chunk in chunked(gone):
        db.session.execute(update(ImportLine).where(ImportLine.user_id.in_(chunk)).values(user_id=None))
    delete_by_id(User, gone)
    update_rows(User, [{"id": user_id, "active": False} for user_id in sorted(kept)])
    return sorted({one["user_id"] for one in done}), sorted(kept)


def _refuse_changed(done: Iterable[dict[str, Any]]) -> None:
    company = load_company(Scope(everything=True), today=clock.today())
    changed = [one["user_id"] for one in done if person_digest(company, one["user_id"]) != one["digest"]]
    if changed:
        names = [_called(company, user_id) for user_id in changed[:MOST_NAMED]]
        more = _(", and %(count)s more", count=len(changed) - MOST_NAMED) if len(changed) > MOST_NAMED else ""
        raise Conflict(
            _(
                "Somebody has changed these people since the import: %(names)s. Nothing was undone.",
                names=listed(names) + more,
            )
        )


def _called(company: Company, user_id: int) -> str:
    person = company.people.get(user_id)
    return f"{person.name} ({person.staff_no})" if person else str(user_id)


def _put_back_jobs(done: Iterable[dict[str, Any]]) -> None:
    """What lasted longest comes last: until then its successor may still stand in its days."""
    rows = [_job_row(job) for one in done for job in one["jobs"]]
    update_rows(Job, [row for row in rows if row["ended_on"] is not None])
    update_rows(Job, [row for row in rows if row["ended_on"] is None])
    db.session.flush()
    for chunk in chunked([_job_row(job) for one in done for job in one["dropped"]]):
        db.session.execute(Job.__table__.insert(), chunk)  # type: ignore[attr-defined]  # a mapped class's table is a Table


def _job_row(job: dict[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(job[name]) if job[name] else None for name in ("started_on", "ended_on")}
    return {**job, **days}


def _put_back_people(done: Iterable[dict[str, Any]]) -> None:
    rows = [one["user"] for one in done if "user" in one and not one["made"]]
    update_rows(User, [{"id": row["id"], "email": None} for row in rows])
    wanted_back = {row["email"] for row in rows} - {None}
    made = [one["user_id"] for one in done if one["made"]]
    lent = [row.id for row in rows_by((User.id, User.email), User.id, made) if row.email in wanted_back]
    update_rows(User, [{"id": user_id, "email": None} for user_id in lent])
    update_rows(User, rows)
    for table, key in ((RoleGrant, "grants"), (Delegation, "delegations")):
        ids = sorted({row_id for one in done for row_id in one.get(key, ())})
        update_rows(
            table,
            [
                {"id": row_id, "withdrawn_at": None, **({"withdrawn_by_id": None} if table is RoleGrant else {})}
                for row_id in ids
            ],
        )


def _referred_to(made: Sequence[int]) -> set[int]:
    """Those of the new people whom another row names by now: a session, a duty, somebody's manager."""
    found: set[int] = set()
    if not made:
        return found
    for table in Base.metadata.sorted_tables:
        if table.name in OUR_OWN:
            continue
        for column in table.columns:
            if any(key.target_fullname == "user.id" for key in column.foreign_keys):
                found |= {row[0] for row in rows_by([column], column, made)}
    return found
