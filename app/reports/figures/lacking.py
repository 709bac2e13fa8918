"""What the data about people lacks, so that a reader knows what figures cannot say: counted, and told at the foot of a report."""

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import Integer, ScalarSelect, and_, case, exists, func, literal, or_, select

from app.content import queries as content
from app.db import db
from app.people.known import jobs_known
from app.people.models import Job, User
from app.people.queries import employed_on
from app.programmes.models import Programme, ProgrammeItem
from app.reports.frame.model import Left

from .standings import people

if TYPE_CHECKING:
    from app.reports.frame.asking import Asked


def lacking(asked: "Asked") -> list[Left]:
    """People in scope without manager or position, or whose manager has left; to whoever sees everything, those without any
    department too; and courses that programmes name and that are no more.

    Two statements.
    """
    among = people(asked.scope, on=asked.as_of, known_at=asked.known_at, department=asked.department).c
    job = jobs_known(asked.known_at)
    works = exists().where(job.user_id == among.manager_id, employed_on(asked.as_of, job))
    without = select(
        func.sum(case((among.manager_id.is_(None), 1), else_=0), type_=Integer),
        func.sum(case((and_(among.manager_id.is_not(None), ~works), 1), else_=0), type_=Integer),
        func.sum(case((among.position_id.is_(None), 1), else_=0), type_=Integer),
        _nowhere(asked),
    )
    no_manager, manager_left, no_position, nowhere = db.session.execute(without).one()
    found = [
        Left(_("People without a line manager"), no_manager or 0),
        Left(_("People whose line manager has left"), manager_left or 0),
        Left(_("People without a position"), no_position or 0),
        Left(_("People with an account and no main department, whom no report counts"), nowhere or 0),
        Left(_("Courses that programmes name and that are no more: they can be completed no longer"), _gone()),
    ]
    return [each for each in found if each.count]


def _gone() -> int:
    """How many courses were withdrawn under programmes."""
    of_course, of_item = select(Programme.of_course), select(ProgrammeItem.course_id)
    named = filter(None, db.session.scalars(of_course.union(of_item)))
    return sum(content.find_course(course_id) is None for course_id in named)


def _nowhere(asked: "Asked") -> ScalarSelect[int]:
    held = exists().where(
        Job.user_id == User.id, Job.is_primary, or_(employed_on(asked.as_of), Job.started_on > asked.as_of)
    )
    count = select(func.count()).select_from(User).where(User.active, User.erased_at.is_(None), ~held)
    return (count if asked.scope.everything and asked.department is None else select(literal(0))).scalar_subquery()
