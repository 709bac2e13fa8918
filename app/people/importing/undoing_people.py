"""An import of people taken back: everything as it was, or nothing. Runs inside `writing()`."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app import clock
from app.access import Scope
from app.db import db, locked_by_id
from app.errors import Conflict
from app.filters import listed
from app.people.models import Delegation, Job, RoleGrant, User

from .company import Company, load_company, person_digest
from .models import ImportLine
from .traces import take_along, who_stays
from .writing_leave import take_back_leave
from .writing_rows import chunked, delete_by_id, rows_by, update_rows

MOST_NAMED = 10


def take_back_people(plan_id: int, lines: Sequence[ImportLine]) -> tuple[list[int], dict[str, int]]:
    """Ids of the people concerned; how many new ones went, with how many duties, and how many stay switched off, because
    something else than rules rests on them by now."""
    done = [line.done for line in lines if line.done]
    locked_by_id(User, sorted({one["user_id"] for one in done}))
    _refuse_changed(done)
    stay = who_stays(plan_id)
    delete_by_id(Job, [job_id for one in done for job_id in one["added"]])
    _put_back_jobs(done)
    take_back_leave(done)
    _put_back_people(done)
    gone = sorted({one["user_id"] for one in done if one["made"]} - set(stay))
    for chunk in chunked(gone):
        db.session.execute(update(ImportLine).where(ImportLine.user_id.in_(chunk)).values(user_id=None))
    taken = take_along(gone)
    _delete_people(gone)
    update_rows(User, [{"id": user_id, "active": False} for user_id in sorted(stay)])
    counts = {"people": len(gone), "duties": taken["assignment"], "kept": len(stay)}
    return sorted({one["user_id"] for one in done}), counts


def _delete_people(ids: Sequence[int]) -> None:
    """The database takes the duties along that rules gave them, and refuses whoever did anything in this moment."""
    try:
        delete_by_id(User, ids)
    except IntegrityError as error:
        raise Conflict(
            _("Somebody did something with these people just now. Nothing was undone: try again.")
        ) from error


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
    _put_back_dropped([_job_row(job) for one in done for job in one["dropped"]])


def _put_back_dropped(jobs: Sequence[dict[str, Any]]) -> None:
    """Under their numbers. SQLite gives the number of what was its newest row to the next one: then under another."""
    taken = {row.id for row in rows_by((Job.id,), Job.id, [job["id"] for job in jobs])}
    free = [job for job in jobs if job["id"] not in taken]
    others = [{name: job[name] for name in job if name != "id"} for job in jobs if job["id"] in taken]
    for group in (free, others):
        for chunk in chunked(group):
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
