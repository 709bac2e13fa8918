"""Where people worked, for statements that ask so of many days at once: on the day of the report, on each due date, at an exit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, case, func, literal, select

from app.access import Scope
from app.people.known import jobs_known, places_known
from app.people.models import Department, DepartmentVersion, Job
from app.programmes.standings.days import Day, numbered

from .rollup import level_below

ELSEWHERE, DIRECTLY = 0, 1
"""Units beside those below: what is in none of them, and what is in the department looked at itself."""
FOR_GOOD = date(9000, 1, 1)


@dataclass(frozen=True, slots=True)
class Units:
    """The level of the organisation that a table shows: each department of it, with everything below, is a unit from 2 on."""

    focus: Department | None = None
    departments: Sequence[Department] = field(default=())

    @classmethod
    def below(cls, departments: Sequence[Department], chosen: Department | None) -> "Units":
        """Those right below the department looked at, or below the one at the top."""
        return cls(*level_below(departments, chosen))

    def of(self, path: ColumnElement[str]) -> ColumnElement[int]:
        """In which unit a path lies, of whatever day: a department may have lain elsewhere, and is the same one still."""
        rules = [
            (path.contains(f"/{each.id}/", autoescape=True), place)
            for place, each in enumerate(self.departments, start=2)
        ]
        if self.focus is not None:
            rules.append((path.endswith(f"/{self.focus.id}/", autoescape=True), DIRECTLY))
        return case(*rules, else_=ELSEWHERE) if rules else literal(ELSEWHERE)


def posts(
    scope: Scope,
    units: Units,
    *,
    known_at: datetime | None = None,
    department: Department | None = None,
    told: bool = False,
) -> CTE:
    """Primary jobs in a scope, or a department of it, by where the department lay: user_id, unit, since, until (the first day no
    longer), ended_on (of the job). Days are `Day`; of any day a person has one row at most.

    `told`: also department_id, name_zh, name_en, path, position_id, manager_id.
    """
    job, place = jobs_known(known_at), places_known(known_at)
    begins = case((job.started_on > place.valid_from, job.started_on), else_=place.valid_from)
    ended_on, valid_to = func.coalesce(job.ended_on, FOR_GOOD), func.coalesce(place.valid_to, FOR_GOOD)
    ends = case((ended_on < valid_to, ended_on), else_=valid_to)
    statement = (
        select(
            job.user_id,
            units.of(place.path.expression).label("unit"),
            numbered(begins).label("since"),
            numbered(ends).label("until"),
            numbered(job.ended_on).label("ended_on"),
            *_told(job, place, told),
        )
        .join(place, place.department_id == job.department_id)
        .where(job.is_primary, begins < ends, scope.covers_then(place.path))
    )
    if department is not None:
        statement = statement.where(place.path.contains(f"/{department.id}/", autoescape=True))
    return statement.cte("post")


def _told(job: type[Job], place: type[DepartmentVersion], told: bool) -> list[Any]:
    of_place = (place.department_id, place.name_zh, place.name_en, place.path)
    return [*of_place, job.position_id, job.manager_id] if told else []


def held(post: CTE, user_id: ColumnElement[int], day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Joins whoever it is about with the post of a day, a column of `Day` or a day."""
    on = literal(day, Day()) if isinstance(day, date) else day
    return and_(post.c.user_id == user_id, post.c.since <= on, post.c.until > on)


def left(post: CTE, user_id: ColumnElement[int], ended_on: ColumnElement[date]) -> ColumnElement[bool]:
    """Joins whoever left with the post that ended on that day."""
    of_last_day = (post.c.ended_on == ended_on, post.c.since < ended_on, post.c.until >= ended_on)
    return and_(post.c.user_id == user_id, *of_last_day)
