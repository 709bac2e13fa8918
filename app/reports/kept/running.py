"""Schedules whose time has come: a run, and a mail for everybody who still gets it, in one transaction.

The mail waits in the outbox, and its report is computed when it is written, as its recipient. So whatever dies in between, a run
is there once or not at all, and what was missed while nothing ran is made up for once.
"""

from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from sqlalchemy import Select, select
from werkzeug.exceptions import UnprocessableEntity

from app import clock
from app.access import Permission, Scope, scope_in
from app.db import db, locked, writing
from app.errors import NotFound
from app.people.mails.models import Mail
from app.people.mails.outbox import Waiting, put, put_many
from app.people.models import User
from app.people.queries import people_in_scope
from app.people.viewer import Viewer, viewers
from app.reports.registry import get_report, reports

from .alarm import who_looks_after
from .models import Delivery, Recipient, Run, Schedule
from .schedules import Pause, rest
from .timing import last_due, next_time
from .values import read

AT_ONCE = 100  # schedules a round
TOLD_AFTER = timedelta(minutes=15)  # the owner, once the mails of a run had time to go

log = structlog.get_logger()


class Outcome(StrEnum):
    """What one run had for one person; empty: the mail is not written yet."""

    WAITS = ""
    ATTACHED = "attached"
    LINKED = "linked"
    TOO_LARGE = "too-large"  # for a mail: linked instead
    EMPTY = "empty"
    NO_RIGHT = "no-right"
    OUTSIDE = "outside"  # where the owner may not mail anybody
    GONE = "gone"  # what was asked for is not there, or not for the recipient
    STOPPED = "stopped"
    NO_SERVER = "no-server"
    ENDED = "ended"


TROUBLE = (Outcome.NO_RIGHT, Outcome.OUTSIDE, Outcome.GONE)  # of which the owner is told


def run_due(now: datetime) -> int:
    """Let everything come round that is due; returns how many did."""
    due = select(Schedule.id).where(Schedule.next_at <= now).order_by(Schedule.next_at, Schedule.id).limit(AT_ONCE)
    ids = list(db.session.scalars(due))
    db.session.rollback()
    for schedule_id in ids:
        with writing():
            _come_round(schedule_id, now)
    return len(ids)


def rest_of_leavers(now: datetime) -> int:
    """Let schedules rest whose owner's account is off, at once and not when they come round next; returns how many."""
    left = (
        select(Schedule.id).join(User, User.id == Schedule.user_id).where(~User.active, Schedule.next_at.is_not(None))
    )
    ids = list(db.session.scalars(left.order_by(Schedule.id).limit(AT_ONCE)))
    db.session.rollback()
    for schedule_id in ids:
        with writing():
            row = db.session.scalars(locked(select(Schedule).filter_by(id=schedule_id))).one()
            if row.next_at is not None and not viewers([row.user_id], now=now):
                rest(row, Pause.OWNER_LEFT, now)
                _raise_alarm(row, now)
    return len(ids)


def _come_round(schedule_id: int, now: datetime) -> None:
    row = db.session.scalars(locked(select(Schedule).filter_by(id=schedule_id))).one()
    if row.next_at is None or row.next_at > now:
        return  # somebody else was faster, or it was paused
    owner = viewers([row.user_id], now=now).get(row.user_id)
    recipients = _list_recipients(row.id)
    why = why_not(row, owner, {each.user_id for each in recipients}, now)
    if why is not None or owner is None:
        rest(row, why or Pause.OWNER_LEFT, now)
        _raise_alarm(row, now)
        return
    due_at, missed = last_due(row.cron, row.next_at, now, clock.zone())
    row.next_at = next_time(row.cron, now, clock.zone())
    if row.next_at is None:
        rest(row, Pause.NEVER_AGAIN, now)
    run = Run(schedule_id=row.id, due_at=due_at, made_at=now, missed=missed)
    db.session.add(run)
    db.session.flush()
    inside = _inside(owner, {each.user_id for each in recipients}, now)
    _deliver(run, recipients, inside, now)
    if any(each.user_id not in inside for each in recipients):
        tell_owner(run.id, row.user_id, now)


def why_not(row: Schedule, owner: Viewer | None, recipient_ids: set[int], now: datetime) -> Pause | None:
    """Why a schedule cannot go on; None: it can."""
    report = reports().get(row.report)
    if owner is None:
        return Pause.OWNER_LEFT
    if report is None:
        return Pause.REPORT_GONE
    if scope_in(owner.grants, report.permission).empty:
        return Pause.OWNER_MAY_NOT_READ
    if recipient_ids - {owner.id} and send_scope(owner).empty:
        return Pause.OWNER_MAY_NOT_SEND
    return None if _can_be_read(row, owner, now) else Pause.VALUES_GONE


def _can_be_read(row: Schedule, owner: Viewer, now: datetime) -> bool:
    try:
        read(get_report(row.report), row.query, viewer=owner, now=now)
    except (NotFound, UnprocessableEntity):
        return False
    return True


def send_scope(owner: Viewer) -> Scope:
    return scope_in(owner.grants, Permission.SEND_REPORT)


def _list_recipients(schedule_id: int) -> list[Recipient]:
    statement = select(Recipient).filter_by(schedule_id=schedule_id, stopped_at=None).order_by(Recipient.id)
    return list(db.session.scalars(statement))


def _inside(owner: Viewer, ids: set[int], now: datetime) -> set[int]:
    """Those whom the owner may still mail: themselves, and people of the scope."""
    among = people_in_scope(send_scope(owner), on=clock.local_date(now))
    found = set(db.session.scalars(select(User.id).where(User.id.in_(ids), User.id.in_(among)))) if ids else set()
    return found | ({owner.id} & ids)


def _deliver(run: Run, recipients: list[Recipient], inside: set[int], now: datetime) -> None:
    letters = [
        Waiting(each.user_id, "report", _key(run, each.user_id), {"run": run.id, "recipient": each.id})
        for each in recipients
        if each.user_id in inside
    ]
    put_many(letters, now=now)
    keys = {letter.key: letter.user_id for letter in letters}
    mails = {keys[key]: mail_id for mail_id, key in db.session.execute(_mails_of(run))} if keys else {}
    db.session.add_all(
        Delivery(
            run_id=run.id,
            user_id=each.user_id,
            mail_id=mails.get(each.user_id),
            outcome=Outcome.WAITS if each.user_id in inside else Outcome.OUTSIDE,
            noted_at=None if each.user_id in inside else now,
        )
        for each in recipients
    )
    db.session.flush()


def _key(run: Run, user_id: int) -> str:
    return f"report:{run.id}:{user_id}"


def _mails_of(run: Run) -> Select[int, str]:
    return select(Mail.id, Mail.key).where(Mail.key.startswith(f"report:{run.id}:", autoescape=True))


def tell_owner(run_id: int, owner_id: int, now: datetime) -> None:
    """Once for a run: that somebody got nothing, and why."""
    row = put(owner_id, "report-trouble", f"report-trouble:{run_id}", about={"run": run_id}, now=now)
    if row.tries == 0 and row.made_at == now:
        row.next_try_at = now + TOLD_AFTER


def _raise_alarm(row: Schedule, now: datetime) -> None:
    """Tell the owner, and whoever looks after schedules there, that it rests and why."""
    log.warning("schedule paused", schedule=row.id, why=row.paused_why)
    for user_id in who_looks_after(row, now):
        key = f"report-paused:{row.id}:{row.version}:{user_id}"
        put(user_id, "report-paused", key, about={"schedule": row.id, "why": row.paused_why}, now=now)
