"""The list of people in scope, with where each stands with what was assigned.

The page's people are chosen first, then only theirs is added up: what a page costs does not grow with the company.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Integer, Select, and_, case, exists, func, select
from sqlalchemy.orm import aliased

from app.access import Scope
from app.content.model import Course
from app.db import db
from app.people.models import Department, Job, Position, User
from app.people.queries import employed_on, people_in_scope
from app.people.search import means
from app.programmes.states import DutyState

from .figures.labels import named
from .figures.rates import Rate
from .figures.standings import people, standings, state_of
from .parameters import Parameters

ROWS_A_PAGE = 50


class Show(StrEnum):
    """Whom the list is about."""

    HERE = "here"
    LEFT = "left"  # whose last job ended
    OFF = "off"  # who has a job and an account that is off: rehired, not invited yet


@dataclass(frozen=True, slots=True)
class DirectoryRow:
    user_id: int
    staff_no: str
    name: str
    department: str
    position: str
    ended_on: date | None  # of the job: a leaver's last
    duties: Rate | None  # completed of assigned; None: not for this reader
    overdue: int


def list_people(
    courses: Sequence[Course],
    wanted: Parameters,
    *,
    scope: Scope,
    results: Scope,
    as_of: date,
    show: Show = Show.HERE,
) -> tuple[list[DirectoryRow], int]:
    """The wanted page of the people in scope by name, and how many there are on all pages; results of those in `results`."""
    job_of, count = _page(_chosen(wanted, scope, as_of, show), wanted)
    sums = _sums(courses, job_of, results, as_of) if show is Show.HERE else {}
    found = db.session.execute(
        select(User.id, User.staff_no, User.name, Department, Position, Job.ended_on)
        .join(Job, Job.user_id == User.id)
        .join(Department, Department.id == Job.department_id)
        .outerjoin(Position, Position.id == Job.position_id)
        .where(Job.id.in_(list(job_of.values())))
        .order_by(User.name_key, User.id)
    )
    rows = [
        DirectoryRow(
            user_id, staff_no, name, named(department), named(position), ended_on, *sums.get(user_id, (None, 0))
        )
        for user_id, staff_no, name, department, position, ended_on in found
    ]
    return rows, count


def _page(chosen: Select[int, int], wanted: Parameters) -> tuple[dict[int, int], int]:
    """The jobs of the page's people by their ids, and how many there are. A search looks at everybody, so only once."""
    page = chosen.order_by(User.name_key, User.id).limit(ROWS_A_PAGE).offset((wanted.page - 1) * ROWS_A_PAGE)
    if wanted.q:
        rows = db.session.execute(page.add_columns(func.count().over())).all()
        return {user_id: job_id for user_id, job_id, _count in rows}, rows[0][2] if rows else 0
    count = db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    return {user_id: job_id for user_id, job_id in db.session.execute(page)}, count


def _chosen(wanted: Parameters, scope: Scope, as_of: date, show: Show) -> Select[int, int]:
    """(id, id of the job that says where) of everybody the list is about."""
    if show is Show.LEFT:
        statement = _left(scope, as_of)
    elif show is Show.OFF:
        statement = _employed(scope, as_of).where(~User.active)
    else:
        statement = people_in_scope(scope, on=as_of).add_columns(Job.id)
    if wanted.department is not None:
        statement = statement.where(Department.path.startswith(wanted.department.path, autoescape=True))
    return statement.where(means(wanted.q, User)) if wanted.q else statement


def _employed(scope: Scope, as_of: date) -> Select[int, int]:
    held = and_(Job.user_id == User.id, Job.is_primary, employed_on(as_of))
    statement = select(User.id, Job.id).join(Job, held).join(Department, Department.id == Job.department_id)
    return statement.where(scope.covers(Department.path))


def _left(scope: Scope, as_of: date) -> Select[int, int]:
    """Whose last main job has ended, and lay in the scope."""
    later = aliased(Job)
    return (
        select(User.id, Job.id)
        .join(Job, and_(Job.user_id == User.id, Job.is_primary, Job.ended_on <= as_of))
        .join(Department, Department.id == Job.department_id)
        .where(
            scope.covers(Department.path),
            User.erased_at.is_(None),
            ~exists().where(later.user_id == User.id, later.is_primary, later.started_on > Job.started_on),
        )
    )


def _sums(
    courses: Sequence[Course], user_ids: Collection[int], results: Scope, as_of: date
) -> dict[int, tuple[Rate, int]]:
    """Duties completed of assigned, and overdue, of those people whose results the reader may see."""
    if results.empty or not user_ids:
        return {}
    among = people(results, on=as_of, among=user_ids)
    standing = standings(among, courses, as_of=as_of, only=user_ids)
    assigned = standing.c.due_on.is_not(None)
    overdue = state_of(standing, as_of=as_of) == DutyState.OVERDUE.value
    found = db.session.execute(
        select(
            among.c.id,
            func.sum(case((assigned & standing.c.completed_on.is_not(None), 1), else_=0), type_=Integer),
            func.sum(case((assigned, 1), else_=0), type_=Integer),
            func.sum(case((overdue, 1), else_=0), type_=Integer),
        )
        .select_from(among)
        .outerjoin(standing, standing.c.user_id == among.c.id)
        .group_by(among.c.id)
    )
    return {user_id: (Rate(completed, count), late) for user_id, completed, count, late in found}
