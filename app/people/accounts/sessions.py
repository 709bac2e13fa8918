"""Sessions of signed-in people: rows of `sign_in`. Each action runs inside `writing()` and is given `now`."""

import re
import secrets
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select, update

from app.db import db, locked
from app.errors import Conflict, NotFound
from app.people.models import SignIn

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def new_token() -> str:
    return secrets.token_urlsafe(24)


def renew(token: str, *, now: datetime) -> str:
    """Give an open session another id, so that a copy of the cookie from before is worth nothing; returns it.

    Raises Conflict where the session was ended meanwhile.
    """
    fresh = new_token()
    renewed = db.session.execute(update(SignIn).filter_by(token=token, ended_at=None).values(token=fresh))
    if not renewed.rowcount:  # type: ignore[attr-defined]  # the result of an UPDATE has it
        raise Conflict
    return fresh


def end_one(sign_in_id: int, *, user_id: int, now: datetime) -> None:
    """End one of a person's own sessions; ended twice is ended. Raises NotFound for anybody else's."""
    found = db.session.scalar(locked(select(SignIn).filter_by(id=sign_in_id, user_id=user_id)))
    if found is None:
        raise NotFound
    found.ended_at = found.ended_at or now


def end_others(user_id: int, kept: str, *, now: datetime) -> int:
    """End all open sessions of a person but the one with this token; returns how many."""
    others = update(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None), SignIn.token != kept)
    count: int = db.session.execute(others.values(ended_at=now)).rowcount  # type: ignore[attr-defined]  # an UPDATE has it
    return count


def device(agent: str) -> str:
    """A browser's name for itself in words: “Chrome, Windows”; what we do not know stays as it is."""
    browser = next((name for sign, name in BROWSERS if re.search(rf"\b{sign}", agent)), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return agent
