"""Which editions of a course complete a duty, as SQL: none is asked for that came into service after the duty was promised."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, func, or_, select

from app.content.model import Course
from app.learning.models import CourseEdition

from .catalogued import heir


def ended_editions(courses: Sequence[Course]) -> CTE:
    """When editions were followed by later ones: a row for those of a course (its id of today) from `since` on, below `until`.

    `ended_at`, `ended_on`: when the first later one came into service. Without a row nothing has followed. PostgreSQL is told
    to make the few rows once: where it expects a single duty it would make them again for each.
    """
    row, own = CourseEdition, heir(CourseEdition.course_id, courses)
    of_course: dict[str, Any] = {"partition_by": own, "order_by": (row.edition, row.course_id)}
    later: dict[str, Any] = {**of_course, "rows": (0, None)}
    statement = select(
        own.label("course_id"),
        func.coalesce(func.lag(row.edition).over(**of_course), 0).label("since"),
        row.edition.label("until"),
        func.min(row.begun_at).over(**later).label("ended_at"),
        func.min(row.begun_on).over(**later).label("ended_on"),
    )
    return statement.cte().prefix_with("MATERIALIZED", dialect="postgresql")


def is_of(completion: Any, ended: Any) -> ColumnElement[bool]:
    """Joins a completion with what followed its edition: at most one row."""
    return and_(
        ended.course_id == completion.course_id,
        ended.since <= completion.edition,
        ended.until > completion.edition,
    )


def takes(duty: Any, ended: Any) -> ColumnElement[bool]:
    """Whether a duty is completed by an edition that ended so: no later one had come by the moment the duty was assigned,
    or by the day from which completions count for a renewal, where that was assigned later."""
    return or_(
        ended.ended_at.is_(None),
        ended.ended_at > duty.assigned_at,
        and_(renews(duty), ended.ended_on > duty.counts_from),
    )


def renews(duty: Any) -> ColumnElement[bool]:
    """Whether it is a further round for which only what is done since it opened counts. `duty`: the table or a statement's columns.

    Who left before completing and came back has a further round, too, and begins at the beginning.
    """
    return and_(duty.round > 1, duty.counts_from == duty.start_on)
