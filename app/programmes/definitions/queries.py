"""Reads of programmes and their versions. Whoever reads for a person passes what they may see."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Integer, Select, and_, case, func, or_, select
from sqlalchemy.orm import selectinload

from app.access import Scope
from app.db import db
from app.errors import NotFound
from app.people.models import Department, User
from app.people.queries import people_in_scope
from app.programmes.duties.facts import facts
from app.programmes.models import Assignment, AssignmentRule, Programme, ProgrammeVersion
from app.programmes.states import OPEN, DutyState, state_of

from .sight import Sight

PAGE_SIZE = 50


def find_version(programme: Programme | int) -> ProgrammeVersion | None:
    """The newest published version, with its items: what somebody is assigned today. None: nothing is published yet."""
    programme_id = programme if isinstance(programme, int) else programme.id
    return db.session.scalar(
        select(ProgrammeVersion)
        .where(ProgrammeVersion.programme_id == programme_id, ProgrammeVersion.published_at.is_not(None))
        .order_by(ProgrammeVersion.number.desc())
        .limit(1)
        .options(selectinload(ProgrammeVersion.items))
    )


def list_newest(programme_ids: Collection[int] | None = None) -> dict[int, ProgrammeVersion]:
    """The newest published version of each programme, by the programme's id; one statement and one for the items."""
    newest = (
        select(ProgrammeVersion.programme_id, func.max(ProgrammeVersion.number).label("number"))
        .where(ProgrammeVersion.published_at.is_not(None))
        .group_by(ProgrammeVersion.programme_id)
    )
    if programme_ids is not None:
        newest = newest.where(ProgrammeVersion.programme_id.in_(list(programme_ids)))
    last = newest.subquery()
    statement = select(ProgrammeVersion).join(
        last, and_(last.c.programme_id == ProgrammeVersion.programme_id, last.c.number == ProgrammeVersion.number)
    )
    rows = db.session.scalars(statement.options(selectinload(ProgrammeVersion.items)))
    return {version.programme_id: version for version in rows}


@dataclass(frozen=True, slots=True)
class Found:
    """A programme with what stands beside it on its pages."""

    programme: Programme
    owner: User | None
    department: Department | None


def get_programme(code: str, *, sight: Sight, to_define: bool = False) -> Found:
    """A programme by its code, if it may be read, or defined. Raises NotFound."""
    condition = sight.definable if to_define else sight.readable
    row = db.session.execute(_found().where(Programme.code == code, condition)).one_or_none()
    if row is None:
        raise NotFound
    return Found(*row)


def list_versions(programme_id: int) -> list[ProgrammeVersion]:
    """All versions with their items, the newest first."""
    statement = select(ProgrammeVersion).where(ProgrammeVersion.programme_id == programme_id)
    statement = statement.order_by(ProgrammeVersion.number.desc()).options(selectinload(ProgrammeVersion.items))
    return list(db.session.scalars(statement))


@dataclass(frozen=True, slots=True)
class Counts:
    """Duties of the people a reader sees: those open now, how many of these are overdue, and all there are."""

    open: int = 0
    overdue: int = 0
    all: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list of programmes was asked for. `state`: open, closed, all. `of_courses`: single courses in their place."""

    q: str = ""
    requirement: str = ""
    state: str = "open"
    of_courses: bool = False
    page: int = 1


def list_programmes(wanted: Wanted, *, sight: Sight) -> tuple[list[Found], int]:
    """A page of the programmes that may be read, by name, and how many there are."""
    statement = _found().where(sight.readable, *_conditions(wanted))
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    statement = statement.order_by(Programme.code).limit(PAGE_SIZE).offset((wanted.page - 1) * PAGE_SIZE)
    return [Found(*row) for row in db.session.execute(statement)], total


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    of_course = Programme.of_course
    found: list[ColumnElement[bool]] = [of_course.is_not(None) if wanted.of_courses else of_course.is_(None)]
    if wanted.state != "all":
        found.append(Programme.closed_on.is_(None) if wanted.state == "open" else Programme.closed_on.is_not(None))
    if wanted.requirement:
        found.append(Programme.requirement == wanted.requirement)
    for word in wanted.q.split():
        texts = (Programme.code, Programme.name_zh, Programme.name_en, Programme.source)
        found.append(or_(*(text.icontains(word, autoescape=True) for text in texts)))
    return found


def count_duties(programme_ids: Collection[int], *, scope: Scope, as_of: date) -> dict[int, Counts]:
    """By programme: duties of the people in the scope. One statement."""
    if not programme_ids:
        return {}
    wanted = select(Assignment.id).where(
        Assignment.programme_id.in_(list(programme_ids)),
        Assignment.user_id.in_(people_in_scope(scope, on=as_of)),
    )
    duty = facts(as_of=as_of, assignments=wanted)
    state = state_of(duty, as_of=as_of)
    statement = select(
        duty.c.programme_id,
        _sum(state.in_([each.value for each in OPEN])),
        _sum(state == DutyState.OVERDUE.value),
        func.count(),
    ).group_by(duty.c.programme_id)
    return {programme_id: Counts(*counts) for programme_id, *counts in db.session.execute(statement)}


def count_by_version(programme_id: int, *, scope: Scope, as_of: date) -> dict[int, int]:
    """How many of the people in the scope have been assigned each version, by its id."""
    statement = (
        select(Assignment.version_id, func.count())
        .where(
            Assignment.programme_id == programme_id,
            Assignment.withdrawn_on.is_(None),
            Assignment.user_id.in_(people_in_scope(scope, on=as_of)),
        )
        .group_by(Assignment.version_id)
    )
    return {version_id: count for version_id, count in db.session.execute(statement)}


def count_rules(programme_id: int) -> int:
    """Rules that assign it now."""
    statement = select(func.count()).select_from(AssignmentRule)
    return db.session.scalar(statement.filter_by(programme_id=programme_id, state="active")) or 0


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0), type_=Integer)


def _found() -> Select[Programme, User | None, Department | None]:
    return (
        select(Programme, User, Department)
        .outerjoin(User, User.id == Programme.owner_id)
        .outerjoin(Department, Department.id == Programme.department_id)
    )
