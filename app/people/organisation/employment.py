"""Joining, moving, leaving and coming back, for one person or many thousands: what the pages and the people import build on.

All of it runs inside `writing()`, and needs `people.changed.tell` of the ids after it. Days may be past or future. What says
nothing new changes nothing; the ids returned are of those whom something happened to. Raises Conflict where a rule says no,
NotFound for whoever or whatever lies outside the actor's scope.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, insert, select

from app import clock
from app.db import MANY, db
from app.errors import Conflict
from app.filters import iso_day
from app.people.models import Job, User
from app.people.names import name_key
from app.people.roles.administrators import refuse_to_lose_the_last

from . import leavers, managers, openings
from .acts import Act, Exit, Joiner, Move, Place, Return
from .reasons import TRANSFER
from .staff import Staff, load, refuse_elsewhere, refuse_overlap


def hire(joiners: Sequence[Joiner], act: Act) -> list[int]:
    """New people, each with a first job and an account without a password; their ids in the order given."""
    _refuse_taken([joiner.staff_no for joiner in joiners], [joiner.email for joiner in joiners if joiner.email])
    _refuse_places([(joiner.place, joiner.on, None) for joiner in joiners], act)
    if not joiners:
        return []
    ids = list(
        db.session.scalars(
            insert(User).returning(User.id, sort_by_parameter_order=True),
            [_new_user(joiner, act) for joiner in joiners],
        )
    )
    arrivals = list(zip(ids, joiners, strict=True))
    _add_jobs([_new_job(user_id, joiner.place, joiner.on) for user_id, joiner in arrivals])
    managers.refuse_circles(ids, {joiner.on for joiner in joiners if joiner.place.manager_id}, act.scope)
    for user_id, joiner in arrivals:
        act.record("hired", user_id, on=joiner.on.isoformat(), department_id=joiner.place.department_id)
    return ids


def transfer(moves: Sequence[Move], act: Act) -> list[int]:
    """The main job held on the day ends, another follows until that one's end."""
    _refuse_doubles([move.user_id for move in moves])
    staff = load([move.user_id for move in moves], act)
    changing = [(move, held) for move in moves if Place.of(held := _held(staff, move)) != move.place]
    _refuse_places([(move.place, move.on, held.ended_on) for move, held in changing], act)
    rows = []
    for move, held in changing:
        before = held.department_id
        if held.started_on == move.on:
            _put(held, move.place)
        else:
            rows.append(_new_job(move.user_id, move.place, move.on, ended_on=held.ended_on, end_reason=held.end_reason))
            held.ended_on, held.end_reason = move.on, TRANSFER
        act.record(
            "transferred",
            move.user_id,
            on=move.on.isoformat(),
            from_department_id=before,
            department_id=move.place.department_id,
            is_head=move.place.is_head,
        )
    _add_jobs(rows)
    changed = [move.user_id for move, _held_before in changing]
    managers.refuse_circles(changed, {move.on for move, _held_before in changing if move.place.manager_id}, act.scope)
    return changed


def leave(exits: Sequence[Exit], act: Act) -> list[int]:
    """All jobs end the day before; those that were to begin later never do. By that day the account is off for good."""
    _refuse_doubles([one.user_id for one in exits])
    staff = load([one.user_id for one in exits], act)
    left = [one for one in exits if not _has_left(staff, one)]
    for one in left:
        if not any(job.started_on < one.on for job in staff.primary(one.user_id)):
            raise Conflict(
                _(
                    "%(person)s had no job yet before %(day)s. Correct the job's first day instead.",
                    person=staff.called(one.user_id),
                    day=iso_day(one.on),
                )
            )
        for job in staff.primary(one.user_id):
            if job.started_on < one.on and (job.ended_on is None or job.ended_on >= one.on):
                refuse_elsewhere(staff, one.user_id, job)
        _end_all(staff.jobs[one.user_id], one)
        act.record("left", one.user_id, on=one.on.isoformat(), end_reason=one.reason.value)
    today = clock.local_date(act.now)
    refuse_to_lose_the_last([one.user_id for one in left], today)
    leavers.switch_off([one.user_id for one in left if one.on <= today], now=act.now, by_id=act.by_id)
    return [one.user_id for one in left]


def rehire(returns: Sequence[Return], act: Act) -> list[int]:
    """The same person has a job again. The account stays off until somebody invites them anew."""
    _refuse_doubles([one.user_id for one in returns])
    staff = load([one.user_id for one in returns], act)
    for one in returns:
        refuse_overlap(staff, one.user_id, one.on, None)
    _refuse_places([(one.place, one.on, None) for one in returns], act)
    _add_jobs([_new_job(one.user_id, one.place, one.on) for one in returns])
    managers.refuse_circles(
        [one.user_id for one in returns], {one.on for one in returns if one.place.manager_id}, act.scope
    )
    for one in returns:
        act.record("rehired", one.user_id, on=one.on.isoformat(), department_id=one.place.department_id)
    return [one.user_id for one in returns]


def _held(staff: Staff, move: Move) -> Job:
    """The main job on the day of a move. Raises Conflict without one, and where somebody would manage themselves."""
    if move.place.manager_id == move.user_id:
        raise Conflict(_("%(person)s cannot be their own line manager.", person=staff.called(move.user_id)))
    held = next((job for job in staff.primary(move.user_id) if job.is_held_on(move.on)), None)
    if held is None:
        raise Conflict(_("%(person)s has no job on %(day)s.", person=staff.called(move.user_id), day=iso_day(move.on)))
    refuse_elsewhere(staff, move.user_id, held)
    return held


def _has_left(staff: Staff, one: Exit) -> bool:
    """Whether this is what stands there already: nothing is held from the day on, and the last job ended for this reason."""
    lasting = [job for job in staff.jobs[one.user_id] if job.ended_on is None or job.ended_on > one.on]
    last = staff.primary(one.user_id)[-1:]
    if not lasting and last and last[0].ended_on == one.on and last[0].end_reason == one.reason:
        return True
    if not lasting and last:
        raise Conflict(
            _("%(person)s left already: %(job)s.", person=staff.called(one.user_id), job=staff.words(last[0]))
        )
    return False


def _end_all(jobs: Iterable[Job], one: Exit) -> None:
    for job in jobs:
        if job.started_on >= one.on:
            db.session.delete(job)
        elif job.ended_on is None or job.ended_on > one.on:
            job.ended_on, job.end_reason = one.on, one.reason.value


def _put(job: Job, place: Place) -> None:
    for name, value in place.fields().items():
        setattr(job, name, value)


def _new_user(joiner: Joiner, act: Act) -> dict[str, Any]:
    return {
        "staff_no": joiner.staff_no,
        "name": joiner.name,
        "name_key": name_key(joiner.name),
        "email": joiner.email,
        "locale": joiner.locale,
        "active": True,
        "created_at": act.now,
        "fs_uniquifier": uuid.uuid4().hex,
    }


def _new_job(
    user_id: int, place: Place, started_on: date, *, ended_on: date | None = None, end_reason: str | None = None
) -> dict[str, Any]:
    days = {"started_on": started_on, "ended_on": ended_on, "end_reason": end_reason}
    return {"user_id": user_id, "is_primary": True, **place.fields(), **days}


def _add_jobs(rows: list[dict[str, Any]]) -> None:
    """After what ended: the database refuses two main jobs on a day, at every moment."""
    db.session.flush()
    if rows:
        db.session.execute(insert(Job), rows)


def _refuse_places(wanted: Iterable[tuple[Place, date, date | None]], act: Act) -> None:
    places = list(wanted)
    openings.refuse_closed(places, act)
    managers.refuse_unknown({place.manager_id for place, _first, _end in places if place.manager_id is not None})


def _refuse_doubles(user_ids: list[int]) -> None:
    if len(set(user_ids)) < len(user_ids):
        raise Conflict(_("The same person is named twice."))


def _refuse_taken(numbers: list[str], emails: list[str]) -> None:
    """Raises Conflict where a staff number or an address is somebody's already, or given twice here."""
    for column, values in ((User.staff_no, numbers), (User.email, emails)):
        twice = [value for value, count in Counter(value.casefold() for value in values).items() if count > 1]
        for at in range(0, len(values), MANY):
            chunk = [value.casefold() for value in values[at : at + MANY]]
            twice += db.session.scalars(select(column).where(func.lower(column).in_(chunk)))
        if twice:
            raise Conflict(_("%(value)s belongs to somebody already.", value=twice[0]))
