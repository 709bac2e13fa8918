"""Figures about duties, each with its own population. Source of every definition: docs/figures.md, section "Duties in figures".

Two sets: S, the duties that count on a day `as_of`; C, those that fell due in a period up to that day.
"""

from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from sqlalchemy import ColumnElement, Integer, Select, and_, case, exists, func, or_, select

from app.access import Scope
from app.db import db
from app.people.known import jobs_known, places_known
from app.people.models import Department, DepartmentVersion, Job
from app.programmes.duties.facts import facts
from app.programmes.models import Assignment
from app.programmes.states import EXCLUDED, DutyState, state_of

from .rates import Rate


@dataclass(frozen=True, slots=True)
class DutyFigures:
    """What is counted of the duties in a scope. `counted` is #S, `fell_due` is #C; nobody is in them twice for one duty."""

    counted: int  # on the day: the person employed in scope, the duty neither withdrawn, waived nor paused
    started: int
    completed: int
    overdue: int
    fell_due: int  # in the period: the person employed in scope on the due date, the duty not waived, withdrawn or ended by then
    due_completed: int  # by the day
    on_time: int
    on_time_as_first_asked: int  # by the due date before any extension
    waived: int  # on the day; beside S
    paused: int
    left: int  # ended with the employment of people whose last job was in scope
    withdrawn: int


def participation_rate(found: DutyFigures) -> Rate:
    """Started, of those that count. Opening a lesson starts; passing nothing is needed."""
    return Rate(found.started, found.counted)


def completion_rate(found: DutyFigures) -> Rate:
    """Completed, of those that count, those not yet due among them: progress, nobody's fault."""
    return Rate(found.completed, found.counted)


def overdue_rate(found: DutyFigures) -> Rate:
    return Rate(found.overdue, found.counted)


def due_completion_rate(found: DutyFigures) -> Rate:
    """Completed by the day, of those that fell due in the period; leavers after their due date stay in it."""
    return Rate(found.due_completed, found.fell_due)


def on_time_rate(found: DutyFigures) -> Rate:
    """Completed by their due date, as extended, of those that fell due in the period."""
    return Rate(found.on_time, found.fell_due)


def on_original_time_rate(found: DutyFigures) -> Rate:
    """As `on_time_rate` by the due date first asked for: what extensions hide."""
    return Rate(found.on_time_as_first_asked, found.fell_due)


def duty_figures(
    *,
    scope: Scope,
    as_of: date,
    first: date,
    last: date,
    known_at: datetime | None = None,
    programme_id: int | None = None,
    department: Department | None = None,
) -> DutyFigures:
    """Counts of the duties in a scope: on the day `as_of`, and in the period from `first` to `last`. One statement.

    `known_at`: only what was recorded by that instant counts; None: everything recorded by now.
    """
    duty = facts(as_of=as_of, known_at=known_at, assignments=_of_programme(programme_id))
    one, state = duty.c, state_of(duty, as_of=as_of)
    where = _Where(scope, department, known_at)
    here, here_then = where.works(one.user_id, as_of), where.works(one.user_id, one.due_on)
    done = one.completed_on <= as_of
    counts = and_(here, state.not_in([each.value for each in EXCLUDED]))
    not_waived = or_(one.waived_on.is_(None), one.waived_on > one.due_on, one.completed_on <= one.waived_on)
    not_withdrawn = or_(one.withdrawn_on.is_(None), one.withdrawn_on > one.due_on)
    not_ended = or_(one.exit_on.is_(None), one.exit_on > one.due_on, one.completed_on < one.exit_on)
    fell_due = and_(one.due_on.between(first, min(last, as_of)), here_then, not_waived, not_withdrawn, not_ended)
    statement = select(
        _sum(counts),
        _sum(counts & or_(one.started > 0, done)),
        _sum(counts & done),
        _sum(counts & (state == DutyState.OVERDUE.value)),
        _sum(fell_due),
        _sum(fell_due & done),
        _sum(fell_due & done & (one.completed_on <= one.due_on)),
        _sum(fell_due & done & (one.completed_on <= one.original_due_on)),
        _sum(here & (state == DutyState.WAIVED.value)),
        _sum(here & (state == DutyState.PAUSED.value)),
        _sum((state == DutyState.ENDED_BY_EXIT.value) & where.worked(one.user_id, one.exit_on)),
        _sum(here & (state == DutyState.WITHDRAWN.value)),
    )
    numbers: list[int] = list(db.session.execute(statement).one())
    return DutyFigures(*numbers)


def median_days_overdue(
    *,
    scope: Scope,
    as_of: date,
    known_at: datetime | None = None,
    programme_id: int | None = None,
    department: Department | None = None,
) -> float | None:
    """The middle of how long the overdue duties that count have been overdue, in days; None: none is."""
    duty = facts(as_of=as_of, known_at=known_at, assignments=_of_programme(programme_id))
    statement = (
        select(duty.c.due_on, func.count())
        .where(
            _Where(scope, department, known_at).works(duty.c.user_id, as_of),
            state_of(duty, as_of=as_of) == DutyState.OVERDUE.value,
        )
        .group_by(duty.c.due_on)
    )
    days = [(as_of - due_on).days for due_on, count in db.session.execute(statement) for _each in range(count)]
    return median(days) if days else None


@dataclass(frozen=True, slots=True)
class _Where:
    """A part of the organisation as it was on the day asked about, by the primary job then: who left or moved since counts
    where they were."""

    scope: Scope
    department: Department | None
    known_at: datetime | None = None

    def works(self, user_id: ColumnElement[int], day: date | ColumnElement[date]) -> ColumnElement[bool]:
        """Whether somebody's primary job lies here on a day."""
        job, place = jobs_known(self.known_at), places_known(self.known_at)
        held = (job.started_on <= day, or_(job.ended_on.is_(None), job.ended_on > day))
        stood = (place.valid_from <= day, or_(place.valid_to.is_(None), place.valid_to > day))
        return exists().where(*held, *stood, *self._here(user_id, job, place))

    def worked(self, user_id: ColumnElement[int], ended_on: ColumnElement[date]) -> ColumnElement[bool]:
        """Whether the primary job that ended on a day lay here."""
        job, place = jobs_known(self.known_at), places_known(self.known_at)
        stood = (place.valid_from < ended_on, or_(place.valid_to.is_(None), place.valid_to >= ended_on))
        return exists().where(job.ended_on == ended_on, *stood, *self._here(user_id, job, place))

    def _here(
        self, user_id: ColumnElement[int], job: type[Job], place: type[DepartmentVersion]
    ) -> tuple[ColumnElement[bool], ...]:
        within = [place.path.contains(f"/{self.department.id}/", autoescape=True)] if self.department else []
        return (
            job.user_id == user_id,
            job.is_primary.is_(True),
            place.department_id == job.department_id,
            self.scope.covers_then(place.path),
            *within,
        )


def _of_programme(programme_id: int | None) -> Select[int] | None:
    return None if programme_id is None else select(Assignment.id).where(Assignment.programme_id == programme_id)


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0, type_=Integer)
