"""What people decide about duties, and what happens to them when people leave. Inside `writing()`, given `now`, never commits."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, insert, select, update

from app import clock
from app.db import db, locked
from app.people.models import Job
from app.programmes.models import Assignment, AssignmentPause, AssignmentSource
from app.programmes.states import DutyState

from . import rows
from .again import ask_again
from .kinds import ChangeKind
from .refusing import refusal
from .writing import Act, write_changes, write_days

DAYS = ("due_on", "withdrawn_on", "waived_on", "exit_on")


def change(
    kind: ChangeKind,
    assignment_ids: Collection[int],
    *,
    until: date | None = None,
    reason: str,
    by_id: int | None,
    approver_id: int | None,
    now: datetime,
    batch: str = "",
) -> list[int]:
    """Extend (to the day `until`), waive, withdraw, pause (until the day before `until`; None: until reinstated) or
    reinstate duties; ids of those it could be done to. What it cannot be done to stays as it is: `refusing.refusal`.

    Ask people to learn again, by the day `until`: ids of the further rounds.
    """
    if kind is ChangeKind.AGAIN:
        if until is None:
            raise ValueError("asked again by no day")
        who: dict[str, Any] = {"by_id": by_id, "approver_id": approver_id}
        return ask_again(assignment_ids, due_on=until, reason=reason, now=now, batch=batch, **who)
    act = Act(clock.local_date(now), now, reason, batch, by_id, approver_id)
    done: list[int] = []
    for ids in rows.chunks(sorted(assignment_ids)):
        done += _change_some(kind, _locked(ids), until, act)
    return done


def _locked(ids: Sequence[int]) -> list[Assignment]:
    return list(db.session.scalars(locked(select(Assignment).where(Assignment.id.in_(ids)).order_by(Assignment.id))))


def _change_some(kind: ChangeKind, held: Sequence[Assignment], until: date | None, act: Act) -> list[int]:
    ids = [duty.id for duty in held]
    states, paused = rows.states(ids, today=act.on), rows.own_pauses(ids, on=act.on)
    duties = [
        duty
        for duty in held
        if duty.id in states
        and refusal(kind, states[duty.id], due_on=duty.due_on, until=until, paused=duty.id in paused, today=act.on)
        is None
    ]
    if not duties:
        return []
    before = {duty.id: _days(duty) for duty in duties}
    if kind is ChangeKind.PAUSE:
        new = [{"assignment_id": duty.id, "started_on": act.on, "ended_on": until} for duty in duties]
        db.session.execute(insert(AssignmentPause), new)
    elif kind is ChangeKind.REINSTATE:
        _end_pauses([duty.id for duty in duties if duty.id in paused], act.on)
        _want_again([duty for duty in duties if states[duty.id] is DutyState.WITHDRAWN], act)
    after = _decided(kind, duties, until, act, before)
    write_changes([act.change(duty, kind, until=until, due_after=after[duty.id]["due_on"]) for duty in duties])
    write_days(after.items(), *DAYS)
    return list(after)


def _decided(
    kind: ChangeKind, duties: Sequence[Assignment], until: date | None, act: Act, before: dict[int, dict[str, Any]]
) -> dict[int, dict[str, Any]]:
    """The days of each duty after the act."""
    if kind is ChangeKind.WAIVE:
        return {key: {**days, "waived_on": act.on} for key, days in before.items()}
    if kind is ChangeKind.WITHDRAW:
        return {key: {**days, "withdrawn_on": act.on} for key, days in before.items()}
    if kind is ChangeKind.EXTEND and until is not None:
        return {key: {**days, "due_on": until} for key, days in before.items()}
    due = rows.due_days(duties, today=act.on)
    after = {key: {**days, "due_on": due[key]} for key, days in before.items()}
    if kind is ChangeKind.REINSTATE:
        after = {key: {**days, "withdrawn_on": None, "waived_on": None} for key, days in after.items()}
    return after


def _days(duty: Assignment) -> dict[str, Any]:
    return {name: getattr(duty, name) for name in DAYS}


def _end_pauses(ids: Sequence[int], today: date) -> None:
    """From today the duties go on; a pause that began today has not been."""
    if not ids:
        return
    own = AssignmentPause.assignment_id.in_(ids)
    db.session.execute(delete(AssignmentPause).where(own, AssignmentPause.started_on >= today))
    running = AssignmentPause.ended_on.is_(None) | (AssignmentPause.ended_on > today)
    db.session.execute(update(AssignmentPause).where(own, running).values(ended_on=today))


def _want_again(duties: Sequence[Assignment], act: Act) -> None:
    """Somebody wants these duties, whatever rules say: those without a source get that one."""
    standing = rows.sources([duty.id for duty in duties])
    new = [
        {"assignment_id": duty.id, "rule_id": None, "due_on": duty.due_on, "added_at": act.at}
        for duty in duties
        if duty.id not in standing
    ]
    if new:
        db.session.execute(insert(AssignmentSource), new)


def mark_exits(user_ids: Collection[int] | None, *, now: datetime, batch: str = "") -> int:
    """End the duties of those who left, from the day after their last; give back those of whom that is not so any more, and
    correct the day where they left on another one.

    `user_ids` None: of anybody. Returns how many duties changed.
    """
    act = Act(clock.local_date(now), now, batch=batch)
    people = list_concerned(act.on) if user_ids is None else sorted(user_ids)
    return sum(_mark_some(ids, act) for ids in rows.chunks(people))


def list_concerned(today: date) -> list[int]:
    """Who has duties and no primary job today, or duties that were ended."""
    working: Select[int] = select(Job.user_id).where(
        Job.is_primary, Job.started_on <= today, (Job.ended_on.is_(None)) | (Job.ended_on > today)
    )
    open_without_job = Assignment.exit_on.is_(None) & Assignment.user_id.not_in(working)
    ended_with_job = Assignment.exit_on.is_not(None) & Assignment.user_id.in_(working)
    statement = select(Assignment.user_id).where(Assignment.withdrawn_on.is_(None), open_without_job | ended_with_job)
    return sorted(db.session.scalars(statement.distinct()))


def _mark_some(user_ids: Sequence[int], act: Act) -> int:
    left = rows.last_days(user_ids, today=act.on)
    statement = select(Assignment).where(Assignment.user_id.in_(user_ids), Assignment.withdrawn_on.is_(None))
    duties = list(db.session.scalars(locked(statement.order_by(Assignment.id))))
    ended = [duty for duty in duties if duty.exit_on is None and duty.user_id in left]
    ended_before = [duty for duty in duties if duty.exit_on is not None]
    employed = rows.employed_through(ended_before)
    corrected = [duty for duty in ended_before if duty.id in employed or _left_earlier(duty, left)]
    changed = [*ended, *corrected]
    kinds = [ChangeKind.EXIT if duty.user_id in left else ChangeKind.RETURN for duty in changed]
    write_changes(
        [
            act.change(duty, kind, until=left.get(duty.user_id, duty.exit_on))
            for duty, kind in zip(changed, kinds, strict=True)
        ]
    )
    write_days([(duty.id, {"exit_on": left.get(duty.user_id)}) for duty in changed], "exit_on")
    return len(changed)


def _left_earlier(duty: Assignment, left: Mapping[int, date]) -> bool:
    """Whether the last day, as it is known now, lies before the one that ended the duty."""
    return duty.exit_on is not None and left.get(duty.user_id, date.max) < duty.exit_on
