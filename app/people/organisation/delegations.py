"""A manager's sight, lent to somebody else for a stated time. Withdrawn, it ends at once."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from app.access import Scope
from app.db import db, locked
from app.errors import Conflict, NotFound
from app.people.models import Delegation, Department, User
from app.people.queries import people_in_scope

from .acts import Act
from .queries import find_departments, list_headed

LONGEST = timedelta(days=366)


def delegate(
    from_id: int, to_id: int, started_on: date, ended_on: date, act: Act, *, department_id: int | None = None
) -> Delegation:
    """Lend what a manager sees, until the day before `ended_on`: all of it, or one department headed. Twice does it once.

    Raises Conflict where there is nothing to lend or the time makes no sense, NotFound for people outside the actor's scope.
    """
    if from_id == to_id:
        raise Conflict(_("Choose somebody else: nobody stands in for themselves."))
    if act.by_id == to_id:
        raise Conflict(_("This would lend the view to yourself. Somebody else in HR has to do this."))
    if not started_on < ended_on <= started_on + LONGEST:
        raise Conflict(_("A delegation lasts from one day to a year."))
    _refuse_outside({from_id, to_id} - {act.by_id}, act.scope, started_on)
    every = {department.id: department for department in list_headed(from_id, on=started_on)}
    headed = every if act.by_id == from_id else _inside(every, act.scope)
    if not headed or (department_id is not None and department_id not in headed):
        raise Conflict(_("Only who heads a department on that day can lend the view of it."))
    if department_id is None and len(headed) < len(every):
        raise Conflict(_("This person heads a department outside your scope too. Choose the department."))
    given = (to_id, department_id, started_on, ended_on)
    standing = select(Delegation).where(Delegation.from_id == from_id, Delegation.withdrawn_at.is_(None))
    for row in db.session.scalars(locked(standing)):
        if (row.to_id, row.department_id, row.started_on, row.ended_on) == given:
            return row
    delegation = Delegation(
        from_id=from_id,
        to_id=to_id,
        department_id=department_id,
        reason=act.reason,
        started_on=started_on,
        ended_on=ended_on,
        granted_by_id=act.by_id,
        granted_at=act.now,
    )
    db.session.add(delegation)
    db.session.flush()
    act.record(
        "delegated",
        to_id,
        delegation_id=delegation.id,
        from_id=from_id,
        department_id=department_id,
        until=ended_on.isoformat(),
    )
    return delegation


def withdraw(delegation_id: int, act: Act) -> tuple[int, int]:
    """End a delegation now: either side may, and HR of who lent it; returns whose it was and who had it. Raises NotFound."""
    row = db.session.scalar(locked(select(Delegation).where(Delegation.id == delegation_id)))
    if row is None:
        raise NotFound
    if act.by_id not in (row.from_id, row.to_id):
        _refuse_outside({row.from_id}, act.scope, row.started_on)
    if row.withdrawn_at is None:
        row.withdrawn_at = act.now
        act.record("delegation withdrawn", row.to_id, delegation_id=row.id, from_id=row.from_id)
    return row.from_id, row.to_id


def _inside(headed: Mapping[int, Department], scope: Scope) -> dict[int, Department]:
    """Of the departments, those of the scope: nobody lends a view that reaches beyond their own."""
    return find_departments(list(headed), scope=scope)


def _refuse_outside(user_ids: Collection[int | None], scope: Scope, on: date) -> None:
    """Whoever lends is chosen within the scope; whoever stands in has a job."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    inside = people_in_scope(scope, on=on).where(User.id.in_(wanted), User.active)
    if set(db.session.scalars(inside)) != wanted:
        raise NotFound(_("There is nobody with this staff number among those you may choose."))
