"""Who is to sit the exams of a course in a period."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import CTE, ColumnElement, and_, case, func, or_

from app.content.model import Course

from .sittings import Span
from .standings import standings


@dataclass(frozen=True, slots=True)
class Required:
    """Where people stand with courses, `standing`: a row for each person and course with any fact. The others are columns of it.

    They are no table of their own: SQLite would take that for a handful of rows, and read all of it for each attempt.
    """

    standing: CTE
    span: Span

    @property
    def stands(self) -> ColumnElement[bool]:
        return self.standing.c.due_on.is_not(None)

    @property
    def later(self) -> ColumnElement[bool]:
        """Whether the duty is not due yet."""
        return self.standing.c.due_on > self.span.day

    @property
    def is_required(self) -> ColumnElement[int]:
        """1 or 0, also where there is no row. What was completed before the period is not required in it."""
        completed_on = self.standing.c.completed_on
        return _flag(and_(self.stands, or_(completed_on.is_(None), completed_on >= self.span.first)))

    @property
    def waived(self) -> ColumnElement[int]:
        return _flag(and_(~self.stands, self.standing.c.waived > 0))

    @property
    def paused(self) -> ColumnElement[int]:
        stand = self.standing.c
        return _flag(and_(~self.stands, stand.paused > 0, func.coalesce(stand.waived, 0) == 0))


def required(among: CTE, courses: Sequence[Course], span: Span, *, only: Collection[int] | None = None) -> Required:
    """`only`: the ids in `among`, where they are few."""
    return Required(standings(among, courses, as_of=span.day, known_at=span.known_at, only=only), span)


def _flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)
