"""Keeping what is worked out ahead close to what is true."""

from app import jobs

from .building import refresh


@jobs.every_minute
def refresh_standings() -> None:
    """Until then whoever was changed is worked out for every page: right, but slower."""
    refresh()
