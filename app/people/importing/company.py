"""The company as a plan sees it: everybody with their jobs and leave, in seven statements however large it is."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import select

from app.access import Scope
from app.db import db
from app.people.models import Absence, Department, Job, Position, RoleGrant, User

Manager = int | str | None  # an id; of somebody who is only in the sheet, the staff number in lower case


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who has an account."""

    id: int
    staff_no: str
    name: str
    email: str | None
    locale: str | None
    active: bool
    erased: bool


@dataclass(slots=True)
class Held:
    """A job; `id` is None for one that a sheet adds."""

    id: int | None
    department_id: int
    position_id: int | None
    manager: Manager
    is_primary: bool
    is_head: bool
    started_on: date
    ended_on: date | None
    end_reason: str | None

    def is_held_on(self, day: date) -> bool:
        return self.started_on <= day and (self.ended_on is None or day < self.ended_on)

    @property
    def place(self) -> tuple[int, int | None, Manager, bool]:
        return (self.department_id, self.position_id, self.manager, self.is_head)


@dataclass(slots=True)
class Leave:
    """Days on leave; `id` is None for one that a sheet adds."""

    id: int | None
    kind: str
    started_on: date
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class Unit:
    """A department or a position, as a sheet may name it."""

    id: int
    code: str
    name_zh: str
    name_en: str
    closed_on: date | None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    scope: Scope
    today: date
    people: dict[int, Known]
    jobs: dict[int, list[Held]]  # by first day
    departments: dict[int, Unit]
    positions: dict[int, Unit]
    by_number: dict[str, Known] = field(default_factory=dict)  # staff numbers in lower case
    by_email: dict[str, Known] = field(default_factory=dict)
    leaves: dict[int, list[Leave]] = field(default_factory=dict)  # by first day
    with_roles: frozenset[int] = frozenset()  # ids of who holds a role, or waits for one to be approved

    def standing(self, user_id: int) -> Held | None:
        """The main job by which somebody is placed: the one held today, else the last one before, else the first to come."""
        primary = [job for job in self.jobs.get(user_id, ()) if job.is_primary]
        begun = [job for job in primary if job.started_on <= self.today]
        return begun[-1] if begun else primary[0] if primary else None

    def covers(self, department_id: int) -> bool:
        return self.scope.everything or self.departments[department_id].path.startswith(self.scope.paths)

    def may_change(self, user_id: int) -> bool:
        """Whether somebody works in the importer's scope; who never had a job is everybody's."""
        if self.people[user_id].erased:
            return False
        standing = self.standing(user_id)
        return self.scope.everything or (standing is not None and self.covers(standing.department_id))

    def copy_of(self, user_id: int) -> list[Held]:
        """Jobs to try things out on."""
        return [replace(job) for job in self.jobs.get(user_id, ())]

    def copy_of_leaves(self, user_id: int) -> list[Leave]:
        return [replace(leave) for leave in self.leaves.get(user_id, ())]


def load_company(scope: Scope, *, today: date) -> Company:
    """All people, jobs, leave, departments and positions. `scope`: whose hands they are in, judged by today's departments."""
    columns = (User.id, User.staff_no, User.name, User.email, User.locale, User.active, User.erased_at)
    people = {row.id: Known(*row[:6], row.erased_at is not None) for row in db.session.execute(select(*columns))}
    jobs: dict[int, list[Held]] = defaultdict(list)
    statement = select(
        Job.user_id,
        Job.id,
        Job.department_id,
        Job.position_id,
        Job.manager_id,
        Job.is_primary,
        Job.is_head,
        Job.started_on,
        Job.ended_on,
        Job.end_reason,
    ).order_by(Job.started_on, Job.id)
    for user_id, *rest in db.session.execute(statement):
        jobs[user_id].append(Held(*rest))
    company = Company(
        scope, today, people, dict(jobs), _departments(), _positions(), leaves=_leaves(), with_roles=_with_roles()
    )
    for person in people.values():
        company.by_number[person.staff_no.casefold()] = person
        if person.email:
            company.by_email[person.email.casefold()] = person
    return company


def _leaves() -> dict[int, list[Leave]]:
    found: dict[int, list[Leave]] = defaultdict(list)
    columns = (Absence.user_id, Absence.id, Absence.kind, Absence.started_on, Absence.ended_on)
    for row in db.session.execute(select(*columns).order_by(Absence.started_on, Absence.id)):
        found[row.user_id].append(Leave(row.id, row.kind, row.started_on, row.ended_on))
    return dict(found)


def _with_roles() -> frozenset[int]:
    return frozenset(db.session.scalars(select(RoleGrant.user_id).where(RoleGrant.withdrawn_at.is_(None))))


def _departments() -> dict[int, Unit]:
    columns = (Department.id, Department.code, Department.name_zh, Department.name_en, Department.closed_on)
    return {row.id: Unit(*row) for row in db.session.execute(select(*columns, Department.path))}


def _positions() -> dict[int, Unit]:
    columns = (Position.id, Position.code, Position.name_zh, Position.name_en, Position.closed_on)
    return {row.id: Unit(*row) for row in db.session.execute(select(*columns))}


@dataclass(frozen=True, slots=True)
class Basis:
    """What a plan rests on: people who must be as they were, numbers and addresses that must be free, places, managers."""

    people: Collection[int]
    free: Collection[str]  # staff numbers and e-mail addresses in lower case
    departments: Collection[int]
    positions: Collection[int]


def digest(company: Company, basis: Basis) -> str:
    """Changes whenever something changes that the plan rests on, and only then."""
    summary = hashlib.sha256(repr((company.scope.everything, company.scope.paths)).encode())
    for user_id in sorted(set(basis.people)):
        summary.update(person_digest(company, user_id).encode())
    summary.update(repr(sorted(company.with_roles.intersection(basis.people))).encode())
    for word in sorted(set(basis.free)):
        summary.update(repr((word, word in company.by_number, word in company.by_email)).encode())
    for units, ids in ((company.departments, basis.departments), (company.positions, basis.positions)):
        for unit_id in sorted(set(ids)):
            unit = units.get(unit_id)
            summary.update(repr((unit_id, unit and (unit.path, unit.closed_on))).encode())
    return summary.hexdigest()


def person_digest(company: Company, user_id: int) -> str:
    """Of a person's row, jobs and leave as they stand; of nobody, where the person is gone."""
    person = company.people.get(user_id)
    dated = (*company.jobs.get(user_id, ()), *company.leaves.get(user_id, ()))
    facts = (person and _facts_of(person), sorted(_facts_of(row) for row in dated))
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:20]


def _facts_of(row: Known | Held | Leave) -> tuple[str, ...]:
    return tuple([str(getattr(row, name)) for name in row.__slots__])


def within(company: Company, department_id: int, on: date) -> Iterable[int]:
    """Everybody whose main job on a day lies in a department or below it."""
    top = company.departments[department_id].path
    for user_id, jobs in company.jobs.items():
        held = next((job for job in jobs if job.is_primary and job.is_held_on(on)), None)
        if held is not None and company.departments[held.department_id].path.startswith(top):
            yield user_id
