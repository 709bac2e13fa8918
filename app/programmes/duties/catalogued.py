"""Stored ids of courses against today's catalogue, as SQL: former ids count for their heirs."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, Subquery, and_, case, false, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.content.model import Course, Lesson
from app.learning.counted import stands
from app.learning.known import completions_known
from app.learning.models import Completion


def counting_completions(courses: Sequence[Course], known_at: datetime | None = None) -> Subquery:
    """user_id, course_id (today's), edition, completed_on, as known at an instant, or now. Which of them a duty takes,
    `editions.takes` says."""
    done = completions_known(known_at)
    own = heir(done.course_id, courses).label("course_id")
    statement = select(done.user_id, own, done.edition, done.completed_on).where(stands(done))
    return statement.subquery("counting")


def of_editions(courses: Sequence[Course], completion: type[Completion] = Completion) -> ColumnElement[bool]:
    """Whether a completion is of the edition in service of one of these courses. `completion`: the table or its like."""
    editions = sorted({course.edition for course in courses})
    return or_(
        false(),
        *(
            and_(
                completion.edition == edition,
                completion.course_id.in_(stored_ids([course for course in courses if course.edition == edition])),
            )
            for edition in editions
        ),
    )


def stored_ids(things: Iterable[Course | Lesson]) -> list[str]:
    """Every id under which facts about these are or were stored."""
    return [stored for thing in things for stored in (thing.id, *thing.aliases)]


def heir(stored_id: InstrumentedAttribute[str], things: Iterable[Course | Lesson]) -> ColumnElement[str]:
    """Today's id for a stored one."""
    heirs = [(alias, thing.id) for thing in things for alias in thing.aliases]
    if not heirs:
        return stored_id.expression
    # Ids go into the text of the statement: PostgreSQL takes two parameters for two different expressions to group by.
    inline = partial(literal, literal_execute=True)
    return case(*((stored_id == inline(alias), inline(today)) for alias, today in heirs), else_=stored_id)
