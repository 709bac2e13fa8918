"""By the clock: mails about what ends; files of evidence that nobody has any more are deleted, of people who were erased, of forms
that were refused in the end."""

from datetime import date

from sqlalchemy import select

from app import clock, jobs
from app.db import MANY, db, writing

from .evidence import store
from .models import CredentialEvidence
from .reminding import list_ending, remind


@jobs.daily(hour=6)
def remind_of_ends(day: date) -> None:
    found = list_ending(day)
    if found:
        with writing():
            remind(found, now=clock.now())


@jobs.daily(hour=3)
def sweep_evidence(_day: date) -> None:
    sweep()


def sweep() -> int:
    """Delete what no row keeps; returns how many files. A file made within the last hour stays: its row may be on the way."""
    old = list(store.list_old(clock.now()))
    gone = 0
    for chunk in (old[at : at + MANY] for at in range(0, len(old), MANY)):
        kept = set(
            db.session.scalars(
                select(CredentialEvidence.digest).where(
                    CredentialEvidence.digest.in_(chunk), CredentialEvidence.dropped_at.is_(None)
                )
            )
        )
        store.drop([digest for digest in chunk if digest not in kept], clock.now())
        gone += len(set(chunk) - kept)
    return gone
