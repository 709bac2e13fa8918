"""Giving people duties, and taking back what a rule gave. Runs inside `writing()`, is given `now`, never commits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, select, update

from app import clock
from app.db import db, locked
from app.errors import Conflict
from app.programmes.models import Assignment, AssignmentSource, Programme, ProgrammeVersion
from app.programmes.states import OPEN, DutyState

from . import rows
from .due_dates import effective_due
from .kinds import ChangeKind
from .writing import Act, write_changes, write_days

STANDING = (*OPEN, DutyState.PAUSED, DutyState.SCHEDULED)
SETTLED = (DutyState.COMPLETED, DutyState.WAIVED)


@dataclass(slots=True)
class _Written:
    """What one piece of a bulk assignment is going to write."""

    sources: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    days: dict[int, dict[str, Any]] = field(default_factory=dict)


def assign(
    version: ProgrammeVersion,
    due: Mapping[int, date],
    *,
    start_on: date,
    now: datetime,
    rule_id: int | None = None,
    by_id: int | None = None,
    reason: str = "",
    batch: str = "",
    round: int = 1,
    counts_from: date | None = None,
    kind: ChangeKind = ChangeKind.ASSIGN,
    approver_id: int | None = None,
) -> list[int]:
    """Give each user id the duty to complete a version of a programme by the day beside it; ids of new or changed duties.

    Who has the duty already keeps it with its version and gets this as a further source: the due date becomes the
    earliest one that any source asks for, but never earlier than it was promised; of what is completed or waived it stays.
    Whatever people ask for by hand is one source, which asks for the day said last. What was archived, or ended because
    the person left, is reinstated; what a person withdrew, only by a person. Without `counts_from`, completions count as far
    back as the version says. `kind`: as what a new duty is noted. Raises Conflict when the programme is closed.
    """
    programme_id, today = version.programme_id, clock.local_date(now)
    _lock_open(programme_id, today)
    act = Act(today, now, reason, batch, by_id, approver_id, rule_id)
    if counts_from is None and version.lookback_days is not None:
        counts_from = today - timedelta(days=version.lookback_days)
    fresh = {
        "programme_id": programme_id,
        "version_id": version.id,
        "round": round,
        "assigned_at": now,
        "assigned_on": today,
        "assigned_by_id": by_id,
        "start_on": start_on,
        "counts_from": counts_from,
    }
    touched: list[int] = []
    for user_ids in rows.chunks(sorted(due)):
        wanted = {user_id: due[user_id] for user_id in user_ids}
        touched += _assign_some(programme_id, wanted, fresh, act, kind)
    return touched


def _lock_open(programme_id: int, today: date) -> None:
    closed_on = db.session.scalars(locked(select(Programme).where(Programme.id == programme_id))).one().closed_on
    if closed_on is not None and closed_on <= today:
        raise Conflict(_("This programme is closed: nobody is assigned it any more."))


def _assign_some(
    programme_id: int, due: Mapping[int, date], fresh: dict[str, Any], act: Act, kind: ChangeKind
) -> list[int]:
    statement = select(Assignment).where(
        Assignment.programme_id == programme_id,
        Assignment.round == fresh["round"],
        Assignment.user_id.in_(list(due)),
    )
    held = {duty.user_id: duty for duty in db.session.scalars(locked(statement.order_by(Assignment.id)))}
    made = _create({user_id: day for user_id, day in due.items() if user_id not in held}, fresh, act, kind)
    return made + _add_sources(list(held.values()), due, act) if held else made


def _create(due: Mapping[int, date], fresh: dict[str, Any], act: Act, kind: ChangeKind) -> list[int]:
    if not due:
        return []
    leaves = rows.leaves(list(due))
    new = [
        {
            **fresh,
            "user_id": user_id,
            "original_due_on": day,
            "due_on": effective_due(day, since=act.on, pauses=leaves.get(user_id, ()), today=act.on),
        }
        for user_id, day in due.items()
    ]
    made = list(db.session.scalars(insert(Assignment).returning(Assignment), new))
    db.session.execute(insert(AssignmentSource), [_source(duty.id, due[duty.user_id], act) for duty in made])
    write_changes([act.change(duty, kind, until=due[duty.user_id]) for duty in made])
    return [duty.id for duty in made]


def _source(assignment_id: int, day: date, act: Act) -> dict[str, Any]:
    return {"assignment_id": assignment_id, "rule_id": act.rule_id, "due_on": day, "added_at": act.at}


def _add_sources(duties: Sequence[Assignment], due: Mapping[int, date], act: Act) -> list[int]:
    ids = [duty.id for duty in duties]
    standing, endings, still = rows.sources(ids), rows.last_changes(ids, rows.ENDINGS), rows.pauses(duties)
    states = rows.states(ids, today=act.on)
    written, touched = _Written(), []
    for duty in duties:
        wanted, own = due[duty.user_id], standing.get(duty.id, [])
        same = next((source for source in own if source.rule_id == act.rule_id), None)
        if same is None:
            written.sources.append(_source(duty.id, wanted, act))
        elif same.due_on != wanted:
            same.due_on = wanted
        ending = endings.get(duty.id)
        by_a_person = ending is not None and ending.kind == ChangeKind.WITHDRAW and act.rule_id is not None
        revived = duty.exit_on is not None or (duty.withdrawn_on is not None and not by_a_person)
        asked = min([wanted, *(source.due_on for source in own if source is not same)])
        day = duty.due_on
        if states.get(duty.id) not in SETTLED:
            day = max(day, effective_due(asked, since=duty.assigned_on, pauses=still[duty.id], today=act.on))
        if same is None or revived or day != duty.due_on:
            touched.append(duty.id)
        _revive_or_move(duty, day, asked, revived, act, written)
    if written.sources:
        db.session.execute(insert(AssignmentSource), written.sources)
    db.session.flush()
    write_changes(written.changes)
    write_days(written.days.items(), "due_on", "withdrawn_on", "exit_on")
    return touched


def _revive_or_move(duty: Assignment, day: date, asked: date, revived: bool, act: Act, written: _Written) -> None:
    if revived:
        kind = ChangeKind.RETURN if duty.exit_on is not None else ChangeKind.REINSTATE
        written.changes.append(act.change(duty, kind, due_after=duty.due_on))
    if day != duty.due_on:
        written.changes.append(act.change(duty, ChangeKind.MOVE, until=asked, due_after=day))
    if revived or day != duty.due_on:
        written.days[duty.id] = {
            "due_on": day,
            "withdrawn_on": None if revived else duty.withdrawn_on,
            "exit_on": None if revived else duty.exit_on,
        }


def release(
    assignment_ids: Collection[int], *, rule_id: int | None, now: datetime, reason: str = "", batch: str = ""
) -> list[int]:
    """End what a rule asked for. Open duties that no source wants any longer are archived, or ended where the person left;
    ids of those. Completed and waived ones stay; of what still stands the due date may become later.
    """
    today = clock.local_date(now)
    act = Act(today, now, reason, batch, rule_id=rule_id)
    archived: list[int] = []
    for ids in rows.chunks(sorted(assignment_ids)):
        duties = list(
            db.session.scalars(locked(select(Assignment).where(Assignment.id.in_(ids)).order_by(Assignment.id)))
        )
        db.session.execute(
            update(AssignmentSource)
            .where(
                AssignmentSource.assignment_id.in_(ids),
                AssignmentSource.rule_id == rule_id if rule_id is not None else AssignmentSource.rule_id.is_(None),
                AssignmentSource.ended_at.is_(None),
            )
            .values(ended_at=now)
        )
        archived += _archive(duties, act)
    return archived


def _archive(duties: Sequence[Assignment], act: Act) -> list[int]:
    ids = [duty.id for duty in duties]
    standing, states, still = rows.sources(ids), rows.states(ids, today=act.on), rows.pauses(duties)
    left = rows.last_days([duty.user_id for duty in duties], today=act.on)
    changes, days, archived = [], {}, []
    for duty in duties:
        kept = {"due_on": duty.due_on, "withdrawn_on": duty.withdrawn_on, "exit_on": duty.exit_on}
        if states.get(duty.id) not in STANDING:
            continue
        if standing.get(duty.id):
            asked = min(source.due_on for source in standing[duty.id])
            day = effective_due(asked, since=duty.assigned_on, pauses=still[duty.id], today=act.on)
            if day > duty.due_on:
                changes.append(act.change(duty, ChangeKind.MOVE, until=asked, due_after=day))
                days[duty.id] = {**kept, "due_on": day}
        elif duty.user_id in left:
            changes.append(act.change(duty, ChangeKind.EXIT, until=left[duty.user_id]))
            days[duty.id] = {**kept, "exit_on": left[duty.user_id]}
            archived.append(duty.id)
        else:
            changes.append(act.change(duty, ChangeKind.ARCHIVE))
            days[duty.id] = {**kept, "withdrawn_on": act.on}
            archived.append(duty.id)
    write_changes(changes)
    write_days(days.items(), "due_on", "withdrawn_on", "exit_on")
    return archived
