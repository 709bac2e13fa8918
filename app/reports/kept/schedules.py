"""Schedules: made, paused, resumed, ended, and stopped by who gets them. Each runs inside `writing()` and never commits."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app import clock
from app.db import db, locked
from app.errors import Conflict, Invalid, NotFound
from app.people.actions import record_act

from .models import Recipient, Schedule
from .timing import next_time
from .values import without_days

MOST_SCHEDULES = 50  # of one person, that have not ended
MOST_RECIPIENTS = 200


class Form(StrEnum):
    """How it comes."""

    LINK = "link"
    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"


FORMS = {
    Form.LINK: _l("As a link"),
    Form.XLSX: _l("As an Excel file"),
    Form.CSV: _l("As a csv file"),
    Form.PDF: _l("As a PDF"),
}


class Pause(StrEnum):
    """Why a schedule rests."""

    BY_HAND = "by-hand"
    OWNER_LEFT = "owner-left"
    OWNER_MAY_NOT_READ = "owner-may-not-read"
    OWNER_MAY_NOT_SEND = "owner-may-not-send"
    REPORT_GONE = "report-gone"
    VALUES_GONE = "values-gone"
    NEVER_AGAIN = "never-again"


@dataclass(frozen=True, slots=True)
class Order:
    """What a schedule is made of. `query`: values of the report's address; days are left out of it."""

    report: str
    name: str
    query: Mapping[str, str]
    period: str
    cron: str
    form: str
    recipient_ids: Collection[int]


def make(order: Order, *, key: str, user_id: int, now: datetime, request_id: str = "") -> Schedule:
    """A schedule that comes round from now on; the same form twice is once. Raises Invalid."""
    found = db.session.scalar(select(Schedule).filter_by(key=key))
    if found is not None:
        if found.user_id != user_id:
            raise NotFound
        return found
    own = select(func.count()).select_from(Schedule).where(Schedule.user_id == user_id, Schedule.ended_at.is_(None))
    count = db.session.scalar(own) or 0
    if count >= MOST_SCHEDULES:
        raise Invalid(_("You have %(count)s schedules. Delete one first.", count=count))
    row = Schedule(
        key=key,
        user_id=user_id,
        report=order.report,
        name=order.name,
        query=without_days(order.query),
        period=order.period,
        cron=order.cron,
        form=order.form,
        made_at=now,
        next_at=next_time(order.cron, now, clock.zone()),
    )
    db.session.add(row)
    db.session.flush()
    ids = sorted(set(order.recipient_ids))
    db.session.add_all(Recipient(schedule_id=row.id, user_id=each, added_at=now) for each in ids)
    _record("report scheduled", row, user_id, now, request_id, recipients=ids)
    return row


def pause(schedule_id: int, *, seen: int, by_id: int, now: datetime, request_id: str = "") -> None:
    """Raises Conflict where it was changed meanwhile; twice is once."""
    row = get_locked(schedule_id)
    if row.paused_at is not None:
        return
    refuse_changed(row, seen)
    rest(row, Pause.BY_HAND, now)
    _record("report schedule paused", row, by_id, now, request_id)


def resume(schedule_id: int, *, seen: int, by_id: int, now: datetime, request_id: str = "") -> None:
    """From now on again, without what was missed while it rested. Who resumes it owns it: its values are read with their rights.

    Raises Conflict where it was changed meanwhile, or never comes round again.
    """
    row = get_locked(schedule_id)
    if row.paused_at is None:
        return
    refuse_changed(row, seen)
    following = next_time(row.cron, now, clock.zone())
    if following is None:
        raise Conflict(_("This never comes round again. Make a new schedule."))
    before = row.user_id
    row.next_at, row.paused_at, row.paused_why, row.user_id = following, None, "", by_id
    row.version += 1
    _record("report schedule resumed", row, by_id, now, request_id, owner_before=before)


def end(schedule_id: int, *, by_id: int, now: datetime, request_id: str = "") -> None:
    """For good; its runs stay to be read. Twice is once."""
    row = get_locked(schedule_id)
    if row.ended_at is None:
        row.ended_at, row.next_at, row.version = now, None, row.version + 1
        _record("report schedule ended", row, by_id, now, request_id)


def rest(row: Schedule, why: Pause, now: datetime) -> None:
    row.next_at, row.paused_at, row.paused_why, row.version = None, now, why.value, row.version + 1


def stop(recipient_id: int, *, now: datetime) -> None:
    """Somebody wants it no more. Twice is once."""
    row = db.session.scalar(locked(select(Recipient).filter_by(id=recipient_id)))
    if row is not None and row.stopped_at is None:
        row.stopped_at = now


def get_locked(schedule_id: int) -> Schedule:
    """One that has not been deleted from under us. Raises NotFound."""
    row = db.session.scalar(locked(select(Schedule).filter_by(id=schedule_id)))
    if row is None:
        raise NotFound
    return row


def refuse_changed(row: Schedule, seen: int) -> None:
    if row.ended_at is not None or row.version != seen:
        raise Conflict(_("Somebody has changed this schedule meanwhile. Look at it again."))


def _record(act: str, row: Schedule, by_id: int, now: datetime, request_id: str, **detail: Any) -> None:
    record_act(act, actor_id=by_id, now=now, request_id=request_id, schedule=row.id, report=row.report, **detail)
