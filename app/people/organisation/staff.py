"""People and their jobs, locked for an act: those of the actor's scope, and nobody else."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.access import Scope
from app.db import MANY, db, locked, locked_by_id
from app.errors import Conflict, NotFound
from app.filters import iso_day
from app.i18n import language
from app.people.models import Department, Job, User

from .acts import Act


@dataclass(frozen=True, slots=True)
class Staff:
    """People by id with all their jobs, by first day. `inside`: ids of the departments the actor may manage; None: all."""

    users: dict[int, User]
    jobs: dict[int, list[Job]] = field(default_factory=dict)
    inside: frozenset[int] | None = None

    def primary(self, user_id: int) -> list[Job]:
        return [job for job in self.jobs[user_id] if job.is_primary]

    def called(self, user_id: int) -> str:
        return f"{self.users[user_id].name} ({self.users[user_id].staff_no})"

    def is_inside(self, job: Job) -> bool:
        return self.inside is None or job.department_id in self.inside

    def words(self, job: Job) -> str:
        """“Sales, 2024-01-01 to 2026-03-31”: a job as messages name it; without its department where that lies outside."""
        department = db.session.get_one(Department, job.department_id)
        name = department.name(language()) if self.is_inside(job) else _("a department outside your scope")
        if job.ended_on is None:
            return _("%(department)s, since %(day)s", department=name, day=iso_day(job.started_on))
        last = date.fromordinal(job.ended_on.toordinal() - 1)
        return _(
            "%(department)s, %(first)s to %(last)s", department=name, first=iso_day(job.started_on), last=iso_day(last)
        )


def chunks(ids: Collection[int]) -> Iterator[list[int]]:
    wanted = sorted(set(ids))
    return (wanted[at : at + MANY] for at in range(0, len(wanted), MANY))


def load(user_ids: Collection[int], act: Act) -> Staff:
    """Locks the people. Raises NotFound where one is not there, was erased, or works outside the actor's scope."""
    wanted = set(user_ids)
    users = locked_by_id(User, sorted(wanted))
    found: dict[int, list[Job]] = defaultdict(list)
    for chunk in chunks(wanted):
        rows = db.session.scalars(locked(select(Job).where(Job.user_id.in_(chunk)).order_by(Job.started_on, Job.id)))
        for job in rows:
            found[job.user_id].append(job)
    inside = None if act.scope.everything else frozenset(departments_inside(act.scope))
    staff = Staff(users, {user_id: found[user_id] for user_id in users}, inside)
    if wanted - users.keys() or any(user.erased_at is not None for user in users.values()):
        raise NotFound
    _refuse_outside(staff)
    return staff


def _refuse_outside(staff: Staff) -> None:
    today = clock.today()
    for user_id in staff.users:
        standing = standing_job(staff.primary(user_id), today)
        if staff.inside is not None and (standing is None or not staff.is_inside(standing)):
            raise NotFound


def standing_job(primary: Sequence[Job], on: date) -> Job | None:
    """The primary job by which somebody is placed on a day: the one held, else the last one before, else the first to come."""
    begun = [job for job in primary if job.started_on <= on]
    return begun[-1] if begun else primary[0] if primary else None


def has_power(*, has_role: bool, headed: Iterable[int], covers: Callable[[int], bool]) -> bool:
    """Whether somebody holds a role, or heads a department where the actor has no say: nobody in HR moves their address, for
    links that open an account go there."""
    return has_role or any(not covers(department_id) for department_id in headed)


def departments_inside(scope: Scope) -> set[int]:
    return set(db.session.scalars(select(Department.id).where(scope.covers(Department.path))))


def refuse_overlap(staff: Staff, user_id: int, started_on: date, ended_on: date | None, but: Job | None = None) -> None:
    """Raises Conflict naming the primary job that a primary job of these days would overlap."""
    for job in staff.primary(user_id):
        overlaps = (ended_on is None or job.started_on < ended_on) and (
            job.ended_on is None or started_on < job.ended_on
        )
        if job is not but and overlaps:
            raise Conflict(
                _(
                    "%(person)s already has a main job on these days: %(job)s. Two main jobs cannot overlap.",
                    person=staff.called(user_id),
                    job=staff.words(job),
                )
            )


def refuse_elsewhere(staff: Staff, user_id: int, job: Job) -> None:
    """Raises Conflict for a main job outside the scope: what somebody was in another company is not the actor's."""
    if not staff.is_inside(job):
        raise Conflict(
            _("%(person)s worked outside your scope then. Choose a later day.", person=staff.called(user_id))
        )
