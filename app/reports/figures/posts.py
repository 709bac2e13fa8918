"""Where people worked, for statements that ask so of many days at once: on the day of the report, on each due date, at an exit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, case, func, literal, or_, select

from app.access import Scope
from app.people.known import jobs_known, places_known
from app.people.models import Department, DepartmentVersion, Job
from app.programmes.standings.days import Day, numbered

from .rollup import level_below

ELSEWHERE, DIRECTLY = 0, 1
"""Units beside those below: what is in none of them, and what is in the department looked at itself."""
FOREVER = literal(date(9000, 1, 1), Day())


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
    job, version = jobs_known(known_at), places_known(known_at)
    begun = (
        numbered(version.valid_from).label("since"),
        func.coalesce(numbered(version.valid_to), FOREVER).label("until"),
    )
    place = _places(version, scope, units, department, *begun, told=told)
    started_on, ended_on = numbered(job.started_on), numbered(job.ended_on)
    begins = case((started_on > place.c.since, started_on), else_=place.c.since)
    ends = case((ended_on < place.c.until, ended_on), else_=place.c.until)
    return (
        select(
            job.user_id,
            place.c.unit,
            begins.label("since"),
            ends.label("until"),
            ended_on.label("ended_on"),
            *_told(job, place, told),
        )
        .join(place, place.c.department_id == job.department_id)
        .where(job.is_primary, begins < ends)
        .cte("post")
    )


def posts_on(
    day: date,
    scope: Scope,
    units: Units,
    *,
    known_at: datetime | None = None,
    department: Department | None = None,
    told: bool = False,
) -> CTE:
    """The primary jobs held on one day, by where the department lay on it: user_id, unit; a person has one row at most.

    Said of one day alone it is much sooner found than `posts` with `held`. `told`: as there.
    """
    job, version = jobs_known(known_at), places_known(known_at)
    lay = (version.valid_from <= day, or_(version.valid_to.is_(None), version.valid_to > day))
    place = _places(version, scope, units, department, lay=lay, told=told)
    return (
        select(job.user_id, place.c.unit, *_told(job, place, told))
        .join(place, place.c.department_id == job.department_id)
        .where(job.is_primary, job.started_on <= day, or_(job.ended_on.is_(None), job.ended_on > day))
        .cte("post_on")
    )


def _places(
    version: type[DepartmentVersion],
    scope: Scope,
    units: Units,
    department: Department | None,
    *columns: Any,
    lay: Sequence[ColumnElement[bool]] = (),
    told: bool,
) -> CTE:
    """Departments by where they lay, with their units: looked at once each, not with each job."""
    names = (version.name_zh, version.name_en, version.path) if told else ()
    statement = select(version.department_id, units.of(version.path.expression).label("unit"), *columns, *names)
    statement = statement.where(scope.covers_then(version.path), *lay)
    if department is not None:
        statement = statement.where(version.path.contains(f"/{department.id}/", autoescape=True))
    place = statement.cte()
    # PostgreSQL would look through all of them for each job: it finds no index there, and expects few rows
    return place.prefix_with("MATERIALIZED", dialect="sqlite")


def _told(job: type[Job], place: CTE, told: bool) -> list[Any]:
    of_place = (place.c[name] for name in ("department_id", "name_zh", "name_en", "path"))
    return [*of_place, job.position_id, job.manager_id] if told else []


def held(post: CTE, user_id: ColumnElement[int], day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Joins whoever it is about with the post of a day, a column of `Day` or a day."""
    on = literal(day, Day()) if isinstance(day, date) else day
    return and_(post.c.user_id == user_id, post.c.since <= on, post.c.until > on)


def left(post: CTE, user_id: ColumnElement[int], ended_on: ColumnElement[date]) -> ColumnElement[bool]:
    """Joins whoever left with the post that ended on that day."""
    of_last_day = (post.c.ended_on == ended_on, post.c.since < ended_on, post.c.until >= ended_on)
    return and_(post.c.user_id == user_id, *of_last_day)
