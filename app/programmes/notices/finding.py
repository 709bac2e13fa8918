"""Duties about which somebody may have to be told, and who was told: read in bulk, each in one statement."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from app.db import MANY, db
from app.given import given_ids, given_pairs
from app.people.models import Job, User
from app.people.queries import employed_on
from app.programmes.duties.facts import facts
from app.programmes.models import Assignment, Programme

from .deciding import NEWS_DAYS, SOON, Duty, Recipient, Told
from .models import Notice

T = TypeVar("T")
IntColumn = ColumnElement[int] | InstrumentedAttribute[int]


def within(user_id: IntColumn, among: Select[int] | None) -> ColumnElement[bool]:
    """Of these people; None: of all."""
    return true() if among is None else user_id.in_(among)


def works_here(user_id: IntColumn, day: date) -> ColumnElement[bool]:
    return exists().where(Job.user_id == user_id, Job.is_primary, employed_on(day))


def chunks(values: Iterable[T], size: int = MANY) -> Iterator[list[T]]:
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def duties(
    day: date,
    *,
    among: Select[int] | None = None,
    numbers: Collection[int] | None = None,
    telling_only: bool = True,
) -> list[Duty]:
    """Duties of these people, or with these ids, as they are on a day.

    `telling_only`: without those about which nobody is told for sure.
    """
    which = select(Assignment.id)
    if numbers is not None:
        which = which.where(Assignment.id.in_(given_ids(numbers)))
    if among is not None:
        which = which.where(within(Assignment.user_id, among))
    if telling_only:
        news = day - timedelta(days=NEWS_DAYS)
        near = or_(
            Assignment.assigned_on >= news, Assignment.start_on >= news, Assignment.due_on <= day + timedelta(max(SOON))
        )
        which = which.where(
            near,
            *(
                or_(column.is_(None), column > day)
                for column in (Assignment.withdrawn_on, Assignment.waived_on, Assignment.exit_on)
            ),
        )
    duty = facts(as_of=day, assignments=which)
    one = duty.c
    statement = select(
        one.assignment_id,
        one.user_id,
        one.programme_id,
        one.assigned_on,
        one.start_on,
        one.due_on,
        one.withdrawn_on,
        one.waived_on,
        one.exit_on,
        one.started > 0,
        one.completed_on,
        one.paused > 0,
        one.employed > 0,
        Programme.is_mandatory,
    ).join(Programme, Programme.id == one.programme_id)
    if telling_only:
        statement = statement.where(one.completed_on.is_(None), one.employed == 1)
    return [Duty(*row) for row in db.session.execute(statement.order_by(one.assignment_id))]


def told(pairs: Iterable[tuple[int, str]]) -> Told:
    """When these people were told under these keys."""
    wanted = given_pairs(pairs)
    statement = select(Notice.user_id, Notice.key, Notice.made_at).join_from(
        wanted, Notice, and_(Notice.user_id == wanted.c.id, Notice.key == wanted.c.text)
    )
    return {(user_id, key): made_at for user_id, key, made_at in db.session.execute(statement)}


def recipients(user_ids: Collection[int]) -> dict[int, Recipient]:
    statement = select(User.id, User.email, User.active, User.mails_refused).where(User.id.in_(given_ids(user_ids)))
    return {
        user_id: Recipient(user_id, email, active, frozenset(refused))
        for user_id, email, active, refused in db.session.execute(statement)
    }
