"""Entries of the training ledger inside statements: those asked for, where people worked then, which of them count as hours."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, case, select

from app.learning.credits.models import Credit
from app.learning.credits.queries import corrected, held_then, is_first, is_known
from app.learning.queries import ids_of
from app.people.known import jobs_known
from app.people.models import Job, Position, User
from app.people.search import means
from app.reports.frame.asking import Asked

from .headcount import tree

ALL, HOLDING, COUNTING = "all", "holding", "counting"
HOLDS, CORRECTED, TAKEN_BACK = "holds", "corrected", "taken-back"


@dataclass(frozen=True, slots=True)
class Then:
    """Where people worked on the day of an entry: their primary job, and its department as it lay on the day of the report."""

    job: type[Job]
    place: CTE

    @classmethod
    def of(cls, asked: Asked) -> "Then":
        return cls(jobs_known(asked.known_at), tree(asked.as_of, asked.known_at))


def among(asked: Asked, then: Then, *columns: Any, lean: bool = False) -> Select[*tuple[Any, ...]]:
    """Columns of the entries asked for, with the people they are about and where these worked then. `lean`: without tables that
    neither the scope nor a filter looks at."""
    job, place = then.job, then.place
    statement = select(*columns).select_from(Credit)
    if asked.q or not lean:
        statement = statement.join(User, User.id == Credit.user_id)
    if asked.department or asked.family or asked.choices["rows"] == COUNTING or not (asked.scope.everything and lean):
        statement = statement.outerjoin(job, held_then(job)).outerjoin(place, place.c.id == job.department_id)
    if asked.family or not lean:
        statement = statement.outerjoin(Position, Position.id == job.position_id)
    statement = statement.where(
        Credit.credited_on >= asked.first,
        Credit.credited_on <= min(asked.last, asked.as_of),
        is_known(asked.known_at),
        asked.scope.covers_then(place.c.path),
    )
    if asked.department is not None:
        statement = statement.where(place.c.path.contains(f"/{asked.department.id}/", autoescape=True))
    if asked.family:
        statement = statement.where(Position.family == asked.family)
    if asked.course is not None:
        statement = statement.where(Credit.course_id.in_(ids_of(asked.course)))
    for name, column in (("kind", Credit.kind), ("subject", Credit.subject)):
        if asked.choices[name]:
            statement = statement.where(column == asked.choices[name])
    if asked.choices["rows"] == HOLDING:
        statement = statement.where(standing(asked) == HOLDS)
    if asked.choices["rows"] == COUNTING:
        statement = statement.where(counts(asked, then))
    return statement.where(means(asked.q, User)) if asked.q else statement


def standing(asked: Asked) -> ColumnElement[str]:
    """Whether an entry holds, was corrected, or takes one back."""
    is_corrected = Credit.id.in_(corrected(asked.known_at))
    return case((Credit.is_void, TAKEN_BACK), (is_corrected, CORRECTED), else_=HOLDS)


def counts(asked: Asked, then: Then) -> ColumnElement[bool]:
    """Whether the report on hours counts an entry."""
    first = is_first(min(asked.first, asked.as_of), asked.known_at)
    return and_(standing(asked) == HOLDS, then.place.c.id.is_not(None), first)


def counted(asked: Asked, then: Then) -> ColumnElement[float]:
    """The hours that the report on hours counts of an entry."""
    return case((counts(asked, then), Credit.hours), else_=0)
