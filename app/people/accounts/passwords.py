"""Forgotten passwords: links that let a person choose a new one, once, within half an hour.

Actions run inside `writing()` and are given `now`. Links are made of PUBLIC_URL alone: whatever Host a request names.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from flask import current_app
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import Select, select, update

from app.db import db, locked
from app.errors import NotFound
from app.people import actions
from app.people.accounts.alerts import Event
from app.people.accounts.models import PasswordReset
from app.people.models import User
from app.people.names import name_key

LASTS = timedelta(minutes=30)


def reset_link(user_id: int, *, now: datetime) -> str:
    """A new link for somebody; earlier ones end. Its secret is nowhere but in it. Raises NotFound for who has left."""
    person = db.session.scalar(locked(select(User).where(User.id == user_id, User.active)))
    if person is None:
        raise NotFound
    db.session.execute(update(PasswordReset).filter_by(user_id=user_id, used_at=None).values(used_at=now))
    secret = secrets.token_urlsafe(32)
    db.session.add(
        PasswordReset(user_id=user_id, secret_hash=_hash(secret), asked_at=now, expires_at=now + LASTS),
    )
    return f"{current_app.config['PUBLIC_URL']}/reset-password/{secret}"


def find_reset(secret: str, *, now: datetime) -> Select[PasswordReset]:
    """The statement that finds a link while it may be used, by somebody who is still here."""
    return (
        select(PasswordReset)
        .join(User, User.id == PasswordReset.user_id)
        .where(
            PasswordReset.secret_hash == _hash(secret),
            PasswordReset.used_at.is_(None),
            PasswordReset.expires_at > now,
            User.active,
        )
    )


def reset(secret: str, password_hash: str, *, now: datetime) -> int:
    """Use a link up and set the password; every session ends. Returns the person's id. Raises NotFound."""
    found = db.session.scalar(locked(find_reset(secret, now=now), of=PasswordReset))
    if found is None:
        raise NotFound(_("This link was used already or has run out. Ask for a new one."))
    found.used_at = now
    actions.change_password(found.user_id, password_hash, now=now, told_as=Event.PASSWORD_RESET)
    return found.user_id


def words_about(user_id: int | None) -> list[str]:
    """What a password of this person must not be made of: the company, the number, the name, its pinyin, the address."""
    words = current_app.config["ORG_NAME"].split()
    person = db.session.get(User, user_id) if user_id is not None else None
    if person is None:
        return words
    pinyin = name_key(person.name).split()
    return [
        *words,
        person.staff_no,
        person.name,
        *person.name.split(),
        "".join(pinyin[:-1]),
        *pinyin,
        *_local_part(person),
    ]


def own_words() -> list[str]:
    """The same of whoever is signed in."""
    return words_about(current_user.id if current_user.is_authenticated else None)


def _local_part(person: User) -> list[str]:
    return (person.email or "").split("@")[0].replace(".", " ").replace("_", " ").split()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
