"""What a changed mail address brings with it. Runs inside `writing()`."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import update

from app.db import MANY, db
from app.people.models import Invitation

from . import alerts
from .models import PasswordReset


def follow_changes(before: Mapping[int, str | None], after: Mapping[int, str | None], *, now: datetime) -> None:
    """Addresses by person, as they were and are: links that went to a former one open nothing any more, and both are told."""
    moved = alerts.list_moved(before, after)
    for at in range(0, len(moved), MANY):
        for link in (Invitation, PasswordReset):
            theirs = update(link).where(link.user_id.in_(moved[at : at + MANY]), link.used_at.is_(None))
            db.session.execute(theirs.values(used_at=now).execution_options(synchronize_session=False))
    alerts.tell_of_addresses(before, after, now=now)
