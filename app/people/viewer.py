"""Who is asking: the signed-in person as a request sees them, read in one statement."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TypeAlias

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    ScalarSelect,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import Date, String

from app import clock
from app.access import Role
from app.db import MANY, db, reading
from app.people.accounts.models import Passkey
from app.people.models import Delegation, Department, Job, RoleGrant, SignIn, User


@dataclass(frozen=True, slots=True)
class Grant:
    """A role over a department and all below it; `path` is None where it is over everything."""

    role: str
    path: str | None
    ended_on: date | None

    @property
    def in_force(self) -> bool:
        return (self.ended_on is None or clock.today() < self.ended_on) and self.role in set(Role)


@dataclass(frozen=True, slots=True)
class Viewer:
    """What Flask-Login's `current_user` is: a snapshot that stays readable whatever is written meanwhile."""

    id: int
    staff_no: str
    name: str
    email: str | None
    locale: str | None
    fs_uniquifier: str
    learning_version: int
    has_second_factor: bool  # codes or a passkey
    seen_at: datetime  # when this session was last noted to be used
    grants: tuple[Grant, ...]

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.fs_uniquifier


Rights: TypeAlias = CompoundSelect[int, str, str | None, date | None]


def rights_of(whose: ScalarSelect[int] | BindParameter[int]) -> Rights:
    """A row for each right of a person beyond learning: granted roles, departments headed by a job, and those headed by
    somebody whom the person stands in for. Asks for a parameter `today`."""
    return _rights(lambda column: column == whose)


def _rights(is_theirs: Callable[[InstrumentedAttribute[int]], ColumnElement[bool]]) -> Rights:
    today = bindparam("today", type_=Date)
    held = and_(Job.is_head, Job.started_on <= today, or_(Job.ended_on.is_(None), Job.ended_on > today))
    manager, until = literal(Role.MANAGER.value, String).label("role"), cast(null(), Date).label("ended_on")
    granted = (
        select(RoleGrant.user_id, RoleGrant.role, Department.path, RoleGrant.ended_on)
        .outerjoin(Department, Department.id == RoleGrant.department_id)
        .where(
            is_theirs(RoleGrant.user_id),
            RoleGrant.approved_at.is_not(None),
            RoleGrant.withdrawn_at.is_(None),
            or_(RoleGrant.ended_on.is_(None), RoleGrant.ended_on > today),
        )
    )
    headed = select(Job.user_id, manager, Department.path, until).join(Department).where(is_theirs(Job.user_id), held)
    lent = (
        select(Delegation.to_id, manager, Department.path, until)
        .join(Job, and_(Job.user_id == Delegation.from_id, held))
        .join(Department, Department.id == Job.department_id)
        .where(
            is_theirs(Delegation.to_id),
            Delegation.withdrawn_at.is_(None),
            Delegation.started_on <= today,
            Delegation.ended_on > today,
            or_(Delegation.department_id.is_(None), Delegation.department_id == Department.id),
        )
    )
    return union_all(granted, headed, lent)


# `whose` stands in every branch, not around them: each then finds its few rows by an index.
RIGHTS = rights_of(select(SignIn.user_id).where(SignIn.token == bindparam("token")).scalar_subquery()).subquery(
    "rights"
)
SIGNED_IN = (
    select(
        User.id,
        User.staff_no,
        User.name,
        User.email,
        User.locale,
        User.fs_uniquifier,
        User.learning_version,
        or_(User.tf_primary_method.is_not(None), exists().where(Passkey.user_id == User.id)).label("has_second_factor"),
        func.coalesce(SignIn.seen_at, SignIn.started_at).label("seen_at"),
        RIGHTS.c.role,
        RIGHTS.c.path,
        RIGHTS.c.ended_on,
    )
    .join_from(User, SignIn, SignIn.user_id == User.id)
    .outerjoin(RIGHTS, RIGHTS.c.user_id == User.id)
    .where(
        User.fs_uniquifier == bindparam("uniquifier"),
        User.active,
        SignIn.token == bindparam("token"),
        SignIn.ended_at.is_(None),
    )
)


def find_viewer(uniquifier: str, token: str) -> Viewer | None:
    """The person of a session that has not been ended; None for leavers and ended sessions."""
    with reading() as connection:
        rows = connection.execute(SIGNED_IN, {"uniquifier": uniquifier, "token": token, "today": clock.today()}).all()
    if not rows:
        return None
    grants = tuple(Grant(row.role, row.path, row.ended_on) for row in rows if row.role is not None)
    who = rows[0]
    return Viewer(
        who.id,
        who.staff_no,
        who.name,
        who.email,
        who.locale,
        who.fs_uniquifier,
        who.learning_version,
        bool(who.has_second_factor),
        who.seen_at,
        grants,
    )


def _is_one_of(ids: Collection[int], column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    return column.in_(ids)


def viewers(user_ids: Collection[int], *, now: datetime) -> dict[int, Viewer]:
    """People as somebody acts on their behalf: with the rights that each has now. By id; accounts that are off are not among
    them. Two statements for every 500."""
    found: dict[int, Viewer] = {}
    wanted, today = sorted(set(user_ids)), clock.local_date(now)
    for ids in (wanted[at : at + MANY] for at in range(0, len(wanted), MANY)):
        grants: dict[int, list[Grant]] = {}
        rights = _rights(partial(_is_one_of, ids))
        for row in db.session.execute(rights, {"today": today}):
            grants.setdefault(row[0], []).append(Grant(row[1], row[2], row[3]))
        for who in db.session.scalars(select(User).where(User.id.in_(ids), User.active)):
            found[who.id] = Viewer(
                who.id,
                who.staff_no,
                who.name,
                who.email,
                who.locale,
                who.fs_uniquifier,
                who.learning_version,
                who.tf_primary_method is not None,
                now,
                tuple(grants.get(who.id, ())),
            )
    return found
