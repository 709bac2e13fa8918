"""Schedules come round every minute."""

from app import clock, jobs

from . import running


@jobs.every_minute
def run_schedules() -> None:
    running.run_due(clock.now())
