"""Who is asking: the signed-in person as a request sees them, read in one statement."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select

from app import clock
from app.access import Role
from app.db import reading
from app.people.models import Department, RoleGrant, SignIn, User


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
    grants: tuple[Grant, ...]

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.fs_uniquifier


SIGNED_IN = (
    select(
        User.id,
        User.staff_no,
        User.name,
        User.email,
        User.locale,
        User.fs_uniquifier,
        User.learning_version,
        RoleGrant.role,
        Department.path,
        RoleGrant.ended_on,
    )
    .join_from(User, SignIn, SignIn.user_id == User.id)
    .outerjoin(RoleGrant, RoleGrant.user_id == User.id)
    .outerjoin(Department, Department.id == RoleGrant.department_id)
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
        rows = connection.execute(SIGNED_IN, {"uniquifier": uniquifier, "token": token}).all()
    if not rows:
        return None
    grants = tuple(Grant(row.role, row.path, row.ended_on) for row in rows if row.role is not None)
    return Viewer(*rows[0][:7], grants)
