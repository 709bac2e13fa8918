"""How much a report leaves out: counted, and said at its foot."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select

from app import clock
from app.access import Scope
from app.content.model import Course
from app.db import db
from app.people.models import Department, Job, User
from app.people.queries import employed_on, people_once_in_scope
from app.programmes.duties.catalogued import stored_ids
from app.programmes.duties.facts import of_path
from app.programmes.duties.then import exit_then, given_by, version_then, withdrawn_then
from app.programmes.models import Assignment, ProgrammeItem


def count_left(
    courses: Sequence[Course],
    *,
    scope: Scope,
    as_of: date,
    known_at: datetime | None = None,
    department: Department | None = None,
) -> int:
    """Duties over these courses, counted by course, that ended with the employment of people last in the scope."""
    exit_on, withdrawn_on = exit_then(as_of, known_at), withdrawn_then(as_of, known_at)
    statement = (
        select(func.count())
        .select_from(Assignment)
        .join(ProgrammeItem, of_path(Assignment, version_then(as_of, known_at)))
        .where(
            given_by(as_of, known_at),
            exit_on <= as_of,
            or_(withdrawn_on.is_(None), withdrawn_on > as_of),
            ProgrammeItem.is_required,
            ProgrammeItem.course_id.in_(stored_ids(courses)),
        )
    )
    if not scope.everything:
        statement = statement.where(Assignment.user_id.in_(people_once_in_scope(scope, on=as_of, known_at=known_at)))
    if department is not None:
        below = Scope(paths=(department.path,))
        statement = statement.where(Assignment.user_id.in_(people_once_in_scope(below, on=as_of, known_at=known_at)))
    return db.session.scalar(statement) or 0


def count_inactive(
    *, scope: Scope, as_of: date, department: Department | None = None, known_at: datetime | None = None
) -> int:
    """People with a current primary job in scope whose account is switched off: no report of today counts them.

    None for a past day, or as known then: such reports count whoever worked here, whatever became of the account.
    """
    if as_of < clock.today() or known_at is not None:
        return 0
    statement = (
        select(func.count(User.id.distinct()))
        .join(Job, and_(Job.user_id == User.id, Job.is_primary, employed_on(as_of)))
        .join(Department, Department.id == Job.department_id)
        .where(User.active.is_(False), scope.covers(Department.path))
    )
    if department is not None:
        statement = statement.where(Department.path.startswith(department.path, autoescape=True))
    return db.session.scalar(statement) or 0
