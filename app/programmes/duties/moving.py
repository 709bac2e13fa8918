"""Due dates that follow leave and pauses. Runs inside `writing()`, is given `now`, never commits."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import or_, select, union

from app import clock
from app.db import db, locked
from app.people.models import Absence
from app.programmes.models import Assignment, AssignmentPause
from app.programmes.states import OPEN, DutyState

from . import rows
from .kinds import ChangeKind
from .writing import Act, write_changes, write_days

STANDING = (*OPEN, DutyState.PAUSED, DutyState.SCHEDULED)


def move_due_dates(user_ids: Collection[int] | None, *, now: datetime) -> list[int]:
    """Give duties that stand the day that follows from leave and pauses by today; ids of those that moved, all later.

    `user_ids` None: of everybody with leave or a pause that has no end yet or ends after yesterday.
    """
    act = Act(clock.local_date(now), now)
    people = list_paused(act.on) if user_ids is None else sorted(user_ids)
    moved: list[int] = []
    for ids in rows.chunks(people):
        moved += _move_some(ids, act)
    return moved


def list_paused(today: date) -> list[int]:
    """Who has leave or a pause that has not ended before today."""
    leave = select(Absence.user_id).where(
        Absence.pauses_deadlines, or_(Absence.ended_on.is_(None), Absence.ended_on >= today)
    )
    single = (
        select(Assignment.user_id)
        .join(AssignmentPause, AssignmentPause.assignment_id == Assignment.id)
        .where(or_(AssignmentPause.ended_on.is_(None), AssignmentPause.ended_on >= today))
    )
    return sorted(db.session.scalars(union(leave, single)))


def _move_some(user_ids: Sequence[int], act: Act) -> list[int]:
    statement = select(Assignment).where(
        Assignment.user_id.in_(user_ids), Assignment.withdrawn_on.is_(None), Assignment.exit_on.is_(None)
    )
    held = list(db.session.scalars(locked(statement.order_by(Assignment.id))))
    moved = []
    for duties in rows.chunks(held):
        states = rows.states([duty.id for duty in duties], today=act.on)
        standing = [duty for duty in duties if states.get(duty.id) in STANDING]
        due = rows.due_days(standing, today=act.on)
        later = [duty for duty in standing if due[duty.id] != duty.due_on]
        write_changes([act.change(duty, ChangeKind.LEAVE, due_after=due[duty.id]) for duty in later])
        moved += [(duty.id, {"due_on": due[duty.id]}) for duty in later]
    write_days(moved, "due_on")
    return [duty_id for duty_id, _days in moved]
