"""Duties follow people: who leaves, who comes back, who is on leave."""

from collections.abc import Collection
from datetime import date

from app import clock, jobs
from app.db import writing
from app.people import changed

from .deciding import mark_exits
from .moving import move_due_dates


@changed.follow
def follow_people(user_ids: Collection[int] | None) -> None:
    jobs.enqueue(follow, None if user_ids is None else sorted(user_ids))


@jobs.job
def follow(user_ids: list[int] | None) -> None:
    """End the duties of who left, and move those of who is on leave. None: of everybody."""
    now = clock.now()
    with writing():
        mark_exits(user_ids, now=now)
        move_due_dates(user_ids, now=now)


@jobs.daily(hour=1)
def follow_the_day(day: date) -> None:
    """What comes with a new day: employments that ended, and one more day of leave without an end."""
    follow(None)
