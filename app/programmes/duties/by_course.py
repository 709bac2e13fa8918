"""What duties ask of people course by course, as SQL: several duties over one course are one demand."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import CTE, ColumnElement, Date, Integer, Subquery, and_, case, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from app.content.model import Course
from app.programmes.models import Assignment, ProgrammeItem

from .catalogued import counting_completions, heir, stored_ids
from .facts import is_paused, of_path


def by_course(among: CTE, courses: Sequence[Course], *, as_of: date) -> Subquery:
    """A row for each person of `among` (by its `id`) and course that a duty requires: what is asked for first.

    `due_on`, `start_on`: the earliest of the duties that stand, before those that are done; None where none stands.
    `open`: 1 while one that stands is not done. `done_on`: when the last of them was. `paused`, `waived`: 1 where one is and the
    course is not completed for it. Of a programme taken again, only the latest round; electives are nobody's duty singly.
    """
    asked = _asked(among, courses, as_of)
    asked_for = asked.c
    completions = counting_completions(courses)
    done_on = func.min(completions.c.completed_on, type_=Date)
    duty = (
        select(*asked_for, done_on.label("done_on"))
        .select_from(asked)
        .outerjoin(
            completions,
            and_(
                completions.c.user_id == asked_for.user_id,
                completions.c.course_id == asked_for.course_id,
                completions.c.completed_on <= as_of,
                or_(asked_for.counts_from.is_(None), completions.c.completed_on >= asked_for.counts_from),
            ),
        )
        .group_by(*asked_for)
        .subquery("demand")
    )
    one = duty.c
    waived = and_(one.waived_on <= as_of, or_(one.done_on.is_(None), one.done_on > one.waived_on))
    held = and_(one.done_on.is_(None), one.paused > 0)
    stands = and_(func.coalesce(one.waived_on > as_of, True) | (one.done_on <= one.waived_on), ~held)
    is_open, is_done = and_(stands, one.done_on.is_(None)), and_(stands, one.done_on.is_not(None))

    def earliest(column: str) -> ColumnElement[date | None]:
        of_open = func.min(case((is_open, one[column])), type_=Date)
        return func.coalesce(of_open, func.min(case((is_done, one[column])), type_=Date), type_=Date)

    return (
        select(
            one.user_id,
            one.course_id,
            earliest("due_on").label("due_on"),
            earliest("start_on").label("start_on"),
            func.max(case((is_open, 1), else_=0), type_=Integer).label("open"),
            func.max(case((is_done, one.done_on)), type_=Date).label("done_on"),
            func.max(case((held, 1), else_=0), type_=Integer).label("paused"),
            func.max(case((waived, 1), else_=0), type_=Integer).label("waived"),
        )
        .group_by(one.user_id, one.course_id)
        .subquery("asked_of")
    )


def _asked(among: CTE, courses: Sequence[Course], as_of: date) -> Subquery:
    """A row for each duty and required course of it, without withdrawn and ended ones and earlier rounds."""
    later = aliased(Assignment)
    has_later_round = exists().where(
        later.user_id == Assignment.user_id,
        later.programme_id == Assignment.programme_id,
        later.round > Assignment.round,
        later.assigned_on <= as_of,
        later.withdrawn_on.is_(None),
    )
    return (
        select(
            Assignment.id,
            Assignment.user_id,
            heir(ProgrammeItem.course_id, courses).label("course_id"),
            Assignment.due_on,
            Assignment.start_on,
            Assignment.counts_from,
            Assignment.waived_on,
            case((is_paused(Assignment.id, Assignment.user_id, as_of), 1), else_=cast(0, Integer)).label("paused"),
        )
        .select_from(Assignment)
        .join(among, among.c.id == Assignment.user_id)
        .join(ProgrammeItem, of_path(Assignment.version_id, Assignment.round))
        .where(
            ProgrammeItem.course_id.in_(stored_ids(courses)),
            ProgrammeItem.is_required,
            Assignment.assigned_on <= as_of,
            or_(Assignment.withdrawn_on.is_(None), Assignment.withdrawn_on > as_of),
            or_(Assignment.exit_on.is_(None), Assignment.exit_on > as_of),
            ~has_later_round,
        )
        .subquery("asked")
    )
