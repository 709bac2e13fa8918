"""A plan's lines written: everybody at once, a few statements however many they are. Runs inside `writing()`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, update

from app import clock
from app.access import Scope
from app.db import db
from app.people.models import Delegation, Job, RoleGrant, User
from app.people.names import name_key
from app.people.organisation.leavers import list_left, switch_off
from app.people.organisation.managers import refuse_circles
from app.people.organisation.openings import refuse_outlasting
from app.people.roles.administrators import refuse_to_lose_the_last

from .company import load_company, person_digest
from .lines import as_columns
from .models import ImportLine
from .writing_leave import write_leave
from .writing_rows import chunked, delete_by_id, rows_by, update_rows

JOB_COLUMNS = (
    "id", "user_id", "department_id", "position_id", "manager_id", "is_primary", "is_head", "started_on", "ended_on", "end_reason",
)  # fmt: skip
Columns = dict[str, Any]


def write_people(lines: Sequence[ImportLine], *, by_id: int | None, now: datetime, on: date) -> list[int]:
    """Does what `done` of each line says, and puts in its place what is needed to take it back. Returns ids of people."""
    wanted = [line for line in lines if line.done]
    ids = {line.number: line.user_id for line in wanted if line.user_id is not None}
    kept = _before(wanted, ids)
    changed = [line.done["user"] for line in wanted if "id" in line.done.get("user", {})]
    _free_addresses(changed)
    made = _add_users([line.done["user"] for line in wanted if "staff_no" in line.done.get("user", {})], now)
    ids |= {line.number: made[line.done["user"]["staff_no"]] for line in wanted if line.number not in ids}
    by_key = {number.casefold(): user_id for number, user_id in made.items()}
    update_rows(User, [{**row, **_key(row)} for row in changed])
    _change_jobs([values for line in wanted for values in line.done.get("set", ())], by_key)
    delete_by_id(Job, [job_id for line in wanted for job_id in line.done.get("drop", ())])
    added = _add_jobs([(ids[line.number], job) for line in wanted for job in line.done.get("add", ())], by_key)
    for number, leave in write_leave(wanted, ids, by_id=by_id, now=now).items():
        kept[number] |= leave
    _close_accounts(set(ids.values()), kept, ids, now=now, by_id=by_id)
    refuse_outlasting(_placed(added, wanted))
    refuse_circles(set(ids.values()), {on})
    _note_done(wanted, ids, kept, added)
    return sorted(set(ids.values()))


def _placed(added: Sequence[int], wanted: Iterable[ImportLine]) -> list[tuple[int, int | None, date | None]]:
    """Department, position and the day after the last of jobs that are new, or now somewhere else."""
    moved = [job["id"] for line in wanted for job in line.done.get("set", ()) if "department_id" in job]
    columns = (Job.department_id, Job.position_id, Job.ended_on)
    return [(row.department_id, row.position_id, row.ended_on) for row in rows_by(columns, Job.id, [*added, *moved])]


def _close_accounts(
    concerned: set[int], kept: Mapping[int, Columns], ids: Mapping[int, int], *, now: datetime, by_id: int | None
) -> None:
    """Of those who have left by now, whatever the day was when the plan was made. Their rights are noted in `kept`."""
    today = clock.local_date(now)
    refuse_to_lose_the_last(concerned, today)
    left = concerned & set(list_left(today))
    standing = _standing_rights(sorted(left))
    for number, values in kept.items():
        if ids[number] in left:
            values |= standing[ids[number]]
    switch_off(left, now=now, by_id=by_id)
    db.session.flush()


def _note_done(
    wanted: Iterable[ImportLine], ids: Mapping[int, int], kept: Mapping[int, Columns], added: Iterable[int]
) -> None:
    """What was done, in place of what was to be done. The digest says later whether somebody else changed the person since."""
    company = load_company(Scope(everything=True), today=clock.today())
    new_ids = iter(added)
    rows = []
    for line in wanted:
        user_id = ids[line.number]
        done = {
            **kept[line.number],
            "user_id": user_id,
            "made": line.user_id is None,
            "added": [next(new_ids) for _job in line.done.get("add", ())],
            "digest": person_digest(company, user_id),
        }
        rows.append({"id": line.id, "user_id": user_id, "done": done})
    for chunk in chunked(rows):
        db.session.execute(update(ImportLine), chunk)


def _add_users(rows: Sequence[Columns], now: datetime) -> dict[str, int]:
    """Ids by staff number."""
    values = [{**row, "created_at": now} for row in rows]
    found: dict[str, int] = {}
    for chunk in chunked(values):
        statement = insert(User).returning(User.id, sort_by_parameter_order=True)
        new_ids = db.session.scalars(statement, chunk).all()
        found |= {row["staff_no"]: user_id for row, user_id in zip(chunk, new_ids, strict=True)}
    return found


def _free_addresses(rows: Iterable[Columns]) -> None:
    """Before anybody gets one: two people may swap theirs, and somebody new may get what another gives up."""
    update_rows(User, [{"id": row["id"], "email": None} for row in rows if "email" in row])


def _key(row: Columns) -> Columns:
    return {"name_key": name_key(row["name"])} if "name" in row else {}


def _change_jobs(rows: Sequence[Columns], made: Mapping[str, int]) -> None:
    """What ends goes first: the database refuses two main jobs on a day at every moment."""
    values = [as_columns(row, made) for row in rows]
    ending = [row for row in values if row.get("ended_on") is not None]
    update_rows(Job, ending)
    update_rows(Job, [row for row in values if row.get("ended_on") is None])


def _add_jobs(rows: Iterable[tuple[int, Columns]], made: Mapping[str, int]) -> list[int]:
    found: list[int] = []
    for chunk in chunked([{"user_id": user_id, **as_columns(job, made)} for user_id, job in rows]):
        statement = insert(Job).returning(Job.id, sort_by_parameter_order=True)
        found += db.session.scalars(statement, chunk)
    return found


def _before(wanted: Iterable[ImportLine], ids: Mapping[int, int]) -> dict[int, Columns]:
    """By line, how people and jobs stood before."""
    lines = list(wanted)
    columns = (User.id, User.name, User.name_key, User.email, User.locale, User.active, User.fs_uniquifier)
    users = {
        row.id: dict(row._mapping)
        for row in rows_by(columns, User.id, [line.user_id for line in lines if line.user_id])
    }
    job_ids = [job["id"] for line in lines for job in line.done.get("set", ())]
    job_ids += [job_id for line in lines for job_id in line.done.get("drop", ())]
    jobs = {row.id: stored_job(row) for row in rows_by([getattr(Job, name) for name in JOB_COLUMNS], Job.id, job_ids)}
    found: dict[int, Columns] = {}
    for line in lines:
        user_id = ids.get(line.number)
        found[line.number] = {
            **({"user": users[user_id]} if user_id in users else {}),
            "jobs": [jobs[job["id"]] for job in line.done.get("set", ())],
            "dropped": [jobs[job_id] for job_id in line.done.get("drop", ())],
        }
    return found


def _standing_rights(user_ids: Sequence[int]) -> dict[int, Columns]:
    found: dict[int, Columns] = defaultdict(lambda: {"grants": [], "delegations": []})
    grants = (RoleGrant.id, RoleGrant.user_id, RoleGrant.withdrawn_at)
    for row in rows_by(grants, RoleGrant.user_id, user_ids):
        if row.withdrawn_at is None:
            found[row.user_id]["grants"].append(row.id)
    columns = (Delegation.id, Delegation.from_id, Delegation.to_id, Delegation.withdrawn_at)
    for side in (Delegation.from_id, Delegation.to_id):
        for row in rows_by(columns, side, user_ids):
            if row.withdrawn_at is None:
                found[row.from_id if side is Delegation.from_id else row.to_id]["delegations"].append(row.id)
    return found


def stored_job(row: Any) -> Columns:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row._mapping.items()}
