"""What held for a duty on a past day, as SQL over `Assignment`: what was decided since is looked up and taken back.

So a report of last month stays the same when somebody is given more time, moved to a new version or reinstated today.
"""

from datetime import date

from sqlalchemy import ColumnElement, Date, Integer, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from app import clock
from app.programmes.models import Assignment, AssignmentChange

from .kinds import ChangeKind

OF_THE_DUTY = AssignmentChange.assignment_id == Assignment.id


def due_then(as_of: date) -> ColumnElement[date]:
    """The day promised by then."""
    change = AssignmentChange
    if as_of >= clock.today():
        return Assignment.due_on.expression
    return func.coalesce(_before(change.due_before, change.due_after, as_of), Assignment.due_on, type_=Date)


def version_then(as_of: date) -> ColumnElement[int]:
    change = AssignmentChange
    if as_of >= clock.today():
        return Assignment.version_id.expression
    before = _before(change.version_before_id, change.version_after_id, as_of)
    return func.coalesce(before, Assignment.version_id, type_=Integer)


def withdrawn_then(as_of: date) -> ColumnElement[date | None]:
    """Since when it was withdrawn or archived by then, though it may have been reinstated since."""
    return _ended(Assignment.withdrawn_on, (ChangeKind.WITHDRAW, ChangeKind.ARCHIVE), as_of)


def waived_then(as_of: date) -> ColumnElement[date | None]:
    return _ended(Assignment.waived_on, (ChangeKind.WAIVE,), as_of)


def _before(
    before: InstrumentedAttribute[date] | InstrumentedAttribute[int | None],
    after: InstrumentedAttribute[date] | InstrumentedAttribute[int | None],
    as_of: date,
) -> ColumnElement[date | int | None]:
    """What the first change after a day replaced."""
    statement = select(before).where(OF_THE_DUTY, AssignmentChange.on > as_of, before != after)
    return statement.order_by(AssignmentChange.id).limit(1).correlate(Assignment).scalar_subquery()


def _ended(
    column: InstrumentedAttribute[date | None], endings: tuple[ChangeKind, ...], as_of: date
) -> ColumnElement[date | None]:
    if as_of >= clock.today():
        return column.expression
    ended_on = case((AssignmentChange.kind.in_(endings), AssignmentChange.on))
    kinds = (*endings, ChangeKind.REINSTATE)
    last = select(ended_on).where(OF_THE_DUTY, AssignmentChange.on <= as_of, AssignmentChange.kind.in_(kinds))
    found = last.order_by(AssignmentChange.id.desc()).limit(1).correlate(Assignment).scalar_subquery()
    return func.coalesce(column, found, type_=Date)
