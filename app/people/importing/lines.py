"""What a row changes, for the eye: field by field; and for the database: what is to be written."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from .company import Company, Held, Manager
from .leaves import leave_operations, shown_leave
from .staffing import Draft
from .stated import Stated

PERSON = ("name", "email", "locale")
JOB = ("department_id", "position_id", "manager", "is_primary", "is_head", "started_on", "ended_on", "end_reason")


def before_and_after(
    one: Draft, row: Stated, company: Company, *, with_person: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that differ, in words and ISO days. Those of the person stand at the first of their rows."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    if with_person:
        for name, value in person_values(one).items():
            before[name], after[name] = getattr(one.known, name, None), value
    if row.number in one.places:
        old, new = one.places[row.number]
        was, becomes = _shown(old, company), _shown(new, company)
        for name, value in becomes.items():
            if value != was.get(name):
                before[name], after[name] = was.get(name), value
    if row.number in one.leave_places:
        leave_before, leave_after = (shown_leave(leave) for leave in one.leave_places[row.number])
        for name, value in leave_after.items():
            if value != leave_before.get(name):
                before[name], after[name] = leave_before.get(name), value
    return before, after


def person_values(one: Draft) -> dict[str, Any]:
    """What becomes of name, address and language: the first row that says something decides; only what is new."""
    found = {}
    for name in PERSON:
        value = next((getattr(row, name) for row in one.rows if getattr(row, name) is not None), None)
        known = getattr(one.known, name, None)
        same = known is not None and value is not None and _plain(name, known) == _plain(name, value)
        if value is not None and not same:
            found[name] = value
    return found


def _plain(name: str, value: str) -> str:
    return value.casefold() if name == "email" else " ".join(value.split())


def _shown(job: Held | None, company: Company) -> dict[str, Any]:
    if job is None:
        return {}
    position = company.positions.get(job.position_id or 0)
    last = date.fromordinal(job.ended_on.toordinal() - 1).isoformat() if job.ended_on else None
    return {
        "department": company.departments[job.department_id].code,
        "position": position.code if position else None,
        "manager": manager_number(job.manager, company),
        "primary": job.is_primary,
        "head": job.is_head,
        "start": job.started_on.isoformat(),
        "last_day": last,
        "end_reason": job.end_reason,
    }


def manager_number(manager: Manager, company: Company) -> str | None:
    return company.people[manager].staff_no if isinstance(manager, int) else manager


def operations(one: Draft, company: Company) -> dict[str, Any]:
    """What is to be written for a person: `user` new or changed, jobs to `set` by id, jobs to `add`. Empty for nothing."""
    found: dict[str, Any] = {}
    values = person_values(one)
    if one.known is None:
        found["user"] = {"email": None, "locale": None, **values}
    elif values:
        found["user"] = {"id": one.known.id, **values}
    had = {job.id: job for job in company.jobs.get(one.known.id, ())} if one.known else {}
    changed = [_changed(had[job.id], job) for job in one.jobs if job.id is not None]
    if any(changed):
        found["set"] = [values for values in changed if values]
    added = [_values(job) for job in one.jobs if job.id is None]
    if added:
        found["add"] = added
    return found | leave_operations(one, company)


def _changed(old: Held, new: Held) -> dict[str, Any]:
    was, becomes = _values(old), _values(new)
    differing = {name: value for name, value in becomes.items() if value != was[name]}
    return {"id": old.id, **differing} if differing else {}


def _values(job: Held) -> dict[str, Any]:
    return {name: _stored(getattr(job, name)) for name in JOB}


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def as_columns(values: Mapping[str, Any], managers: Mapping[str, int]) -> dict[str, Any]:
    """Stored values of a job as its table has them. `managers`: ids of people who were only in the sheet."""
    found = dict(values)
    for name in ("started_on", "ended_on"):
        if isinstance(found.get(name), str):
            found[name] = date.fromisoformat(found[name])
    if "manager" in found:
        manager = found.pop("manager")
        found["manager_id"] = managers[manager] if isinstance(manager, str) else manager
    return found
