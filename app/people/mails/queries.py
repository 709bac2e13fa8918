"""Reads about mails: one's own choices, what was sent to people in a scope, whether mail works."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from app.access import Scope
from app.db import db
from app.errors import NotFound
from app.people.models import User
from app.people.queries import people_once_in_scope

from .models import Mail
from .outbox import SENT, WAITING

ROWS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class OwnChoices:
    time_zone: str | None
    refused: tuple[str, ...]
    address: str | None


def own_choices(user_id: int) -> OwnChoices:
    row = db.session.execute(select(User.time_zone, User.mails_refused, User.email).where(User.id == user_id)).one()
    return OwnChoices(row.time_zone, tuple(row.mails_refused), row.email)


@dataclass(frozen=True, slots=True)
class MailRow:
    mail: Mail
    name: str
    staff_no: str


def count_by_state(scope: Scope, *, on: date) -> dict[str, int]:
    """How many mails to people in the scope are in each state."""
    holders = people_once_in_scope(scope, on=on)
    statement = select(Mail.state, func.count()).where(Mail.user_id.in_(holders)).group_by(Mail.state)
    return {state: count for state, count in db.session.execute(statement)}


def list_mails(scope: Scope, *, on: date, state: str, page: int) -> list[MailRow]:
    """A page of mails to people in the scope, newest first. `state`: of these alone; "": of all."""
    statement = (
        select(Mail, User.name, User.staff_no)
        .join(User, User.id == Mail.user_id)
        .where(Mail.user_id.in_(people_once_in_scope(scope, on=on)))
        .order_by(Mail.id.desc())
        .limit(ROWS_A_PAGE)
        .offset((page - 1) * ROWS_A_PAGE)
    )
    if state:
        statement = statement.where(Mail.state == state)
    return [MailRow(mail, name, staff_no) for mail, name, staff_no in db.session.execute(statement)]


def get_mail(mail_id: int, *, scope: Scope, on: date) -> MailRow:
    """A mail to somebody in the scope. Raises NotFound."""
    statement = select(Mail, User.name, User.staff_no).join(User, User.id == Mail.user_id).where(Mail.id == mail_id)
    row = db.session.execute(statement.where(Mail.user_id.in_(people_once_in_scope(scope, on=on)))).one_or_none()
    if row is None:
        raise NotFound
    return MailRow(*row)


@dataclass(frozen=True, slots=True)
class MailStatus:
    """Whether mail works. `reason`: what the server said last, where mails wait that were tried; `since`: how long."""

    last_sent_at: datetime | None
    waiting: int
    since: datetime | None
    reason: str


def mail_status() -> MailStatus:
    """For the administrator: one statement for what waits, one for what went."""
    tried = select(func.count(), func.min(Mail.made_at), func.max(Mail.outcome)).where(Mail.state == WAITING)
    count, since, reason = db.session.execute(tried).one()
    last = db.session.scalar(select(func.max(Mail.sent_at)).where(Mail.state == SENT))
    return MailStatus(last, count, since, reason or "")
