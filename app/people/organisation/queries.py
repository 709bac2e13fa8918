"""The organisation as it is, was or will be on a day. Whoever reads about others passes a scope."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from app import clock
from app.access import Scope
from app.db import db
from app.errors import NotFound
from app.people.models import Absence, Delegation, Department, DepartmentVersion, Job, Position, User
from app.people.queries import department_on, employed_on, people_in_scope

from .staff import departments_inside, standing_job


@dataclass(frozen=True, slots=True)
class Node:
    """A department on a day. `people`: whose main job is here; `below`: here and in everything below it."""

    id: int
    code: str
    parent_id: int | None
    name_zh: str
    name_en: str
    kind: str
    path: str
    heads: tuple[tuple[int, str], ...]  # (id, name), by name
    people: int
    below: int
    children: tuple["Node", ...]


def paths_on(day: date) -> dict[int, str]:
    """The path of each department that is open on a day."""
    statement = select(DepartmentVersion.department_id, DepartmentVersion.path).where(_holds(day))
    return {department_id: path for department_id, path in db.session.execute(statement)}


def tree_on(day: date, *, scope: Scope) -> list[Node]:
    """The departments of the scope that are open on a day, as trees by code; three statements."""
    place = department_on(day)
    rows = db.session.execute(
        select(place.id, place.code, place.parent_id, place.name_zh, place.name_en, place.kind, place.path)
        .where(place.closed_on.is_(None), scope.covers(place.path))
        .order_by(place.code)
    ).all()
    heads, people = _heads(day, scope), _headcounts(day, scope)
    inside = {row.id for row in rows}
    children: dict[int | None, list[int]] = {}
    for row in rows:
        children.setdefault(row.parent_id if row.parent_id in inside else None, []).append(row.id)
    by_id = {row.id: row for row in rows}

    def node(department_id: int) -> Node:
        below = tuple(node(child) for child in children.get(department_id, []))
        own = people.get(department_id, 0)
        total = own + sum(child.below for child in below)
        return Node(*by_id[department_id], tuple(heads.get(department_id, [])), own, total, below)

    return [node(top) for top in children.get(None, [])]


def list_history(department_id: int) -> list[DepartmentVersion]:
    """A department's versions, the newest first."""
    statement = select(DepartmentVersion).where(DepartmentVersion.department_id == department_id)
    return list(db.session.scalars(statement.order_by(DepartmentVersion.valid_from.desc())))


def find_departments(department_ids: Collection[int], *, scope: Scope) -> dict[int, Department]:
    """Departments of the scope by id; those outside are left out."""
    statement = select(Department).where(Department.id.in_(department_ids), scope.covers(Department.path))
    return {row.id: row for row in db.session.scalars(statement)}


def list_below(department_id: int) -> list[Department]:
    """What is open right below a department, by code."""
    below = select(Department).where(Department.parent_id == department_id, Department.closed_on.is_(None))
    return list(db.session.scalars(below.order_by(Department.code)))


def list_here(department_id: int, *, scope: Scope, on: date, page: int, size: int) -> tuple[list[Job], int]:
    """Jobs held in a department itself by people of the scope, heads first, then by name; and how many."""
    held = (
        select(Job)
        .join(User, User.id == Job.user_id)
        .where(Job.department_id == department_id, employed_on(on), Job.user_id.in_(people_in_scope(scope, on=on)))
    )
    count = db.session.scalar(select(func.count()).select_from(held.subquery())) or 0
    ordered = held.order_by(Job.is_head.desc(), User.name_key, User.id).limit(size).offset((page - 1) * size)
    return list(db.session.scalars(ordered.options(joinedload(Job.position)))), count


def find_names(user_ids: Sequence[int]) -> dict[int, User]:
    """People by id, for pages that name them; at most as many as a page shows."""
    return {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(user_ids)))}


def list_positions(*, closed: bool = True) -> list[Position]:
    statement = select(Position).order_by(Position.family, Position.code)
    return list(db.session.scalars(statement if closed else statement.where(Position.closed_on.is_(None))))


def get_position(code: str) -> Position:
    found = db.session.scalar(select(Position).where(Position.code == code))
    if found is None:
        raise NotFound
    return found


def count_holders(*, on: date, scope: Scope) -> dict[int, int]:
    """How many people of the scope hold each position as their main job on a day."""
    rows = db.session.execute(
        select(Job.position_id, func.count())
        .join(Department, Department.id == Job.department_id)
        .where(scope.covers(Department.path))
        .where(Job.is_primary, Job.position_id.is_not(None), employed_on(on))
        .group_by(Job.position_id)
    )
    return {position_id: count for position_id, count in rows if position_id is not None}


def get_subject(user_id: int, *, scope: Scope) -> User:
    """Somebody to act on, leavers and those to come among them: by the main job that places them today. Raises NotFound."""
    user = db.session.get(User, user_id)
    if user is None or user.erased_at is not None:
        raise NotFound
    if not scope.everything:
        held = select(Job).where(Job.user_id == user_id, Job.is_primary).order_by(Job.started_on, Job.id)
        standing = standing_job(list(db.session.scalars(held)), clock.today())
        if standing is None or standing.department_id not in departments_inside(scope):
            raise NotFound
    return user


def list_subjects(user_ids: Collection[int], *, scope: Scope) -> dict[int, User]:
    """As `get_subject`, for those of many who are in the scope by a main job of today, by name."""
    here = people_in_scope(scope, on=clock.today()).where(User.id.in_(user_ids))
    statement = select(User).where(User.id.in_(here)).order_by(User.name_key, User.id)
    return {user.id: user for user in db.session.scalars(statement)}


def held_by(user_ids: Collection[int], *, on: date) -> dict[int, Job]:
    """The main jobs of people on a day."""
    held = select(Job).where(Job.user_id.in_(user_ids), Job.is_primary, employed_on(on))
    return {job.user_id: job for job in db.session.scalars(held)}


def list_jobs(user_id: int, *, scope: Scope) -> list[Job]:
    """The jobs of a person in departments of the scope, the newest first, main ones before others."""
    return list(
        db.session.scalars(
            select(Job)
            .join(Department, Department.id == Job.department_id)
            .where(Job.user_id == user_id, scope.covers(Department.path))
            .order_by(Job.started_on.desc(), Job.is_primary.desc(), Job.id.desc())
            .options(joinedload(Job.department), joinedload(Job.position))
        )
    )


def get_job(job_id: int, *, scope: Scope) -> Job:
    """A job in a department of the scope, with its department and position. Raises NotFound."""
    found = db.session.scalar(
        select(Job)
        .join(Department, Department.id == Job.department_id)
        .where(Job.id == job_id, scope.covers(Department.path))
        .options(joinedload(Job.department), joinedload(Job.position))
    )
    if found is None:
        raise NotFound
    return found


def list_absences(user_id: int) -> list[Absence]:
    """The newest first."""
    statement = select(Absence).where(Absence.user_id == user_id).order_by(Absence.started_on.desc(), Absence.id)
    return list(db.session.scalars(statement))


def get_absence(absence_id: int) -> Absence:
    """Leave, whoever's: the caller looks whether the person is in scope. Raises NotFound."""
    found = db.session.get(Absence, absence_id)
    if found is None:
        raise NotFound
    return found


def list_delegations(user_id: int, *, on: date) -> list[Delegation]:
    """What a person lent or was lent and is not over yet, by first day."""
    return list(
        db.session.scalars(
            select(Delegation)
            .where(
                or_(Delegation.from_id == user_id, Delegation.to_id == user_id),
                Delegation.withdrawn_at.is_(None),
                Delegation.ended_on > on,
            )
            .order_by(Delegation.started_on, Delegation.id)
        )
    )


def list_headed(user_id: int, *, on: date) -> list[Department]:
    """The departments that somebody heads on a day by a job of their own."""
    statement = select(Department).join(Job, Job.department_id == Department.id)
    held = statement.where(Job.user_id == user_id, Job.is_head, employed_on(on))
    return list(db.session.scalars(held.order_by(Department.code)))


def _heads(day: date, scope: Scope) -> dict[int, list[tuple[int, str]]]:
    place = department_on(day)
    rows = db.session.execute(
        select(Job.department_id, User.id, User.name)
        .join(User, User.id == Job.user_id)
        .join(place, place.id == Job.department_id)
        .where(Job.is_head, employed_on(day), scope.covers(place.path))
        .where(User.id.in_(people_in_scope(scope, on=day)))  # who heads it from outside is not the reader's to see
        .order_by(User.name_key, User.id)
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for department_id, user_id, name in rows:
        found.setdefault(department_id, []).append((user_id, name))
    return found


def _headcounts(day: date, scope: Scope) -> dict[int, int]:
    place = department_on(day)
    rows = db.session.execute(
        select(Job.department_id, func.count())
        .join(place, place.id == Job.department_id)
        .where(Job.is_primary, employed_on(day), scope.covers(place.path))
        .group_by(Job.department_id)
    )
    return {department_id: count for department_id, count in rows}


def _holds(day: date) -> ColumnElement[bool]:
    return and_(
        DepartmentVersion.valid_from <= day,
        or_(DepartmentVersion.valid_to.is_(None), DepartmentVersion.valid_to > day),
    )
