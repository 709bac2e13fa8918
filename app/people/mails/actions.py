"""What people decide about their mails. Each runs inside `writing()` and never commits."""

from collections.abc import Collection

from sqlalchemy import select

from app.db import db, locked
from app.people.models import User

from .choices import MailChoice
from .links import is_for


def choose(user_id: int, *, time_zone: str, wanted: Collection[str]) -> None:
    """Keep a person's time zone (“”: that of the department) and which of the mails that are up to them they want."""
    person = db.session.scalars(locked(select(User).filter_by(id=user_id))).one()
    person.time_zone = time_zone or None
    person.mails_refused = [choice.value for choice in MailChoice if choice.value not in wanted]


def refuse_all(user_id: int, address_digest: str) -> bool:
    """No more mails that are not mandatory; False where the link was made for another address, or nobody is there."""
    person = db.session.scalar(locked(select(User).filter_by(id=user_id)))
    if person is None or not is_for(address_digest, person.email):
        return False
    person.mails_refused = [choice.value for choice in MailChoice]
    return True
