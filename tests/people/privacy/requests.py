"""Requests about one's own data, as rows that stand there."""

from app.db import db, writing
from app.people.models import User
from app.people.privacy.actions import CORRECTION, OPEN
from app.people.privacy.models import SubjectRequest
from tests.factories import NOW


def asked(user: User) -> SubjectRequest:
    """For a correction; nobody has answered it."""
    row = SubjectRequest(
        user_id=user.id,
        kind=CORRECTION,
        state=OPEN,
        text="入职日期不对",
        asked_at=NOW,
        asked_by_id=user.id,
        outcome={},
    )
    with writing():
        db.session.add(row)
    return row
