"""Where everybody stands, for reports: from what was worked out ahead, and worked out now for whoever changed since.

So a page is exactly right at any time, whether the job has run or not; it only takes longer. A test holds both ways together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Label,
    Select,
    Subquery,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union,
    union_all,
)

from app import clock
from app.content import queries as content
from app.content.model import Course
from app.db import MANY, db
from app.programmes.duties.by_course import demands
from app.programmes.duties.facts import facts, is_paused
from app.programmes.duties.then import due_then, exit_then, waived_then, withdrawn_then
from app.programmes.models import Assignment

from .building import concerned, otherwise
from .days import Day, numbered
from .models import CourseStanding, DutyStanding, StandingBuild, StandingMark, StandingSince
from .since import recorded_since

NO_DAY = cast(null(), Day())


@dataclass(frozen=True, slots=True)
class Fresh:
    """About whom nothing worked out ahead holds. `ids`: where they are few; None: everybody, or those of `select`."""

    ids: tuple[int, ...] | None = ()
    everybody: bool = False
    select: Select[int] | None = None

    def includes(self, person_id: Any) -> ColumnElement[bool]:
        if self.everybody:
            return true()
        if self.ids is None:
            return person_id.in_(self.select)
        return person_id.in_(self.ids) if self.ids else false()

    @property
    def nobody(self) -> bool:
        return self.ids == ()


def fresh(as_of: date, courses: Sequence[Course] = (), known_at: datetime | None = None) -> Fresh:
    """Whom to work out now, for a day. Two small statements. `courses`: others than those in service were never looked at.
    `known_at`: also of whom something about the day was recorded after that instant."""
    served = content.list_courses()
    if not {id(course) for course in courses} <= {id(course) for course in served}:
        return Fresh(None, everybody=True)
    course_ids = otherwise(db.session.scalar(select(StandingBuild.signature)), served)
    if course_ids is None:
        return Fresh(None, everybody=True)
    changed = select(StandingMark.person_id)
    others: list[Any] = (
        [select(StandingSince.person_id).where(StandingSince.day > as_of)] if as_of < clock.today() else []
    )
    others += recorded_since(as_of, known_at) if known_at else ()
    others += concerned(course_ids) if course_ids else []
    if others:
        changed = select(union(changed, *others).subquery("changed").c[0])
    ids = tuple(db.session.scalars(changed.distinct().limit(MANY + 1)))
    return Fresh(ids) if len(ids) <= MANY else Fresh(None, select=changed)


def duties(
    *, as_of: date, known_at: datetime | None = None, programme_id: int | None = None, name: str = "duty"
) -> CTE:
    """The duties assigned by a day, as `duties.facts` tells of them, with days as `Day`.

    `known_at`: as far as it was recorded by that instant.

    Columns: assignment_id, user_id, programme_id, version_id, round, assigned_on, start_on, original_due_on, due_on, withdrawn_on,
    waived_on, exit_on, started (0, 1), completed_on, paused (0, 1).
    """
    parts = _duties(as_of, known_at, programme_id, name)
    return (union_all(*parts) if len(parts) > 1 else parts[0]).cte(name)


def duties_apart(*, as_of: date, known_at: datetime | None = None, programme_id: int | None = None) -> list[CTE]:
    """The same in one or two parts of different people, for statements that read each where it lies and bring the rest together."""
    parts = _duties(as_of, known_at, programme_id, "duty")
    return [part.cte(f"duty_{place}").prefix_with("NOT MATERIALIZED") for place, part in enumerate(parts)]


def _duties(
    as_of: date, known_at: datetime | None, programme_id: int | None, name: str
) -> list[Select[*tuple[Any, ...]]]:
    """Of those about whom all was worked out ahead, and of the others."""
    anew = fresh(as_of, known_at=known_at)
    parts = []
    if not anew.everybody:
        parts.append(_duties_ahead(as_of, anew, programme_id))
    if not anew.nobody:
        parts.append(_duties_now(as_of, known_at, anew, programme_id, f"{name}_now"))
    return parts


def _duties_ahead(as_of: date, anew: Fresh, programme_id: int | None) -> Select[*tuple[Any, ...]]:
    row = DutyStanding
    then = _Then(row, as_of)
    statement = select(
        row.assignment_id,
        row.person_id.label("user_id"),
        row.programme_id,
        row.version_id,
        row.round,
        row.assigned_on,
        row.start_on,
        row.original_due_on,
        then.day("due_on", due_then).label("due_on"),
        then.day("withdrawn_on", withdrawn_then).label("withdrawn_on"),
        then.day("waived_on", waived_then).label("waived_on"),
        then.day("exit_on", exit_then).label("exit_on"),
        case((row.begun_on <= as_of, 1), else_=0).label("started"),
        case((row.completed_on <= as_of, row.completed_on), else_=NO_DAY).label("completed_on"),
        then.paused,
    ).where(row.assigned_on <= as_of, ~anew.includes(row.person_id))
    if programme_id is not None:
        statement = statement.where(row.programme_id == programme_id)
    return then.joined(statement)


def _duties_now(
    as_of: date, known_at: datetime | None, anew: Fresh, programme_id: int | None, name: str
) -> Select[*tuple[Any, ...]]:
    wanted = select(Assignment.id).where(anew.includes(Assignment.user_id))
    if programme_id is not None:
        wanted = wanted.where(Assignment.programme_id == programme_id)
    duty = facts(as_of=as_of, known_at=known_at, assignments=wanted, name=name).c
    return select(
        duty.assignment_id,
        duty.user_id,
        duty.programme_id,
        duty.version_id,
        duty.round,
        *(
            numbered(duty[day]).label(day)
            for day in ("assigned_on", "start_on", "original_due_on", "due_on", "withdrawn_on", "waived_on", "exit_on")
        ),
        duty.started,
        numbered(duty.completed_on).label("completed_on"),
        duty.paused,
    )


class _Then:
    """What is looked up of a duty for a past day: only where something was decided since."""

    def __init__(self, row: Any, as_of: date) -> None:
        self.row, self.as_of, self.past = row, as_of, as_of < clock.today()

    def day(self, name: str, then: Any) -> ColumnElement[date | None]:
        column: ColumnElement[date | None] = self.row.__table__.c[name]
        return (
            case((self.row.changed_on > self.as_of, numbered(then(self.as_of))), else_=column) if self.past else column
        )

    @property
    def paused(self) -> Label[int]:
        row = self.row
        held = case((is_paused(row.assignment_id, row.person_id, self.as_of), 1), else_=0)
        return case((row.may_pause > 0, held), else_=cast(0, Integer)).label("paused")

    def joined(self, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        if not self.past:
            return statement
        changed = and_(Assignment.id == self.row.assignment_id, self.row.changed_on > self.as_of)
        return statement.outerjoin(Assignment, changed)


def demanded(
    among: CTE, courses: Sequence[Course], *, as_of: date, anew: Fresh, known_at: datetime | None = None
) -> Subquery:
    """What several duties ask of people in one course on a day, or any where nothing was worked out ahead: the rows of
    `by_course.demands`, for `by_course.summed`."""
    parts = []
    if not anew.everybody:
        parts.append(_demands_ahead(among, courses, as_of, anew))
    if not anew.nobody:
        duty = demands(among, courses, as_of=as_of, known_at=known_at, only=anew.ids).c
        now = select(
            duty.user_id,
            duty.course_id,
            *(numbered(duty[day]).label(day) for day in ("due_on", "start_on", "waived_on", "done_on")),
            duty.paused,
        )
        parts.append(now if anew.ids is not None else now.where(anew.includes(duty.user_id)))
    return (union_all(*parts) if len(parts) > 1 else parts[0]).subquery("demand")


def _demands_ahead(among: CTE, courses: Sequence[Course], as_of: date, anew: Fresh) -> Select[*tuple[Any, ...]]:
    row = CourseStanding
    then = _Then(row, as_of)
    statement = (
        select(
            row.person_id.label("user_id"),
            row.course_id,
            then.day("due_on", due_then).label("due_on"),
            row.start_on,
            then.day("waived_on", waived_then).label("waived_on"),
            case((row.done_on <= as_of, row.done_on), else_=NO_DAY).label("done_on"),
            then.paused,
        )
        .join(among, among.c.id == row.person_id)
        .where(row.alone == 0, _asks(then, as_of), _of(courses), ~anew.includes(row.person_id))
    )
    return then.joined(statement)


def _asks(then: "_Then", as_of: date) -> ColumnElement[bool]:
    """Whether a duty asks for the course on a day: neither withdrawn nor ended nor followed by a later round."""
    row, withdrawn_on, exit_on = (
        CourseStanding,
        then.day("withdrawn_on", withdrawn_then),
        then.day("exit_on", exit_then),
    )
    return and_(
        row.assigned_on <= as_of,
        or_(withdrawn_on.is_(None), withdrawn_on > as_of),
        or_(exit_on.is_(None), exit_on > as_of),
        or_(row.followed_on.is_(None), row.followed_on > as_of),
    )


def _of(courses: Sequence[Course]) -> ColumnElement[bool]:
    return CourseStanding.course_id.in_([course.id for course in courses])


def learnt_ahead(among: CTE, courses: Sequence[Course], *, as_of: date, anew: Fresh) -> Select[*tuple[Any, ...]]:
    """user_id, course_id, completed_on, started (1), of what was learnt by a day of courses that several duties ask for."""
    row = CourseStanding
    return (
        select(
            row.person_id.label("user_id"),
            row.course_id,
            case((row.first_on <= as_of, row.first_on), else_=NO_DAY).label("completed_on"),
            literal(1, Integer).label("started"),
        )
        .join(among, among.c.id == row.person_id)
        .where(
            row.alone == 0,
            row.assignment_id == 0,
            or_(row.first_on <= as_of, row.begun_on <= as_of),
            _of(courses),
            ~anew.includes(row.person_id),
        )
    )


def alone_ahead(among: CTE, courses: Sequence[Course], *, as_of: date, anew: Fresh) -> Select[*tuple[Any, ...]]:
    """user_id, course_id, due_on, start_on, completed_on, started, paused, waived, as `standings` gives them, of courses that one
    duty asks for at most: what `by_course.summed` says of a single demand, and what was learnt."""
    row = CourseStanding
    then = _Then(row, as_of)
    asks, done, due_on = _asks(then, as_of), row.done_on <= as_of, then.day("due_on", due_then)
    waived_on = then.day("waived_on", waived_then)
    held = and_(asks, ~func.coalesce(done, false()), then.paused.element > 0)
    waived = and_(asks, waived_on <= as_of, or_(row.done_on.is_(None), row.done_on > waived_on))
    stands = and_(asks, ~func.coalesce(waived, false()), ~held)
    first_on = case((row.first_on <= as_of, row.first_on), else_=NO_DAY)
    statement = (
        select(
            row.person_id.label("user_id"),
            row.course_id,
            case((stands, due_on), else_=NO_DAY).label("due_on"),
            case((stands, row.start_on), else_=NO_DAY).label("start_on"),
            case((and_(stands, done), row.done_on), (stands, NO_DAY), else_=first_on).label("completed_on"),
            case((or_(row.first_on <= as_of, row.begun_on <= as_of), 1), else_=0).label("started"),
            case((held, 1), else_=0).label("paused"),
            case((waived, 1), else_=0).label("waived"),
        )
        .join(among, among.c.id == row.person_id)
        .where(
            row.alone == 1,
            or_(asks, row.first_on <= as_of, row.begun_on <= as_of),
            _of(courses),
            ~anew.includes(row.person_id),
        )
    )
    return then.joined(statement)
