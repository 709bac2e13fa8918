"""Telling people what a day brings, and putting it into their digests."""

from datetime import date

from app import clock, jobs
from app.db import writing

from . import accounts
from .actions import tell_decided
from .digest import put_digests
from .making import everything

FOLLOWING = (accounts,)  # registers what it does when it is read


@jobs.daily(hour=5)
def make_notices(day: date) -> None:
    """Everything that is to be told on this day. Days without a run are not made up for: what they had to say is said now."""
    for lot in everything(day):
        if lot:
            with writing():
                tell_decided(lot, now=clock.now(), mail_day=day)


@jobs.every_minute
def make_digests() -> None:
    put_digests(clock.now())
