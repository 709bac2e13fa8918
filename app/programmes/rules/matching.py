"""Audiences as SQL: one statement each, over those who are employed and active on a day.

Where somebody works is the primary job's department; what somebody is asked for follows from any job held that day.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from app.access import Role, Scope
from app.people.models import Department, Job, Position, RoleGrant, User
from app.people.queries import employed_on

from .audience import Audience, Conditions


def matching(audience: Audience, *, on: date, within: Scope) -> Select[int]:
    """Ids of those whom an audience means on a day, whose primary job lies within; in no order and without an end."""
    return people(on=on, within=within).where(meets(audience, on=on))


def people(*, on: date, within: Scope) -> Select[int]:
    """Ids of everybody employed and active whose primary job on a day lies within; joined to that job and its department."""
    return (
        select(User.id)
        .join(Job, and_(Job.user_id == User.id, Job.is_primary, employed_on(on)))
        .join(Department, Department.id == Job.department_id)
        .where(User.active, within.covers(Department.path))
    )


def meets(audience: Audience, *, on: date) -> ColumnElement[bool]:
    """The condition on `User` that an audience is."""
    parts = list(_each(audience.all, on))
    if not audience.any.is_empty:
        parts.append(or_(false(), *_each(audience.any, on)))
    if not audience.none.is_empty:
        parts.append(~or_(false(), *_each(audience.none, on)))
    return and_(User.active, *parts)


def hired_on(on: date) -> ColumnElement[date]:
    """The first day of the employment in which `User` is on a day: primary jobs that follow each other without a gap are one."""
    first, before = aliased(Job), aliased(Job)
    reaches = or_(before.ended_on.is_(None), before.ended_on >= first.started_on)
    continued = exists().where(
        before.user_id == first.user_id, before.is_primary, before.started_on < first.started_on, reaches
    )
    return (
        select(func.max(first.started_on, type_=Date))
        .where(first.user_id == User.id, first.is_primary, first.started_on <= on, ~continued)
        .correlate(User)
        .scalar_subquery()
    )


def _each(conditions: Conditions, on: date) -> Iterator[ColumnElement[bool]]:
    if conditions.people:
        yield User.id.in_(conditions.people)
    if conditions.departments:
        yield User.id.in_(_working_in(conditions.departments, on))
    if conditions.positions:
        held = aliased(Job)
        yield User.id.in_(select(held.user_id).where(_held(held, on), held.position_id.in_(conditions.positions)))
    if conditions.families:
        held = aliased(Job)
        of_family = select(held.user_id).join(Position, Position.id == held.position_id)
        yield User.id.in_(of_family.where(_held(held, on), Position.family.in_(conditions.families)))
    if conditions.roles:
        yield _has_role(conditions.roles, on)
    if conditions.heads:
        yield User.id.in_(_heads(on))
    yield from _hired(conditions, on)


def _hired(conditions: Conditions, on: date) -> Iterator[ColumnElement[bool]]:
    first = conditions.hired_from
    if conditions.hired_within is not None:
        since = date.fromordinal(max(1, on.toordinal() - conditions.hired_within + 1))
        yield hired_on(on) >= since
    if first is not None and conditions.hired_to is not None:
        yield hired_on(on).between(first, conditions.hired_to)
    elif first is not None:
        yield hired_on(on) >= first
    elif conditions.hired_to is not None:
        yield hired_on(on) <= conditions.hired_to


def _held(job: Any, on: date) -> ColumnElement[bool]:
    return and_(job.started_on <= on, or_(job.ended_on.is_(None), job.ended_on > on))


def _working_in(department_ids: tuple[int, ...], on: date) -> Select[int]:
    held, where, top = aliased(Job), aliased(Department), aliased(Department)
    below = where.path.startswith(top.path)
    return (
        select(held.user_id)
        .join(where, where.id == held.department_id)
        .join(top, below)
        .where(_held(held, on), top.id.in_(department_ids))
    )


def _has_role(roles: tuple[str, ...], on: date) -> ColumnElement[bool]:
    granted = select(RoleGrant.user_id).where(
        RoleGrant.role.in_(roles),
        RoleGrant.approved_at.is_not(None),
        RoleGrant.withdrawn_at.is_(None),
        or_(RoleGrant.ended_on.is_(None), RoleGrant.ended_on > on),
    )
    held = User.id.in_(granted)
    return or_(held, User.id.in_(_heads(on))) if Role.MANAGER in roles else held


def _heads(on: date) -> Select[int]:
    headed = aliased(Job)
    return select(headed.user_id).where(headed.is_head, _held(headed, on))
