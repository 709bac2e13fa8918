"""Reads about people and departments. Whoever reads about others passes a scope."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Date, Select, and_, cast, exists, func, null, or_, select
from sqlalchemy.orm import aliased, joinedload

from app import clock
from app.access import Role, Scope
from app.db import db
from app.errors import NotFound
from app.people.known import jobs_known, places_known
from app.people.models import Department, Job, Position, RoleGrant, User


def employed_on(day: date, job: type[Job] = Job) -> ColumnElement[bool]:
    """Whether a job is held on a day: `[started_on, ended_on)`. `job`: the table or its like."""
    return and_(job.started_on <= day, or_(job.ended_on.is_(None), job.ended_on > day))


def department_on(day: date, known_at: datetime | None = None) -> type[Department]:
    """The departments as they were, are or will be on a day: today's table itself, or its like made of their versions.

    For use inside statements, in place of `Department`. Of another day than today only those open then are there. With
    `known_at`, as they were recorded by that instant.
    """
    if known_at is None and day == clock.today():
        return Department
    version = places_known(known_at)
    holds = and_(version.valid_from <= day, or_(version.valid_to.is_(None), version.valid_to > day))
    then = (
        select(
            Department.id,
            Department.code,
            version.parent_id,
            version.name_zh,
            version.name_en,
            version.kind,
            version.path,
            Department.country,
            Department.time_zone,
            cast(null(), Date).label("closed_on"),
        )
        .join(version, version.department_id == Department.id)
        .where(holds)
        .subquery("department_then")
    )
    return aliased(Department, then, adapt_on_names=True)


def people_in_scope(
    scope: Scope,
    *,
    on: date,
    known_at: datetime | None = None,
    place: type[Department] | None = None,
    job: type[Job] | None = None,
) -> Select[int]:
    """Ids of everyone whose primary job on a day lies in the scope; no end, for use inside other statements.

    The organisation is that of the day; with `known_at`, as it was recorded by that instant. `place`, `job`: what `department_on`
    and `jobs_known` gave, for whoever asks for their columns too. Whose account is off is counted on no day to come and today:
    on a past day leavers still are, and of accounts it is not kept what was known.
    """
    place = department_on(on, known_at) if place is None else place
    job = jobs_known(known_at) if job is None else job
    statement = (
        select(User.id)
        .join(job, and_(job.user_id == User.id, job.is_primary, employed_on(on, job)))
        .join(Department, Department.id == job.department_id)
    )
    if place is not Department:
        statement = statement.join(place, place.id == job.department_id)
    if known_at is None and on >= clock.today():
        statement = statement.where(User.active)
    return statement.where(scope.covers(place.path) if place is Department else scope.covers_then(place.path))


def people_once_in_scope(scope: Scope, *, on: date, known_at: datetime | None = None) -> Select[int]:
    """Ids of everyone whose last primary job up to a day lay in the scope, those who left since among them.

    `known_at`: by the jobs that were recorded by that instant.
    """
    if scope.everything:
        return select(User.id)
    job = jobs_known(known_at)
    later = aliased(Job) if known_at is None else jobs_known(known_at)
    is_later = or_(later.started_on > job.started_on, and_(later.started_on == job.started_on, later.id > job.id))
    of_the_same = and_(later.user_id == job.user_id, later.is_primary, later.started_on <= on, is_later)
    return (
        select(job.user_id)
        .join(Department, Department.id == job.department_id)
        .where(job.is_primary, job.started_on <= on, ~exists().where(of_the_same), scope.covers(Department.path))
    )


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as others in the organisation may see them."""

    id: int
    staff_no: str
    name: str
    department: Department
    position: Position | None
    started_on: date


def get_person(user_id: int, *, scope: Scope, on: date) -> Person:
    """One person whose primary job on a day lies in the scope. Raises NotFound."""
    place = department_on(on)
    row = db.session.execute(
        select(User, Job)
        .join(Job, and_(Job.user_id == User.id, Job.is_primary, employed_on(on)))
        .join(place, place.id == Job.department_id)
        .where(User.id == user_id, scope.covers(place.path) if place is Department else scope.covers_then(place.path))
        .options(joinedload(Job.department), joinedload(Job.position))
    ).one_or_none()
    if row is None:
        raise NotFound
    user, job = row
    return Person(user.id, user.staff_no, user.name, job.department, job.position, job.started_on)


def list_departments(*, scope: Scope) -> list[Department]:
    """Departments of the scope that are open, parents before children, by code."""
    statement = select(Department).where(Department.closed_on.is_(None), scope.covers(Department.path))
    return sorted(db.session.scalars(statement), key=lambda department: (department.path.count("/"), department.code))


def get_department(code: str, *, scope: Scope) -> Department:
    """A department of the scope by its code. Raises NotFound."""
    department = db.session.scalar(select(Department).where(Department.code == code, scope.covers(Department.path)))
    if department is None:
        raise NotFound
    return department


def find_by_identity(identity: str) -> User | None:
    """The user with this staff number or e-mail address; letter case matters only where it alone tells two apart. A text that
    means several is nobody's."""
    if "\0" in identity:
        return None  # nobody's, and PostgreSQL cannot even compare with it
    folded = identity.lower()
    named = or_(func.lower(User.staff_no) == folded, func.lower(User.email) == folded)
    found = db.session.scalars(select(User).where(named)).all()
    meant = [person for person in found if identity in (person.staff_no, person.email)] or found
    return meant[0] if len(meant) == 1 else None


def own_job(user_id: int, *, on: date) -> Job | None:
    return db.session.scalar(
        select(Job)
        .where(Job.user_id == user_id, Job.is_primary, employed_on(on))
        .options(joinedload(Job.department), joinedload(Job.position))
    )


@dataclass(frozen=True, slots=True)
class RoleHolder:
    name: str
    staff_no: str
    role: Role
    department: Department | None


def list_role_holders(*, on: date) -> list[RoleHolder]:
    """Everyone with a role in force on a day, by role and name; at most 200."""
    statement = (
        select(User.name, User.staff_no, RoleGrant.role, Department)
        .select_from(RoleGrant)
        .join(User, User.id == RoleGrant.user_id)
        .outerjoin(Department, Department.id == RoleGrant.department_id)
        .where(
            RoleGrant.approved_at.is_not(None),
            RoleGrant.withdrawn_at.is_(None),
            or_(RoleGrant.ended_on.is_(None), RoleGrant.ended_on > on),
            RoleGrant.role.in_([role.value for role in Role]),
        )
        .order_by(RoleGrant.role, User.name_key)
        .limit(200)
    )
    return [
        RoleHolder(name, staff_no, Role(role), department)
        for name, staff_no, role, department in db.session.execute(statement)
    ]


def count_users() -> int:
    return db.session.scalar(select(func.count()).select_from(User)) or 0


def has_real_people() -> bool:
    """Whether anyone here was not made by the demo."""
    return db.session.scalar(select(User.id).where(User.is_demo.is_(False)).limit(1)) is not None


def has_demo_people() -> bool:
    return db.session.scalar(select(User.id).where(User.is_demo).limit(1)) is not None


def has_administrator() -> bool:
    holder = aliased(User)
    statement = (
        select(RoleGrant.id)
        .join(holder, holder.id == RoleGrant.user_id)
        .where(RoleGrant.role == Role.ADMIN, holder.password.is_not(None))
    )
    return db.session.scalar(statement.limit(1)) is not None
