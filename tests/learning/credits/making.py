"""Entries of the ledger, for tests of pages."""

from datetime import date
from typing import Any

from sqlalchemy import select

from app.db import db, writing
from app.learning.credits.actions import Act, give
from app.learning.credits.activities import Activity
from app.learning.credits.models import Credit
from app.people.models import User

from ...factories import NOW


def entry_of(person: User, source: str = "outside:entry-of-a-test", **fields: Any) -> int:
    """The id of an entry about training outside the house."""
    usual = {
        "kind": "outside", "activity": source, "item_zh": "报关员资格", "item_en": "Customs broker", "mode": "outside",
        "credited_on": date(2026, 5, 4), "hours": 6.0, "subject": "professional", "evidence_no": "310-77",
    }  # fmt: skip
    user_id = person.id
    with writing():
        give(user_id, source, Activity(**{**usual, **fields}), Act(NOW))
    return db.session.scalars(select(Credit.id).filter_by(source=source)).one()
