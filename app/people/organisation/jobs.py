"""By the clock: today's organisation, and the accounts of those whose last day was yesterday."""

from datetime import date

from app import clock, jobs
from app.db import writing
from app.people import changed

from . import leavers
from .projection import project


@jobs.daily(hour=0)
def begin_the_day(_day: date) -> None:
    """What was written ahead for today becomes true. Run twice, it does it once."""
    today = clock.today()
    with writing():
        moved = project(today)
        left = leavers.list_left(today)
        leavers.switch_off(left, now=clock.now())
    if moved or left:
        changed.tell(None)
