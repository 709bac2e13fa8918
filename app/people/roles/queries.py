"""Reads about grants of roles, within the scope in which the reader may grant."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import aliased

from app import clock
from app.access import Role, Scope
from app.db import db
from app.errors import NotFound
from app.people.models import Department, RoleGrant, User
from app.people.search import means

from .states import State, state_of

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A grant for the eye. `by`, `approver`, `ender`: names, empty for the terminal."""

    id: int
    user_id: int
    name: str
    staff_no: str
    active: bool
    role: Role
    department: Department | None
    reason: str
    granted_at: datetime
    by_id: int | None
    by: str
    approver: str
    ended_on: date | None
    withdrawn_at: datetime | None
    ender: str
    state: State


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty: not at all."""

    q: str = ""
    role: str = ""
    department: str = ""  # its code; with all below it
    state: str = "in-force"  # "", or one of State
    page: int = 1


HOLDER, BY, APPROVER, ENDER = (aliased(User, name=name) for name in ("holder", "by", "approver", "ender"))


def _rows(scope: Scope) -> Select[RoleGrant, User, Department, str, str, str]:
    reach = true() if scope.everything else scope.covers(Department.path)
    return (
        select(RoleGrant, HOLDER, Department, BY.name, APPROVER.name, ENDER.name)
        .join(HOLDER, HOLDER.id == RoleGrant.user_id)
        .outerjoin(Department, Department.id == RoleGrant.department_id)
        .outerjoin(BY, BY.id == RoleGrant.granted_by_id)
        .outerjoin(APPROVER, APPROVER.id == RoleGrant.approved_by_id)
        .outerjoin(ENDER, ENDER.id == RoleGrant.withdrawn_by_id)
        .where(RoleGrant.role.in_([role.value for role in Role]), reach)
    )


def list_grants(wanted: Wanted, *, scope: Scope, today: date) -> tuple[list[Row], int]:
    """A page of grants by role and name, and how many there are in all."""
    conditions = [*_narrowed(wanted), _in_state(wanted.state, today)]
    statement = _rows(scope).where(*conditions)
    count = db.session.scalar(select(func.count()).select_from(statement.with_only_columns(RoleGrant.id).subquery()))
    newest = RoleGrant.granted_at.desc()
    page = statement.order_by(RoleGrant.role, HOLDER.name_key, newest, RoleGrant.id)
    found = db.session.execute(page.limit(A_PAGE).offset((wanted.page - 1) * A_PAGE))
    return [_row(*columns, today=today) for columns in found], count or 0


def list_waiting(*, scope: Scope, today: date) -> list[Row]:
    """Grants that a second administrator has to approve, oldest first, at most a page."""
    statement = _rows(scope).where(_in_state(State.WAITING, today)).order_by(RoleGrant.granted_at, RoleGrant.id)
    return [_row(*columns, today=today) for columns in db.session.execute(statement.limit(A_PAGE))]


def get_grant(grant_id: int, *, scope: Scope, today: date) -> Row:
    """Raises NotFound."""
    found = db.session.execute(_rows(scope).where(RoleGrant.id == grant_id)).one_or_none()
    if found is None:
        raise NotFound
    return _row(*found, today=today)


def list_places(*, scope: Scope) -> list[tuple[Department, int]]:
    """Open departments of the scope as a tree: each after its parent, by code, with its depth there from 0."""
    found = list(
        db.session.scalars(select(Department).where(Department.closed_on.is_(None), scope.covers(Department.path)))
    )
    codes = {department.id: department.code for department in found}
    trail = {row.id: tuple(codes.get(int(part), "") for part in row.path.strip("/").split("/")) for row in found}
    least = min((len(way) for way in trail.values()), default=0)
    return [(row, len(trail[row.id]) - least) for row in sorted(found, key=lambda row: (trail[row.id], row.id))]


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.role:
        conditions.append(RoleGrant.role == wanted.role)
    if wanted.q:
        conditions.append(means(wanted.q, HOLDER))
    if wanted.department:
        above = aliased(Department)
        top = select(above.path).where(above.code == wanted.department).scalar_subquery()
        conditions.append(func.substr(Department.path, 1, func.length(top)) == top)
    return conditions


def _in_state(state: str, today: date) -> ColumnElement[bool]:
    """The SQL twin of `state_of`; all that are over count as one."""
    lasting = or_(RoleGrant.ended_on.is_(None), RoleGrant.ended_on > today)
    open_still = and_(RoleGrant.withdrawn_at.is_(None), lasting)
    return {
        State.IN_FORCE: and_(open_still, RoleGrant.approved_at.is_not(None)),
        State.WAITING: and_(open_still, RoleGrant.approved_at.is_(None)),
        "over": ~open_still,
    }.get(state, true())


def _row(
    grant: RoleGrant,
    holder: User,
    department: Department | None,
    by: str | None,
    approver: str | None,
    ender: str | None,
    *,
    today: date,
) -> Row:
    withdrawn_on = clock.local_date(grant.withdrawn_at) if grant.withdrawn_at else None
    return Row(
        id=grant.id,
        user_id=holder.id,
        name=holder.name,
        staff_no=holder.staff_no,
        active=holder.active,
        role=Role(grant.role),
        department=department,
        reason=grant.reason,
        granted_at=grant.granted_at,
        by_id=grant.granted_by_id,
        by=by or "",
        approver=approver or "",
        ended_on=grant.ended_on,
        withdrawn_at=grant.withdrawn_at,
        ender=ender or "",
        state=state_of(approved_at=grant.approved_at, ended_on=grant.ended_on, withdrawn_on=withdrawn_on, today=today),
    )
