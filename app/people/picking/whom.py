"""Among whom a form lets somebody choose, by the permission that the form rests on."""

from enum import StrEnum

from flask_login import current_user
from sqlalchemy import Select, or_, select

from app import clock
from app.access import Permission, Scope, scope_of
from app.people.models import User
from app.people.queries import people_in_scope, people_once_in_scope


class Whom(StrEnum):
    """The words of the addresses under which each is searched."""

    SEEN = "seen"  # line manager, owner, who approves, who stands in
    MANAGED = "managed"  # who stands in for a manager, by HR
    ASSIGNED = "assigned"  # whom managers assign something to
    DEFINED = "defined"  # whom a rule means
    TRAINED = "trained"  # who is expected at a session, who came, who teaches
    MAILED = "mailed"  # to whom reports are mailed
    HOLDERS = "holders"  # of roles
    AUDITED = "audited"  # whom the audit log tells about, those who left among them


PERMISSIONS = {
    Whom.SEEN: Permission.READ_PERSON,
    Whom.MANAGED: Permission.MANAGE_PEOPLE,
    Whom.ASSIGNED: Permission.ASSIGN,
    Whom.DEFINED: Permission.DEFINE_PROGRAMME,
    Whom.TRAINED: Permission.MANAGE_TRAINING,
    Whom.MAILED: Permission.SEND_REPORT,
    Whom.HOLDERS: Permission.GRANT_ROLE,
    Whom.AUDITED: Permission.READ_AUDIT,
}


def among(whom: Whom) -> Select[int]:
    """Ids of the people whom the signed-in person may find for a purpose; for use inside other statements."""
    scope, today = scope_of(PERMISSIONS[whom]), clock.today()
    if whom is Whom.AUDITED:
        return people_once_in_scope(scope, on=today)
    if whom is Whom.HOLDERS and scope.everything:
        return anybody()
    return people_in_scope(scope, on=today)


def anybody() -> Select[int]:
    """Ids of everybody with an account that is on."""
    return select(User.id).where(User.active)


def anybody_at_work() -> Select[int]:
    return people_in_scope(Scope(everything=True), on=clock.today())


def with_oneself(found: Select[int]) -> Select[int]:
    """The same, and the signed-in person, wherever that person works."""
    return select(User.id).where(User.active, or_(User.id == current_user.id, User.id.in_(found.correlate(None))))
