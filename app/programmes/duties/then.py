"""What held for a duty on a past day, as SQL over `Assignment`: what was decided since is looked up and taken back.

So a report of last month stays the same when somebody is given more time, moved to a new version or reinstated today. With
`known_at`, what was recorded after that instant is taken back, too, whatever day it is about.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, and_, case, exists, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from app import clock
from app.programmes.models import Assignment, AssignmentChange

from .kinds import ChangeKind


def given_by(as_of: date, known_at: datetime | None = None, duty: Any = Assignment) -> ColumnElement[bool]:
    """Whether there was the duty by then."""
    is_known = duty.assigned_at <= known_at if known_at else true()
    return and_(duty.assigned_on <= as_of, is_known)


def due_then(as_of: date, known_at: datetime | None = None) -> ColumnElement[date]:
    """The day promised by then."""
    change = AssignmentChange
    if _is_now(as_of, known_at):
        return Assignment.due_on.expression
    before = _before(change.due_before, change.due_after, as_of, known_at)
    return func.coalesce(before, Assignment.due_on, type_=Date)


def version_then(as_of: date, known_at: datetime | None = None) -> ColumnElement[int]:
    change = AssignmentChange
    if _is_now(as_of, known_at):
        return Assignment.version_id.expression
    before = _before(change.version_before_id, change.version_after_id, as_of, known_at)
    return func.coalesce(before, Assignment.version_id, type_=Integer)


def withdrawn_then(as_of: date, known_at: datetime | None = None, duty: Any = Assignment) -> ColumnElement[date | None]:
    """Since when it was withdrawn or archived by then, though it may have been reinstated since. `duty`: the table or its like."""
    endings = (ChangeKind.WITHDRAW, ChangeKind.ARCHIVE)
    return _ended(duty.withdrawn_on, endings, (ChangeKind.REINSTATE, ChangeKind.RETURN), as_of, known_at, duty)


def waived_then(as_of: date, known_at: datetime | None = None) -> ColumnElement[date | None]:
    return _ended(Assignment.waived_on, (ChangeKind.WAIVE,), (ChangeKind.REINSTATE,), as_of, known_at, Assignment)


def exit_then(as_of: date, known_at: datetime | None = None) -> ColumnElement[date | None]:
    """Since when the employment it was made in had ended, though the person may have come back since.

    An exit counts from its day however late it was recorded; that it was none, too; a return from the day it was noted.
    """
    change, duty = AssignmentChange, Assignment
    if _is_now(as_of, known_at):
        return duty.exit_on.expression
    is_exit = change.kind == ChangeKind.EXIT
    since = case(
        (is_exit, func.coalesce(change.until, duty.exit_on, change.on)), else_=func.coalesce(change.until, change.on)
    )
    told = (change.assignment_id == duty.id, change.kind.in_((ChangeKind.EXIT, ChangeKind.RETURN)))
    last = select(case((is_exit, since))).where(*told, since <= as_of, _recorded_by(known_at))
    found = last.order_by(change.id.desc()).limit(1).correlate(duty).scalar_subquery()
    return case((exists().where(*told).correlate(duty), found), else_=duty.exit_on)


def _is_now(as_of: date, known_at: datetime | None) -> bool:
    return known_at is None and as_of >= clock.today()


def _recorded_by(known_at: datetime | None) -> ColumnElement[bool]:
    return AssignmentChange.at <= known_at if known_at else true()


def _before(
    before: InstrumentedAttribute[date] | InstrumentedAttribute[int | None],
    after: InstrumentedAttribute[date] | InstrumentedAttribute[int | None],
    as_of: date,
    known_at: datetime | None,
) -> ColumnElement[date | int | None]:
    """What the first change replaced that is of a later day, or was not known yet."""
    change = AssignmentChange
    is_later = or_(change.on > as_of, change.at > known_at) if known_at else change.on > as_of
    statement = select(before).where(change.assignment_id == Assignment.id, is_later, before != after)
    return statement.order_by(change.id).limit(1).correlate(Assignment).scalar_subquery()


def _ended(
    column: InstrumentedAttribute[date | None],
    endings: tuple[ChangeKind, ...],
    revivals: tuple[ChangeKind, ...],
    as_of: date,
    known_at: datetime | None,
    duty: Any,
) -> ColumnElement[date | None]:
    if _is_now(as_of, known_at):
        return column.expression
    change = AssignmentChange
    told = (change.assignment_id == duty.id, change.kind.in_((*endings, *revivals)))
    last = select(case((change.kind.in_(endings), change.on))).where(*told, change.on <= as_of, _recorded_by(known_at))
    found = last.order_by(change.id.desc()).limit(1).correlate(duty).scalar_subquery()
    if known_at is None:
        return func.coalesce(found, column, type_=Date)
    changed_since = exists().where(*told, change.at > known_at).correlate(duty)
    return func.coalesce(found, case((~changed_since, column)), type_=Date)
