"""What changes people's rows. Each runs inside `writing()`, is given `now`, and never commits."""

import hashlib
import secrets
import uuid
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select, update

from app import origin
from app.access import Role
from app.db import db, locked
from app.errors import NotFound
from app.people.accounts import alerts
from app.people.accounts.alerts import Event
from app.people.accounts.models import PasswordReset
from app.people.audit import chain
from app.people.models import AuditEntry, Invitation, RoleGrant, SignIn, User
from app.people.names import name_key

INVITATION_LASTS = timedelta(days=2)


def add_user(staff_no: str, name: str, *, now: datetime, email: str | None = None) -> User:
    """A person without a password: an invitation lets them choose one."""
    user = User(
        staff_no=staff_no, name=name, name_key=name_key(name), email=email, active=True, created_at=now, fs_uniquifier=uuid.uuid4().hex
    )  # fmt: skip
    db.session.add(user)
    db.session.flush()
    return user


def grant_role(
    user_id: int,
    role: Role,
    *,
    now: datetime,
    department_id: int | None = None,
    granted_by_id: int | None = None,
    reason: str = "",
    ended_on: date | None = None,
    approved: bool = True,
) -> RoleGrant:
    """Give a role over a department and all below it, or over everything. Not `approved`: it waits for a second person."""
    grant = RoleGrant(
        user_id=user_id,
        role=role,
        department_id=department_id,
        reason=reason,
        granted_at=now,
        granted_by_id=granted_by_id,
        approved_at=now if approved else None,
        ended_on=ended_on,
    )
    db.session.add(grant)
    record_act(
        "role granted",
        actor_id=granted_by_id,
        subject_id=user_id,
        reason=reason,
        now=now,
        role=str(role),
        department_id=department_id,
    )
    return grant


def invite(user_id: int, *, now: datetime) -> str:
    """Make a link's secret, valid two days and once; earlier ones of the same person end."""
    db.session.execute(update(Invitation).filter_by(user_id=user_id, used_at=None).values(used_at=now))
    secret = secrets.token_urlsafe(32)
    db.session.add(Invitation(user_id=user_id, secret_hash=_hash(secret), expires_at=now + INVITATION_LASTS))
    return secret


def accept_invitation(secret: str, password_hash: str, *, now: datetime) -> int:
    """Use a link up and set the password chosen; returns the user's id. Raises NotFound when it was used or has run out."""
    invitation = db.session.scalar(locked(find_invitation(secret, now=now), of=Invitation))
    if invitation is None:
        raise NotFound(_("This link was used already or has run out. Ask your administrator for a new one."))
    invitation.used_at = now
    is_first = db.session.get_one(User, invitation.user_id).password is None
    change_password(invitation.user_id, password_hash, now=now, told_as=None if is_first else Event.PASSWORD_RESET)
    return invitation.user_id


def find_invitation(secret: str, *, now: datetime) -> Select[Invitation]:
    """The statement that finds a link's invitation while it may be used, by somebody who is here."""
    return (
        select(Invitation)
        .join(User, User.id == Invitation.user_id)
        .where(
            Invitation.secret_hash == _hash(secret),
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
            User.active,
        )
    )


def change_password(
    user_id: int, password_hash: str, *, now: datetime, told_as: Event | None = Event.PASSWORD_CHANGED
) -> None:
    """Set the password and end every session of the person, this one too, and every link that would set another.

    `told_as`: what the owner is told by mail; None: nothing, it is the first one, chosen by invitation.
    """
    user = db.session.get_one(User, user_id)
    user.password = password_hash
    for link in (Invitation, PasswordReset):
        db.session.execute(update(link).filter_by(user_id=user_id, used_at=None).values(used_at=now))
    end_all_sign_ins(user_id, now=now)
    record_act("password changed", actor_id=user_id, now=now)
    if told_as is not None:
        alerts.tell(user_id, told_as, now=now)


def end_sign_in(token: str, *, now: datetime) -> None:
    db.session.execute(update(SignIn).filter_by(token=token, ended_at=None).values(ended_at=now))


def end_all_sign_ins(user_id: int, *, now: datetime) -> None:
    db.session.execute(update(SignIn).filter_by(user_id=user_id, ended_at=None).values(ended_at=now))
    db.session.get_one(User, user_id).fs_uniquifier = uuid.uuid4().hex


def set_language(user_id: int, language: str) -> None:
    db.session.get_one(User, user_id).locale = language


def record_act(
    action: str,
    *,
    actor_id: int | None,
    now: datetime,
    request_id: str = "",
    subject_id: int | None = None,
    reason: str = "",
    **detail: Any,
) -> None:
    """Keep a line about an act of consequence, with the transaction. `detail` holds ids and words, never a name or a password."""
    chain.put(
        AuditEntry(
            at=now,
            actor_id=actor_id,
            subject_id=subject_id,
            action=action,
            detail=detail,
            reason=reason,
            address=origin.address(),
            request_id=request_id,
        )
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
