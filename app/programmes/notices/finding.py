"""Duties about which somebody may have to be told, who answers for whom, and who was told: read in bulk."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.db import MANY, db
from app.people.models import Department, Job, User
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
        which = which.where(Assignment.id.in_(numbers))
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
    statement = select(duty, Programme.is_mandatory).join(Programme, Programme.id == duty.c.programme_id)
    if telling_only:
        statement = statement.where(duty.c.completed_on.is_(None), duty.c.employed == 1)
    return [
        Duty(
            assignment_id=row.assignment_id,
            user_id=row.user_id,
            programme_id=row.programme_id,
            assigned_on=row.assigned_on,
            start_on=row.start_on,
            due_on=row.due_on,
            withdrawn_on=row.withdrawn_on,
            waived_on=row.waived_on,
            exit_on=row.exit_on,
            started=bool(row.started),
            completed_on=row.completed_on,
            paused=bool(row.paused),
            employed=bool(row.employed),
            is_mandatory=row.is_mandatory,
        )
        for row in db.session.execute(statement.order_by(duty.c.assignment_id))
    ]


def line_managers(day: date, *, among: Select[int] | None = None) -> dict[int, int]:
    """Whom each person answers to on a day: who is named in the job, else who heads the department, else the one above it."""
    boss = aliased(User)
    heads: dict[int, list[int]] = {}
    headed = select(Job.department_id, Job.user_id).join(User, User.id == Job.user_id)
    for department_id, user_id in db.session.execute(
        headed.where(Job.is_head, User.active, employed_on(day)).order_by(Job.id)
    ):
        heads.setdefault(department_id, []).append(user_id)
    jobs = (
        select(Job.user_id, boss.id, Department.path)
        .join(Department, Department.id == Job.department_id)
        .outerjoin(boss, and_(boss.id == Job.manager_id, boss.active))
        .where(Job.is_primary, employed_on(day))
    )
    if among is not None:
        jobs = jobs.where(Job.user_id.in_(among))
    found = {}
    for user_id, named, path in db.session.execute(jobs):
        manager_id = named or _head_above(user_id, path, heads)
        if manager_id is not None and manager_id != user_id:
            found[user_id] = manager_id
    return found


def _head_above(user_id: int, path: str, heads: dict[int, list[int]]) -> int | None:
    for department_id in reversed([int(part) for part in path.split("/") if part]):
        for head in heads.get(department_id, ()):
            if head != user_id:
                return head
    return None


def told(pairs: Collection[tuple[int, str]]) -> Told:
    """When these people were told under these keys."""
    found: dict[tuple[int, str], datetime] = {}
    for chunk in chunks(pairs):
        statement = select(Notice.user_id, Notice.key, Notice.made_at).where(
            Notice.user_id.in_({user_id for user_id, _key in chunk}), Notice.key.in_({key for _user_id, key in chunk})
        )
        found |= {(user_id, key): made_at for user_id, key, made_at in db.session.execute(statement)}
    return found


def recipients(user_ids: Iterable[int]) -> dict[int, Recipient]:
    found: dict[int, Recipient] = {}
    for chunk in chunks(sorted(user_ids)):
        statement = select(User.id, User.email, User.active, User.mails_refused).where(User.id.in_(chunk))
        for user_id, email, active, refused in db.session.execute(statement):
            found[user_id] = Recipient(user_id, email, active, frozenset(refused))
    return found
