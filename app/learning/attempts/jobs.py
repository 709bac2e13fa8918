"""Handing in for those whose time ran out while they were away."""

from datetime import datetime

import structlog
from sqlalchemy import select

from app import clock, jobs
from app.db import db, writing

from .. import queries
from ..models import Attempt
from . import actions, results
from .rules import GRACE

BATCH = 200
log = structlog.get_logger()


@jobs.every_minute
def hand_in_overdue() -> None:
    """Hand in what is past its deadline and the grace, each in a short transaction of its own. Twice does nothing.

    One that cannot be graded keeps none of the others waiting: it is logged, and tried again the next minute.
    """
    now, last_id = clock.now(), 0
    while batch := _list_overdue(now, after=last_id):
        for last_id in batch:
            try:
                _hand_in(last_id, now)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is this attempt's alone
                log.error("attempt not handed in", attempt=last_id, error=type(error).__name__)


def _list_overdue(now: datetime, *, after: int) -> list[int]:
    """The next ids of them."""
    statement = select(Attempt.id).where(
        Attempt.submitted_at.is_(None), Attempt.deadline_at < now - GRACE, Attempt.id > after
    )
    return list(db.session.scalars(statement.order_by(Attempt.id).limit(BATCH)))


def _hand_in(attempt_id: int, now: datetime) -> None:
    attempt = db.session.get_one(Attempt, attempt_id)
    course, quiz = results.taught(attempt)
    queries.list_asked(attempt)  # in memory before the gate opens
    learner_id = attempt.user_id
    with writing():
        actions.submit_attempt(attempt_id, course, quiz, learner_id=learner_id, now=now)
