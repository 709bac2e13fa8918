"""Roles given and taken. Each action runs inside `writing()`, is given `now`, and never commits.

Nobody decides about their own roles, and only who is an administrator decides about others': so the last one stays. What is
decided on is read again here, with every administrator's grant locked: two who act on each other act one after the other.
"""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.access import Role, Scope
from app.db import db, locked
from app.errors import Conflict, Forbidden, NotFound
from app.people import actions as people
from app.people.accounts.managing import letters
from app.people.models import Department, RoleGrant, User

from .administrators import administrators_on
from .states import EVERYWHERE_ONLY, GRANTABLE, NEEDS_SECOND, State, state_of


@dataclass(frozen=True, slots=True)
class Wish:
    """Which role somebody is to have; without a department over everything, without an end for good."""

    user_id: int
    role: Role
    department_id: int | None
    ended_on: date | None
    reason: str


def grant(wish: Wish, *, scope: Scope, actor_id: int, now: datetime, request_id: str = "") -> RoleGrant:
    """Give a role; one of NEEDS_SECOND waits. `scope`: where the actor may. Raises Forbidden, Conflict, NotFound."""
    today = clock.local_date(now)
    _as_administrator(actor_id, today)
    if wish.user_id == actor_id:
        raise Forbidden(_("These are your own roles. Another administrator has to do this."))
    if wish.role not in GRANTABLE or (wish.role in EVERYWHERE_ONLY and wish.department_id is not None):
        raise Conflict(_("This role cannot be granted like this."))
    _within(wish.department_id, scope)
    if wish.ended_on is not None and wish.ended_on <= today:
        raise Conflict(_("This grant would be over before it begins."))
    user = db.session.scalar(locked(select(User).filter_by(id=wish.user_id)))
    if user is None or not user.active:
        raise NotFound
    _clear_the_way(wish, today, now=now)
    needs_second = wish.role in NEEDS_SECOND
    made = people.grant_role(
        wish.user_id,
        wish.role,
        now=now,
        department_id=wish.department_id,
        granted_by_id=actor_id,
        reason=wish.reason,
        ended_on=wish.ended_on,
        approved=not needs_second,
    )
    db.session.flush()
    if not needs_second:
        _take_effect("role granted", made, wish.reason, now=now)
    return made


def approve(grant_id: int, *, scope: Scope, actor_id: int, now: datetime, request_id: str = "") -> RoleGrant:
    """The second administrator's yes; it is in force from now on. Raises Forbidden, Conflict, NotFound."""
    today = clock.local_date(now)
    _as_administrator(actor_id, today)
    found = _waiting(grant_id, scope, today)
    if actor_id == found.user_id:
        raise Forbidden(_("These are your own roles. Another administrator has to do this."))
    if actor_id == found.granted_by_id:
        raise Forbidden(_("You granted this role. Another administrator has to approve it."))
    if not db.session.get_one(User, found.user_id).active:
        raise Conflict(_("This person has left. Decline the grant."))
    found.approved_at, found.approved_by_id = now, actor_id
    _record("role approved", found, actor_id=actor_id, reason=found.reason, now=now, request_id=request_id)
    _take_effect("role approved", found, found.reason, now=now)
    return found


def withdraw(
    grant_id: int, reason: str, *, scope: Scope, actor_id: int, now: datetime, request_id: str = ""
) -> RoleGrant:
    """Take a role, or decline one that waits. Raises Forbidden, Conflict, NotFound."""
    today = clock.local_date(now)
    _as_administrator(actor_id, today)
    found = _get(grant_id, scope)
    if actor_id == found.user_id:
        raise Forbidden(_("These are your own roles. Another administrator has to do this."))
    state = _state(found, today)
    if state not in {State.IN_FORCE, State.WAITING}:
        raise Conflict(_("This role has ended or was withdrawn already."))
    found.withdrawn_at, found.withdrawn_by_id = now, actor_id
    what = "role withdrawn" if state is State.IN_FORCE else "role declined"
    _record(what, found, actor_id=actor_id, reason=reason, now=now, request_id=request_id)
    if state is State.IN_FORCE:
        _take_effect(what, found, reason, now=now)
    return found


def _take_effect(what: str, grant: RoleGrant, reason: str, *, now: datetime) -> None:
    """Rights changed: every session ends, and whoever has an address is told."""
    people.end_all_sign_ins(grant.user_id, now=now)
    letters.tell(grant.user_id, what, key=f"{what}:{grant.id}", reason=reason, role=grant.role, now=now)


def _as_administrator(actor_id: int, today: date) -> None:
    """The actor's right, as it is now: whoever lost it a moment ago is refused. Locks every administrator's grant."""
    if actor_id not in administrators_on(today):
        raise Forbidden(_("Your account does not have the right to open this page. Ask HR or your administrator."))


def _within(department_id: int | None, scope: Scope) -> None:
    """That the actor's own right reaches there: nobody gives more than over what they have it. Raises NotFound."""
    if department_id is None and scope.everything:
        return
    inside = select(Department.id).where(
        Department.id == department_id, Department.closed_on.is_(None), scope.covers(Department.path)
    )
    if department_id is None or db.session.scalar(inside) is None:
        raise NotFound


def _clear_the_way(wish: Wish, today: date, *, now: datetime) -> None:
    """The same role over the same place is held once; one whose day is over makes room. Raises Conflict."""
    same = select(RoleGrant).filter_by(
        user_id=wish.user_id, role=wish.role, department_id=wish.department_id, withdrawn_at=None
    )
    held = db.session.scalar(locked(same))
    if held is None:
        return
    if _state(held, today) is not State.ENDED:
        raise Conflict(_("This person has this role there already, or it waits to be approved. Withdraw it first."))
    held.withdrawn_at = now
    db.session.flush()


def _get(grant_id: int, scope: Scope) -> RoleGrant:
    found = db.session.scalar(locked(select(RoleGrant).filter_by(id=grant_id)))
    if found is None:
        raise NotFound
    _within_past(found.department_id, scope)
    return found


def _within_past(department_id: int | None, scope: Scope) -> None:
    """As `_within`, of a department that may have closed since."""
    if scope.everything:
        return
    inside = select(Department.id).where(Department.id == department_id, scope.covers(Department.path))
    if department_id is None or db.session.scalar(inside) is None:
        raise NotFound


def _waiting(grant_id: int, scope: Scope, today: date) -> RoleGrant:
    found = _get(grant_id, scope)
    if _state(found, today) is not State.WAITING:
        raise Conflict(_("Somebody else has decided this already."))
    return found


def _state(grant: RoleGrant, today: date) -> State:
    withdrawn_on = clock.local_date(grant.withdrawn_at) if grant.withdrawn_at else None
    return state_of(approved_at=grant.approved_at, ended_on=grant.ended_on, withdrawn_on=withdrawn_on, today=today)


def _record(what: str, grant: RoleGrant, *, actor_id: int, reason: str, now: datetime, request_id: str) -> None:
    people.record_act(
        what,
        actor_id=actor_id,
        subject_id=grant.user_id,
        reason=reason,
        now=now,
        request_id=request_id,
        role=str(grant.role),
        department_id=grant.department_id,
        grant_id=grant.id,
    )
