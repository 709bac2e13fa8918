"""Schedules come round every minute, and rest when their owners leave."""

from app import clock, jobs

from . import running


@jobs.every_minute
def run_schedules() -> None:
    now = clock.now()
    running.rest_of_leavers(now)
    running.run_due(now)
