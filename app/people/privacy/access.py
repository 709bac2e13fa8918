"""Who looked at whose data. A page that shows somebody to somebody else calls `note`; the person reads it at /me/data.

A GET writes nothing: the note is a job. A reader, person, page and day are one row, with a count.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import clock, jobs
from app.db import db, locked, writing
from app.people.models import User

from .models import AccessNote

ROWS_SHOWN = 100
PAGES = {
    "record": _l("Record"),
    "employment": _l("Jobs and leave"),
    "private": _l("Address and kind of leave"),
    "mails": _l("Mails"),
    "duty": _l("A duty"),
    "certificate": _l("A certificate"),
}


def note(subject_id: int, page: str, *, reader_id: int, reason: str = "") -> None:
    """Have it noted that somebody looked at a page about somebody; who looks at themselves is not noted."""
    if subject_id != reader_id:
        jobs.enqueue(write, subject_id, reader_id, page, reason, clock.now().isoformat())


@jobs.job
def write(subject_id: int, reader_id: int, page: str, reason: str, at: str) -> None:
    seen_at = datetime.fromisoformat(at)
    key = {
        "subject_id": subject_id,
        "reader_id": reader_id,
        "page": page,
        "day": clock.local_date(seen_at).isoformat(),
    }
    with writing():
        row = db.session.scalar(locked(select(AccessNote).filter_by(**key)))
        if db.session.get(User, subject_id) is None:
            return  # an import that made this person was undone meanwhile
        if row is None:
            db.session.add(AccessNote(**key, last_at=seen_at, reason=reason))
        elif row.last_at != seen_at:  # the same job run twice counts once
            row.count, row.last_at = row.count + 1, max(row.last_at, seen_at)
            row.reason = reason or row.reason


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody's looks at one page on one day."""

    day: str
    reader: str
    page: str
    count: int
    reason: str


def list_looks(subject_id: int) -> list[Look]:
    """Who looked at a person's data, the newest first, at most 100 rows. One statement."""
    statement = (
        select(AccessNote, User.name)
        .join(User, User.id == AccessNote.reader_id)
        .where(AccessNote.subject_id == subject_id)
        .order_by(AccessNote.day.desc(), AccessNote.id.desc())
        .limit(ROWS_SHOWN)
    )
    return [
        Look(row.day, reader, page_name(row.page), row.count, row.reason)
        for row, reader in db.session.execute(statement)
    ]


def page_name(page: str) -> str:
    name: Any = PAGES.get(page, page)
    return str(name)
