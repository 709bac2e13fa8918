"""Sessions of signed-in people: rows of `sign_in`. Each action runs inside `writing()` and is given `now`."""

import re
import secrets
from datetime import date, datetime, timedelta

import structlog
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from app.access import Role
from app.db import db, locked, noting
from app.errors import Conflict, NotFound
from app.people.models import RoleGrant, SignIn

log = structlog.get_logger()

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)
STAFF_IDLE = timedelta(hours=1)  # HR, editors and administrators
STAFF_ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=5)
MOST_LISTED = 20
last_used = func.coalesce(SignIn.seen_at, SignIn.started_at)
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


def note_use(token: str, *, now: datetime) -> None:
    """Note that a session is used, where that can be done at once; if not, its next request does it.

    Opens a transaction of its own, beside that of the request, and keeps no request from its answer.
    """
    mine = select(SignIn.id).where(SignIn.token == token, last_used < now - SEEN_EVERY)
    note = update(SignIn).where(SignIn.id.in_(mine.with_for_update(skip_locked=True))).values(seen_at=now)
    try:
        with noting() as connection:
            if connection is not None:
                connection.execute(note)
    except (SQLAlchemyError, OSError) as error:
        log.warning("use of a session not noted", error=type(error).__name__)


def are_open(user_id: int, *, now: datetime, today: date) -> ColumnElement[bool]:
    """Which rows of `sign_in` are sessions of a person that may still be used: not ended, and their time has not run out."""
    is_staff = exists().where(
        RoleGrant.user_id == user_id,
        RoleGrant.role.in_([role.value for role in Role if role is not Role.MANAGER]),
        RoleGrant.approved_at.is_not(None),
        RoleGrant.withdrawn_at.is_(None),
        or_(RoleGrant.ended_on.is_(None), RoleGrant.ended_on > today),
    )
    in_time = and_(SignIn.started_at >= now - ABSOLUTE, last_used >= now - IDLE)
    in_time_for_staff = and_(SignIn.started_at >= now - STAFF_ABSOLUTE, last_used >= now - STAFF_IDLE)
    return and_(SignIn.user_id == user_id, SignIn.ended_at.is_(None), in_time, or_(in_time_for_staff, ~is_staff))


def list_open(user_id: int, *, now: datetime, today: date) -> list[SignIn]:
    """A person's open sessions, the one used last first, at most MOST_LISTED."""
    statement = select(SignIn).where(are_open(user_id, now=now, today=today))
    return list(db.session.scalars(statement.order_by(last_used.desc(), SignIn.id.desc()).limit(MOST_LISTED)))


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
