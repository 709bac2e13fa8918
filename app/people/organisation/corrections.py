"""What HR does to single jobs: a second one, its end, who heads what, whom somebody reports to, days that were wrong.

All of it runs inside `writing()`, and needs `people.changed.tell` of the person after it.
"""

from datetime import date

from flask_babel import gettext as _

from app import clock
from app.db import db
from app.errors import Conflict, NotFound
from app.filters import iso_day
from app.people.models import Job
from app.people.roles.administrators import refuse_to_lose_the_last

from . import leavers, managers, openings
from .acts import Act, Place
from .staff import Staff, load, refuse_overlap


def add_second(user_id: int, place: Place, started_on: date, ended_on: date | None, act: Act) -> Job:
    """A job beside the main one. Asked for twice it is given once. Raises Conflict for someone not employed on its first day."""
    staff = load([user_id], act)
    if not any(job.is_held_on(started_on) for job in staff.primary(user_id)):
        raise Conflict(_("%(person)s has no job on %(day)s.", person=staff.called(user_id), day=iso_day(started_on)))
    _refuse_end(started_on, ended_on)
    for job in staff.jobs[user_id]:
        same = (Place.of(job), job.started_on, job.ended_on) == (place, started_on, ended_on)
        if same and not job.is_primary:
            return job
    openings.refuse_closed([(place, started_on, ended_on)], act)
    job = Job(user_id=user_id, **place.fields(), is_primary=False, started_on=started_on, ended_on=ended_on)
    db.session.add(job)
    db.session.flush()
    act.record(
        "second job given",
        user_id,
        job_id=job.id,
        department_id=place.department_id,
        is_head=place.is_head,
        on=started_on.isoformat(),
    )
    return job


def end_second(user_id: int, job_id: int, on: date, act: Act) -> None:
    """A job beside the main one ends; `on` is the first day without it, its own first day: it never was."""
    staff = load([user_id], act)
    job = _get(staff, user_id, job_id)
    if job.is_primary:
        raise Conflict(_("This is the main job. It ends by a transfer, or when the person leaves."))
    if job.ended_on == on:
        return
    if on <= job.started_on:
        db.session.delete(job)
    else:
        job.ended_on = on
    act.record("second job ended", user_id, job_id=job_id, department_id=job.department_id, on=on.isoformat())


def correct_days(user_id: int, job_id: int, started_on: date, ended_on: date | None, act: Act) -> None:
    """The days of a job were recorded wrongly. Raises Conflict naming the main job that it would overlap.

    A main job that has no end any more, or a later one, undoes a leave; the account stays off until an invitation.
    """
    staff = load([user_id], act)
    job = _get(staff, user_id, job_id)
    before = (job.started_on, job.ended_on)
    if before == (started_on, ended_on):
        return
    _refuse_end(started_on, ended_on)
    if job.is_primary:
        refuse_overlap(staff, user_id, started_on, ended_on, but=job)
    openings.refuse_closed([(Place.of(job), started_on, ended_on)], act)
    job.started_on, job.ended_on = started_on, ended_on
    if ended_on is None:
        job.end_reason = None
    db.session.flush()
    managers.refuse_circles([user_id], [started_on], act.scope)
    today = clock.local_date(act.now)
    refuse_to_lose_the_last([user_id], today)
    if user_id in leavers.list_left(today):
        leavers.switch_off([user_id], now=act.now, by_id=act.by_id)
    act.record(
        "job corrected",
        user_id,
        job_id=job_id,
        before=[day.isoformat() if day else None for day in before],
        after=[day.isoformat() if day else None for day in (started_on, ended_on)],
    )


def _get(staff: Staff, user_id: int, job_id: int) -> Job:
    found = next((job for job in staff.jobs[user_id] if job.id == job_id), None)
    if found is None:
        raise NotFound
    return found


def _refuse_end(started_on: date, ended_on: date | None) -> None:
    if ended_on is not None and ended_on <= started_on:
        raise Conflict(_("A job cannot end before it begins."))
