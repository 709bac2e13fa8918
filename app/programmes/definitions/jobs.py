"""Every day: rounds that open."""

from datetime import date

import structlog

from app import clock, jobs
from app.db import MANY, db, writing

from .renewing import begin_rounds, list_due, list_renewable

log = structlog.get_logger()


@jobs.daily(hour=2)
def open_rounds(today: date) -> None:
    """Give people the next round of what runs out soon, some at a time. Run late, it catches up once."""
    db.session.rollback()
    for programme_id in list_renewable():
        people = sorted(list_due(programme_id, today=today))
        count = 0
        for at in range(0, len(people), MANY):
            with writing():
                count += begin_rounds(programme_id, people[at : at + MANY], now=clock.now())
        if count:
            log.info("rounds opened", programme_id=programme_id, count=count)
