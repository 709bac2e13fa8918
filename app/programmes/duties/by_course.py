"""What duties ask of people course by course, as SQL: several duties over one course are one demand."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Date, Integer, Subquery, and_, case, cast, exists, func, or_, select, true
from sqlalchemy.orm import aliased

from app.content.model import Course
from app.programmes.models import Assignment, ProgrammeItem

from .catalogued import counting_completions, heir, stored_ids
from .editions import ended_editions, is_of, takes
from .facts import is_paused, of_path
from .then import due_then, exit_then, given_by, version_then, waived_then, withdrawn_then


def by_course(
    among: CTE,
    courses: Sequence[Course],
    *,
    as_of: date,
    known_at: datetime | None = None,
    only: Collection[int] | None = None,
) -> Subquery:
    """A row for each person of `among` (by its `id`) and course that a duty requires: what is asked for first.

    `due_on`, `start_on`: the earliest of the duties that stand, before those that are done; None where none stands.
    `open`: 1 while one that stands is not done. `done_on`: when the last of them was. `paused`, `waived`: 1 where one is and the
    course is not completed for it. Of a programme taken again, only the latest round; electives are nobody's duty singly.
    `only`: the ids in `among`, where they are few: the database then looks for theirs alone. `known_at`: as in `facts`.
    """
    return summed(demands(among, courses, as_of=as_of, known_at=known_at, only=only), as_of=as_of)


def demands(
    among: CTE,
    courses: Sequence[Course],
    *,
    as_of: date,
    known_at: datetime | None = None,
    only: Collection[int] | None = None,
    standing: bool = True,
) -> Subquery:
    """A row for each duty and required course of it, with `done_on`: when the course was completed for it.

    Without withdrawn and ended ones and earlier rounds, unless all are wanted, not only `standing` ones.
    """
    asked = _asked(among, courses, as_of, known_at, only, standing)
    asked_for = asked.c
    completions, ended = counting_completions(courses, known_at), ended_editions(courses)
    done_on = func.min(case((takes(asked_for, ended.c), completions.c.completed_on)), type_=Date)
    return (
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
        .outerjoin(ended, is_of(completions.c, ended.c))
        .group_by(*asked_for)
        .subquery("demand")
    )


def summed(duty: Any, *, as_of: date) -> Subquery:
    """Demands person by person and course by course, as `by_course` describes."""
    one = duty.c
    waived = and_(one.waived_on <= as_of, or_(one.done_on.is_(None), one.done_on > one.waived_on))
    held = and_(one.done_on.is_(None), one.paused > 0)
    stands = and_(func.coalesce(one.waived_on > as_of, True) | (one.done_on <= one.waived_on), ~held)
    is_open, is_done = and_(stands, one.done_on.is_(None)), and_(stands, one.done_on.is_not(None))

    def earliest(column: str) -> ColumnElement[date | None]:
        kind = one[column].type
        of_open = func.min(case((is_open, one[column])), type_=kind)
        return func.coalesce(of_open, func.min(case((is_done, one[column])), type_=kind), type_=kind)

    return (
        select(
            one.user_id,
            one.course_id,
            earliest("due_on").label("due_on"),
            earliest("start_on").label("start_on"),
            func.max(case((is_open, 1), else_=0), type_=Integer).label("open"),
            func.max(case((is_done, one.done_on)), type_=one.done_on.type).label("done_on"),
            func.max(case((held, 1), else_=0), type_=Integer).label("paused"),
            func.max(case((waived, 1), else_=0), type_=Integer).label("waived"),
        )
        .group_by(one.user_id, one.course_id)
        .subquery("asked_of")
    )


def _asked(
    among: CTE,
    courses: Sequence[Course],
    as_of: date,
    known_at: datetime | None,
    only: Collection[int] | None,
    standing: bool,
) -> Subquery:
    later = aliased(Assignment)
    withdrawn_on, exit_on = withdrawn_then(as_of, known_at), exit_then(as_of, known_at)
    later_withdrawn_on = withdrawn_then(as_of, known_at, later)
    has_later_round = exists().where(
        later.user_id == Assignment.user_id,
        later.programme_id == Assignment.programme_id,
        later.round > Assignment.round,
        given_by(as_of, known_at, later),
        or_(later_withdrawn_on.is_(None), later_withdrawn_on > as_of),
    )
    return (
        select(
            Assignment.id,
            Assignment.user_id,
            heir(ProgrammeItem.course_id, courses).label("course_id"),
            Assignment.round,
            Assignment.assigned_at,
            Assignment.assigned_on,
            withdrawn_on.label("withdrawn_on"),
            exit_on.label("exit_on"),
            due_then(as_of, known_at).label("due_on"),
            Assignment.start_on,
            Assignment.counts_from,
            waived_then(as_of, known_at).label("waived_on"),
            case((is_paused(Assignment.id, Assignment.user_id, as_of, known_at), 1), else_=cast(0, Integer)).label(
                "paused"
            ),
        )
        .select_from(Assignment)
        .join(among, among.c.id == Assignment.user_id)
        .join(ProgrammeItem, of_path(Assignment, version_then(as_of, known_at)))
        .where(
            true() if only is None else Assignment.user_id.in_(only),
            # As an expression, so that the database begins with the people: their duties are few, those over a course many.
            func.coalesce(ProgrammeItem.course_id, "").in_(stored_ids(courses)),
            ProgrammeItem.is_required,
            given_by(as_of, known_at),
            and_(
                or_(withdrawn_on.is_(None), withdrawn_on > as_of),
                or_(exit_on.is_(None), exit_on > as_of),
                ~has_later_round,
            )
            if standing
            else true(),
        )
        .subquery("asked")
    )
