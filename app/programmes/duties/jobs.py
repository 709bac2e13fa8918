"""Duties follow people: who leaves, who comes back, who is on leave."""

from collections.abc import Collection
from datetime import date

from app import clock, jobs
from app.db import writing
from app.people import changed

from .deciding import list_concerned, mark_exits
from .moving import list_paused, move_due_dates
from .rows import chunks


@changed.follow
def follow_people(user_ids: Collection[int] | None) -> None:
    jobs.enqueue(follow, None if user_ids is None else sorted(user_ids))


@jobs.job
def follow(user_ids: list[int] | None) -> None:
    """End the duties of who left, and move those of who is on leave. None: of everybody.

    Some people at a time: nobody else who writes waits for all of them.
    """
    now = clock.now()
    if user_ids is None:
        today = clock.local_date(now)
        user_ids = [*list_concerned(today), *list_paused(today)]
    for ids in chunks(sorted(set(user_ids))):
        with writing():
            mark_exits(ids, now=now)
            move_due_dates(ids, now=now)


@jobs.daily(hour=1)
def follow_the_day(day: date) -> None:
    """What comes with a new day: employments that ended, and one more day of leave without an end."""
    follow(None)
