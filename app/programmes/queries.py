"""Reads of one's own duties."""

from sqlalchemy import select

from app.db import db
from app.programmes.models import Assignment


def list_assignments(*, learner_id: int) -> list[Assignment]:
    """What a learner has to complete, the earliest due date first."""
    statement = select(Assignment).filter_by(user_id=learner_id).order_by(Assignment.due_on, Assignment.id)
    return list(db.session.scalars(statement))
