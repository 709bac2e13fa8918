"""Person-days and average headcount: how many people there were, day by day, where they worked then.

A day of employment counts in the department of the primary job held on it, so that whoever has two jobs counts once, a move
counts on either side, and a rehire counts what was worked. Departments stand in the tree of one day, that of the report.
Source: docs/figures.md, section "Hours".
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, Select, and_, case, func, or_, select, type_coerce

from app.access import Scope
from app.people.known import jobs_known, places_known
from app.people.models import Department, Position
from app.programmes.standings.days import numbered

A_DAY = timedelta(days=1)


def tree(on: date, known_at: datetime | None = None) -> CTE:
    """Departments as they lay on a day, those closed by then where they lay last: `id`, `path`, names."""
    version = places_known(known_at)
    begun = select(
        version.department_id,
        version.path,
        version.name_zh,
        version.name_en,
        func.row_number()
        .over(partition_by=version.department_id, order_by=(version.valid_from.desc(), version.id.desc()))
        .label("back"),
    ).where(version.valid_from <= on)
    newest = begun.subquery("begun").c
    rows = select(newest.department_id.label("id"), newest.path, newest.name_zh, newest.name_en).where(newest.back == 1)
    return rows.cte()


def spells(
    scope: Scope,
    first: date,
    last: date,
    *,
    as_of: date,
    department: Department | None = None,
    family: str = "",
    known_at: datetime | None = None,
    among: Sequence[int] | None = None,
) -> CTE:
    """The primary jobs held in a period, both days included, that lie in the scope: a row each.

    Columns: `job_id`, `user_id`, `department_id`, `path`, `position_id`, `manager_id`, `family`, `started_on`, `ended_on`, and
    `days` within the period.
    """
    job, place, end = jobs_known(known_at), tree(as_of, known_at), last + A_DAY
    begins = case((job.started_on < first, first), else_=job.started_on)
    ends = case((or_(job.ended_on.is_(None), job.ended_on > end), end), else_=job.ended_on)
    statement = (
        select(
            job.id.label("job_id"),
            job.user_id,
            job.department_id,
            place.c.path,
            job.position_id,
            job.manager_id,
            func.coalesce(Position.family, "").label("family"),
            job.started_on,
            job.ended_on,
            (type_coerce(numbered(ends), Integer) - type_coerce(numbered(begins), Integer)).label("days"),
        )
        .join_from(job, place, place.c.id == job.department_id)
        .outerjoin(Position, Position.id == job.position_id)
        .where(job.is_primary, job.started_on < end, or_(job.ended_on.is_(None), job.ended_on > first))
        .where(scope.covers_then(place.c.path))
    )
    if department is not None:
        statement = statement.where(place.c.path.contains(f"/{department.id}/", autoescape=True))
    if family:
        statement = statement.where(Position.family == family)
    if among is not None:
        statement = statement.where(job.user_id.in_(among))
    return statement.cte("spells")


def held_on(spell: CTE, day: ColumnElement[date]) -> ColumnElement[bool]:
    """Whether the job of a spell was held on a day."""
    return and_(spell.c.started_on <= day, or_(spell.c.ended_on.is_(None), spell.c.ended_on > day))


def person_days(spell: CTE, *by: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Σ person-days by whatever groups them: the groups, then `days`."""
    return select(*by, func.sum(spell.c.days, type_=Integer).label("days")).group_by(*by)


def average_headcount(days: int, first: date, last: date) -> float:
    """HC(p): Σ person-days ÷ days of the period."""
    return days / ((last - first).days + 1)
