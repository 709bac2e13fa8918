"""Correcting what is stored about one person. What may be changed, and of whom, is as in a sheet of people."""

import hmac
from collections.abc import Mapping

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access import Scope
from app.db import db
from app.errors import Conflict, Forbidden
from app.people.accounts.addresses import follow_changes
from app.people.models import Job, RoleGrant, User
from app.people.names import name_key
from app.people.organisation.acts import Act
from app.people.organisation.staff import departments_inside, has_power, load

FIELDS = ("staff_no", "name", "email", "locale", "time_zone")
OPENING = frozenset({"staff_no", "email"})  # by these an account is found, and links to it are sent
UNIQUE = {"staff_no": User.staff_no, "email": User.email}


def correct(user_id: int, values: Mapping[str, str | None], act: Act, *, seen: str) -> list[str]:
    """Put `values` by name of FIELDS in place of what stands; returns the names of what changed. Runs inside `writing()`.

    `seen`: `digest_of` the person as whoever decides saw them. Sent a second time it changes nothing. Raises NotFound outside
    the scope, Forbidden of oneself, Conflict where somebody else was quicker, where a value is somebody else's, and where a
    number or an address must stay.
    """
    person = load([user_id], act).users[user_id]
    if user_id == act.by_id:
        raise Forbidden(_("This is about yourself. Somebody else in HR has to do this."))
    fields = [name for name in FIELDS if name in values and values[name] != getattr(person, name)]
    if not fields:
        return []
    if digest_of(person) != seen:
        raise Conflict(
            _("Somebody changed this meanwhile. Nothing was stored: compare with what stands now, then send again.")
        )
    if OPENING.intersection(fields) and must_keep_address(user_id, act.scope):
        raise must_stay()
    for name in OPENING.intersection(fields):
        if is_taken(name, values[name], but=user_id):
            raise Conflict(_("%(value)s belongs to somebody already.", value=values[name]))
    before = {user_id: person.email}
    for name in fields:
        setattr(person, name, values[name])
    person.name_key = name_key(person.name)
    db.session.flush()
    follow_changes(before, {user_id: person.email}, now=act.now)
    act.record("details corrected", user_id, fields=fields)
    return fields


def must_stay() -> Conflict:
    return Conflict(_("This person has got a role meanwhile: staff number and e-mail stay. Nothing was stored."))


def digest_of(person: User) -> str:
    """Changes whenever one of FIELDS does; sealed, for a page that holds it does not show the address."""
    stored = [person.id, *(getattr(person, name) for name in FIELDS)]
    return hmac.digest(str(current_app.secret_key).encode(), repr(stored).encode(), "sha256").hex()


def is_taken(name: str, value: str | None, *, but: int) -> bool:
    """Whether a staff number or an address is somebody else's; capital letters make no difference."""
    column = UNIQUE[name]
    others = select(User.id).where(func.lower(column) == (value or "").casefold(), User.id != but)
    return bool(value) and db.session.scalar(others.limit(1)) is not None


def must_keep_address(user_id: int, scope: Scope) -> bool:
    """Whether somebody may do so much that HR changes neither their address nor their number."""
    granted = select(RoleGrant.id).where(RoleGrant.user_id == user_id, RoleGrant.withdrawn_at.is_(None))
    headed = db.session.scalars(select(Job.department_id).where(Job.user_id == user_id, Job.is_head)).all()
    inside = set() if scope.everything else departments_inside(scope)
    return has_power(
        has_role=db.session.scalar(granted.limit(1)) is not None,
        headed=headed,
        covers=lambda department_id: scope.everything or department_id in inside,
    )
