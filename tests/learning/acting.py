"""Acting and looking without a browser, as the tests of actions do."""

from sqlalchemy import func, select

from app.db import db, writing
from app.learning.models import LearningEvent
from tests.factories import NOW


def do(action, *args, **kwargs):
    """Act as a view does: inside the gate, at NOW unless another moment is given."""
    with writing():
        return action(*args, **{"now": NOW, **kwargs})


def count(model) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def verbs() -> list[str]:
    return list(db.session.scalars(select(LearningEvent.verb).order_by(LearningEvent.id)))
