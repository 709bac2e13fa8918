"""Searching the audit log. Whoever reads passes a scope: HR sees acts about people who were once in theirs, and their own acts."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from app import clock
from app.access import Scope
from app.db import db
from app.people.models import AuditEntry, User
from app.people.queries import people_once_in_scope
from app.people.search import means

ROWS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked for; empty values ask for nothing. `who` and `whom` are found as people are everywhere, days are business days.

    `who_id`, `whom_id`: of the one person meant, where the text says so.
    """

    who: str = ""
    whom: str = ""
    who_id: int | None = None
    whom_id: int | None = None
    action: str = ""
    words: str = ""  # in the reason
    since: date | None = None
    until: date | None = None  # the last day
    before: int | None = None  # entries older than this one


@dataclass(frozen=True, slots=True)
class Row:
    entry: AuditEntry
    who: str  # name and staff number; empty: the system
    whom: str


def list_entries(search: Search, *, scope: Scope, reader_id: int) -> tuple[list[Row], bool]:
    """Entries, the newest first, and whether there are older ones. One statement."""
    actor, subject = aliased(User), aliased(User)
    statement = (
        select(AuditEntry, actor.name, actor.staff_no, subject.name, subject.staff_no)
        .outerjoin(actor, actor.id == AuditEntry.actor_id)
        .outerjoin(subject, subject.id == AuditEntry.subject_id)
        .where(_visible(scope, reader_id), *_asked(search, actor, subject))
        .order_by(AuditEntry.id.desc())
        .limit(ROWS_A_PAGE + 1)
    )
    rows = [
        Row(entry, _person(who, who_no), _person(whom, whom_no))
        for entry, who, who_no, whom, whom_no in db.session.execute(statement)
    ]
    return rows[:ROWS_A_PAGE], len(rows) > ROWS_A_PAGE


def list_actions(*, scope: Scope, reader_id: int) -> list[str]:
    """The names of the acts that the reader may see, for choosing one."""
    statement: Select[str] = select(AuditEntry.action).where(_visible(scope, reader_id)).distinct()
    return sorted(db.session.scalars(statement))


def _visible(scope: Scope, reader_id: int) -> ColumnElement[bool]:
    if scope.everything:
        return AuditEntry.id.is_not(None)
    mine = people_once_in_scope(scope, on=clock.today())
    return or_(AuditEntry.subject_id.in_(mine), AuditEntry.actor_id == reader_id)


def _asked(search: Search, actor: type[User], subject: type[User]) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if search.who:
        wanted.append(_is(search.who, search.who_id, actor))
    if search.whom:
        wanted.append(_is(search.whom, search.whom_id, subject))
    if search.action:
        wanted.append(AuditEntry.action == search.action)
    if search.words:
        wanted.append(func.lower(AuditEntry.reason).contains(search.words.lower(), autoescape=True))
    if search.since:
        wanted.append(AuditEntry.at >= _morning(search.since))
    if search.until:
        wanted.append(AuditEntry.at < _morning(search.until + timedelta(days=1)))
    if search.before is not None:
        wanted.append(AuditEntry.id < search.before)
    return wanted


def _is(text: str, user_id: int | None, person: type[User]) -> ColumnElement[bool]:
    return means(text, person) if user_id is None else person.id == user_id


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), clock.zone())


def _person(name: str | None, staff_no: str | None) -> str:
    return f"{name} {staff_no}" if staff_no else ""
