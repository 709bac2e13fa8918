"""What a report leaves out, and how much of it: counted, and said at its foot."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import and_, func, select

from app.access import Scope
from app.content.model import Course
from app.db import db
from app.people.models import Department, Job, User
from app.people.queries import employed_on, people_once_in_scope
from app.programmes.duties.catalogued import stored_ids
from app.programmes.duties.facts import of_path
from app.programmes.models import Assignment, ProgrammeItem
from app.reports.parameters import Parameters, Who

from .counts import Counts


def exclusions(
    wanted: Parameters, courses: Sequence[Course], total: Counts, *, scope: Scope, as_of: date
) -> list[tuple[str, int]]:
    """(reason, how many) of everything that the completion report does not count; without what there is none of."""
    found = [
        (_("Assignments waived"), total.waived),
        (_("Assignments paused"), total.paused),
        (
            _("Assignments of people who left"),
            count_left(courses, scope=scope, as_of=as_of, department=wanted.department),
        ),
        (_("Accounts that are switched off"), count_inactive(scope=scope, as_of=as_of, department=wanted.department)),
    ]
    if wanted.course is not None and wanted.who is Who.ASSIGNED:
        found.append((_("People to whom the course is not assigned"), total.people - total.assigned))
    return [(reason, count) for reason, count in found if count]


def count_left(courses: Sequence[Course], *, scope: Scope, as_of: date, department: Department | None = None) -> int:
    """Duties over these courses, counted by course, that ended with the employment of people last in the scope."""
    once = people_once_in_scope(scope, on=as_of)
    statement = (
        select(func.count())
        .select_from(Assignment)
        .join(ProgrammeItem, of_path(Assignment))
        .where(
            Assignment.exit_on <= as_of,
            Assignment.withdrawn_on.is_(None),
            ProgrammeItem.is_required,
            ProgrammeItem.course_id.in_(stored_ids(courses)),
            Assignment.user_id.in_(once),
        )
    )
    if department is not None:
        below = Scope(paths=(department.path,))
        statement = statement.where(Assignment.user_id.in_(people_once_in_scope(below, on=as_of)))
    return db.session.scalar(statement) or 0


def count_inactive(*, scope: Scope, as_of: date, department: Department | None = None) -> int:
    """People with a current primary job in scope whose account is switched off: no report counts them."""
    statement = (
        select(func.count(User.id.distinct()))
        .join(Job, and_(Job.user_id == User.id, Job.is_primary, employed_on(as_of)))
        .join(Department, Department.id == Job.department_id)
        .where(User.active.is_(False), scope.covers(Department.path))
    )
    if department is not None:
        statement = statement.where(Department.path.startswith(department.path, autoescape=True))
    return db.session.scalar(statement) or 0
