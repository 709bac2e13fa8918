"""Sessions of signed-in people: rows of `sign_in`. Each action runs inside `writing()` and is given `now`."""

import secrets
from datetime import datetime

from sqlalchemy import update

from app.db import db
from app.errors import Conflict
from app.people.models import SignIn


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
