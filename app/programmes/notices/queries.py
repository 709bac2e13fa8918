"""Reads of notices: one's own, newest first."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.db import db

from .models import Notice
from .still import brought_up_to_date, entries_of
from .wording import TITLES, Line, context_of, line

ROWS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice on the page. `over`: nothing is to be done about it any more."""

    notice: Notice
    title: str
    line: Line
    over: bool


def count_unread(user_id: int) -> int:
    """One statement, over an index of the person's notices."""
    unread = select(func.count()).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    return db.session.scalar(unread) or 0


def count_own(user_id: int) -> int:
    return db.session.scalar(select(func.count()).where(Notice.user_id == user_id)) or 0


def list_own(user_id: int, *, page: int, today: date) -> list[Shown]:
    """A page of somebody's notices. The same few statements however many they are."""
    statement = select(Notice).where(Notice.user_id == user_id).order_by(Notice.id.desc())
    rows = db.session.scalars(statement.limit(ROWS_A_PAGE).offset((page - 1) * ROWS_A_PAGE)).all()
    entries = brought_up_to_date(entries_of(rows), today)
    context = context_of(entries)
    return [
        Shown(row, str(TITLES[entry.kind]), line(entry, context, today=today), bool(entry.over))
        for row, entry in zip(rows, entries, strict=True)
    ]
