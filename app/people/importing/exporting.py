"""People as a sheet that can be imported again: the same columns, a row for every job held or to come."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from app.i18n import language

from .company import Company, Held, Unit
from .fields import END_REASONS, FIELDS
from .lines import manager_number
from .writing_sheets import as_csv, as_xlsx

YES, NO = "是 yes", "否 no"
LOCALES = {"zh-CN": "中文", "en": "English"}


def people_rows(company: Company, *, on: date, department_id: int | None = None) -> Iterator[dict[str, Any]]:
    """By staff number; those of the scope, whose standing job lies in the department where one is given."""
    top = company.departments[department_id].path if department_id is not None else None
    for person in sorted(company.people.values(), key=lambda person: person.staff_no):
        standing = company.standing(person.id)
        if standing is None or person.erased or not company.covers(standing.department_id):
            continue
        if top is not None and not company.departments[standing.department_id].path.startswith(top):
            continue
        lasting = [job for job in company.jobs[person.id] if job.ended_on is None or job.ended_on > on]
        leave = _leave(company, person.id, on)
        for job in sorted(lasting, key=lambda job: (not job.is_primary, job.started_on)):
            who = {"staff_no": person.staff_no, "name": person.name, "email": person.email}
            locale = LOCALES.get(person.locale or "")
            yield {**who, "locale": locale, **_job(job, company), **leave}
            leave = {}


def _leave(company: Company, user_id: int, on: date) -> dict[str, Any]:
    """The present leave, else the next one: at the first row of a person. Of what kind it is stays with HR."""
    lasting = [each for each in company.leaves.get(user_id, ()) if each.ended_on is None or each.ended_on > on]
    if not lasting:
        return {}
    return {"leave_from": lasting[0].started_on, "leave_until": _last(lasting[0].ended_on)}


def _last(ended_on: date | None) -> date | None:
    return date.fromordinal(ended_on.toordinal() - 1) if ended_on else None


def _job(job: Held, company: Company) -> dict[str, Any]:
    position: Unit | None = company.positions.get(job.position_id or 0)
    reason = END_REASONS.get(job.end_reason or "")
    return {
        "department": company.departments[job.department_id].code,
        "position": position.code if position else None,
        "manager": manager_number(job.manager, company),
        "primary": YES if job.is_primary else NO,
        "head": YES if job.is_head else NO,
        "start": job.started_on,
        "last_day": _last(job.ended_on),
        "end_reason": (reason[1] if language() == "en" else reason[0]) if reason else None,
    }


def people_csv(company: Company, *, on: date, department_id: int | None = None) -> bytes:
    return as_csv(FIELDS, people_rows(company, on=on, department_id=department_id))


def people_xlsx(company: Company, *, on: date, department_id: int | None = None) -> bytes:
    rows = people_rows(company, on=on, department_id=department_id)
    return as_xlsx(FIELDS, rows, title="人员 People" if language() != "en" else "People 人员")
