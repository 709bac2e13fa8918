"""Who is to sit the exams of a course in a period."""

from collections.abc import Collection, Sequence

from sqlalchemy import CTE, and_, case, func, or_, select

from app.content.model import Course

from .sittings import Span
from .standings import standings


def required(among: CTE, courses: Sequence[Course], span: Span, *, only: Collection[int] | None = None) -> CTE:
    """A row for each person and course of a duty: `due_on`, and 1 or 0: `is_required`, `waived`, `paused`.

    What was completed before the period is not required in it. `only`: the ids in `among`, where they are few.
    """
    stand = standings(among, courses, as_of=span.day, known_at=span.known_at, only=only).c
    stands = stand.due_on.is_not(None)
    in_question = and_(stands, or_(stand.completed_on.is_(None), stand.completed_on >= span.first))
    flags = {
        "is_required": in_question,
        "waived": and_(~stands, stand.waived > 0),
        "paused": and_(~stands, stand.paused > 0, func.coalesce(stand.waived, 0) == 0),
    }
    return (
        select(
            stand.user_id,
            stand.course_id,
            stand.due_on,
            *(case((is_so, 1), else_=0).label(name) for name, is_so in flags.items()),
        )
        .where(or_(*flags.values()))
        .cte("required")
    )
