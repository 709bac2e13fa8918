"""Mails, as rows that stand there."""

from app import clock
from app.db import db, writing
from app.people.mails.models import Mail
from app.people.mails.outbox import SENT
from app.people.models import User
from tests.factories import NOW


def sent(user: User) -> Mail:
    """A digest of the day of `NOW`, sent."""
    day = clock.local_date(NOW)
    key = f"digest:{user.id}:{day}"
    row = Mail(user_id=user.id, kind="digest", key=key, about={}, day=day, state=SENT, made_at=NOW, sent_at=NOW)
    with writing():
        db.session.add(row)
    return row
