"""Reads about schedules: whose they are, what came round, what went to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from app import clock
from app.access import Permission, scope_in
from app.db import db
from app.errors import NotFound
from app.people.mails.models import Mail
from app.people.models import User
from app.people.queries import people_once_in_scope
from app.people.viewer import Viewer

from .models import Delivery, Recipient, Run, Schedule

MOST_SHOWN = 200
RUNS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """`last_at`: when it came round last."""

    schedule: Schedule
    owner: str
    recipient_count: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class RecipientRow:
    recipient: Recipient
    user_id: int
    name: str
    staff_no: str


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """`mail`: what became of it; None where none was made."""

    delivery: Delivery
    name: str
    staff_no: str
    mail: Mail | None


@dataclass(frozen=True, slots=True)
class RunRow:
    run: Run
    deliveries: Sequence[DeliveryRow]


def visible(reader: Viewer) -> ColumnElement[bool]:
    """One's own, and those of people for whom one may have reports mailed: of those who left, too."""
    scope = scope_in(reader.grants, Permission.SEND_REPORT)
    theirs = people_once_in_scope(scope, on=clock.today())
    return (
        or_(Schedule.user_id == reader.id, Schedule.user_id.in_(theirs))
        if not scope.empty
        else (Schedule.user_id == reader.id)
    )


def list_schedules(reader: Viewer) -> list[ScheduleRow]:
    """Those that have not ended, one's own first. One statement."""
    to = select(func.count()).where(Recipient.schedule_id == Schedule.id, Recipient.stopped_at.is_(None))
    last = select(func.max(Run.due_at)).where(Run.schedule_id == Schedule.id)
    statement = (
        select(Schedule, User.name, to.scalar_subquery(), last.scalar_subquery())
        .join(User, User.id == Schedule.user_id)
        .where(visible(reader), Schedule.ended_at.is_(None))
        .order_by((Schedule.user_id == reader.id).desc(), Schedule.name, Schedule.id)
        .limit(MOST_SHOWN)
    )
    return [ScheduleRow(*row) for row in db.session.execute(statement)]


def get_schedule(schedule_id: int, reader: Viewer) -> ScheduleRow:
    """One's own, or one to look after; deleted ones too, for their history. Raises NotFound."""
    statement = (
        select(Schedule, User.name)
        .join(User, User.id == Schedule.user_id)
        .where(visible(reader), Schedule.id == schedule_id)
    )
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return ScheduleRow(row[0], row[1], 0, None)


def list_recipients(schedule_id: int) -> list[RecipientRow]:
    statement = (
        select(Recipient, User.id, User.name, User.staff_no)
        .join(User, User.id == Recipient.user_id)
        .where(Recipient.schedule_id == schedule_id)
        .order_by(User.name_key, User.id)
    )
    return [RecipientRow(*row) for row in db.session.execute(statement)]


def list_runs(schedule_id: int) -> list[RunRow]:
    """The newest first, each with what went to whom. Two statements."""
    newest = select(Run).filter_by(schedule_id=schedule_id).order_by(Run.due_at.desc()).limit(RUNS_SHOWN)
    runs = list(db.session.scalars(newest))
    statement = (
        select(Delivery, User.name, User.staff_no, Mail)
        .join(User, User.id == Delivery.user_id)
        .outerjoin(Mail, Mail.id == Delivery.mail_id)
        .where(Delivery.run_id.in_([run.id for run in runs]))
        .order_by(User.name_key, User.id)
    )
    found: dict[int, list[DeliveryRow]] = {}
    for row in db.session.execute(statement) if runs else ():
        found.setdefault(row[0].run_id, []).append(DeliveryRow(*row))
    return [RunRow(run, found.get(run.id, [])) for run in runs]


def list_mine(user_id: int) -> list[tuple[Recipient, Schedule, str]]:
    """What comes to a person: the schedule, and who owns it."""
    statement = (
        select(Recipient, Schedule, User.name)
        .join(Schedule, Schedule.id == Recipient.schedule_id)
        .join(User, User.id == Schedule.user_id)
        .where(Recipient.user_id == user_id, Recipient.stopped_at.is_(None), Schedule.ended_at.is_(None))
        .order_by(Schedule.name, Schedule.id)
        .limit(MOST_SHOWN)
    )
    return [(row[0], row[1], row[2]) for row in db.session.execute(statement)]


def find_recipient(recipient_id: int) -> tuple[Recipient, Schedule] | None:
    statement = select(Recipient, Schedule).join(Schedule).where(Recipient.id == recipient_id)
    row = db.session.execute(statement).one_or_none()
    return (row[0], row[1]) if row is not None else None
