"""What a duty's state follows from, as SQL: a row for each duty, as of a day.

Completed is a duty on the day when all its required courses and enough of its electives were: each by the earliest
completion that counts. Ids are compared with today's catalogue, former ids count for their heirs.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    exists,
    func,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app import clock
from app.content import queries as content
from app.content.model import Course
from app.db import UTCDateTime
from app.known import as_known
from app.learning.models import LessonRecord
from app.people.known import absences_known, jobs_known
from app.programmes.models import (
    Assignment,
    AssignmentPause,
    AssignmentPausePast,
    ProgrammeItem,
    ProgrammeVersion,
)
from app.programmes.states import DUE_SOON

from .catalogued import counting_completions, heir
from .editions import ended_editions, is_of, renews, takes
from .then import due_then, exit_then, given_by, version_then, waived_then, withdrawn_then


def facts(
    *,
    as_of: date,
    known_at: datetime | None = None,
    among: Select[int] | None = None,
    assignments: Select[int] | None = None,
    courses: Sequence[Course] | None = None,
    states_only: bool = False,
    name: str = "duty",
) -> CTE:
    """The duties assigned by `as_of`, as promised and decided by then: of these people (a select of user ids), or these (a
    select of their ids), or all.

    Columns: assignment_id, user_id, programme_id, version_id, round, assigned_at, assigned_on, start_on, original_due_on, due_on,
    withdrawn_on, waived_on, exit_on, counts_from, started (0, 1), completed_on, opened_at (of the first lesson opened), met_on (the
    first course of it completed), paused (0, 1), employed (0, 1).
    `known_at`: only what was recorded by that instant counts; None: everything recorded by now.
    `states_only`: for whoever asks for nothing but states: lessons are then looked at only where a state depends on them, so that
    `started` may be 0 for what is overdue or due soon. A statement that holds it twice gives the second another `name`.
    """
    wanted = _wanted(as_of, known_at, among, assignments, f"{name}_wanted")
    catalogue = content.list_courses() if courses is None else courses
    done = _completed(wanted, catalogue, as_of, known_at)
    opened = _opened(wanted, catalogue, as_of, known_at, states_only)
    known = _known(wanted, done, opened)
    return (
        select(
            *wanted.c,
            known.c.started,
            known.c.completed_on,
            known.c.opened_at,
            known.c.met_on,
            case((is_paused(wanted.c.assignment_id, wanted.c.user_id, as_of, known_at), 1), else_=0).label("paused"),
            case((_is_employed(wanted, as_of, known_at), 1), else_=0).label("employed"),
        )
        .select_from(wanted)
        .join(known, known.c.assignment_id == wanted.c.assignment_id)
        .cte(name)
    )


def _known(wanted: CTE, done: Subquery, opened: Subquery) -> Subquery:
    """A row for each duty: assignment_id, started, completed_on, opened_at, met_on.

    Made of rows put under each other, not of outer joins: of what was done PostgreSQL expects a single row, and would look
    through all of it again for each duty.
    """
    no_day, never, yes, no = cast(null(), Date), cast(null(), UTCDateTime()), cast(1, Integer), cast(0, Integer)
    part = union_all(
        select(
            wanted.c.assignment_id,
            no.label("started"),
            no_day.label("completed_on"),
            no_day.label("met_on"),
            never.label("opened_at"),
        ),
        select(done.c.assignment_id, yes, done.c.completed_on, done.c.met_on, never),
        select(opened.c.assignment_id, yes, no_day, no_day, opened.c.first_opened_at),
    ).subquery("part")
    return (
        select(
            part.c.assignment_id,
            func.max(part.c.started, type_=Integer).label("started"),
            func.max(part.c.completed_on, type_=Date).label("completed_on"),
            func.min(part.c.met_on, type_=Date).label("met_on"),
            func.min(part.c.opened_at, type_=UTCDateTime()).label("opened_at"),
        )
        .group_by(part.c.assignment_id)
        .subquery("known")
    )


def _wanted(
    as_of: date, known_at: datetime | None, among: Select[int] | None, assignments: Select[int] | None, name: str
) -> CTE:
    statement = select(
        Assignment.id.label("assignment_id"),
        Assignment.user_id,
        Assignment.programme_id,
        version_then(as_of, known_at).label("version_id"),
        Assignment.round,
        Assignment.assigned_at,
        Assignment.assigned_on,
        Assignment.start_on,
        Assignment.original_due_on,
        due_then(as_of, known_at).label("due_on"),
        withdrawn_then(as_of, known_at).label("withdrawn_on"),
        waived_then(as_of, known_at).label("waived_on"),
        exit_then(as_of, known_at).label("exit_on"),
        Assignment.counts_from,
    ).where(given_by(as_of, known_at))
    if among is not None:
        statement = statement.where(Assignment.user_id.in_(among))
    if assignments is not None:
        statement = statement.where(Assignment.id.in_(assignments))
    return statement.cte(name)


def of_path(duty: Any, version_id: ColumnElement[int] | None = None) -> ColumnElement[bool]:
    """Whether an item belongs to what a round of a duty asks for: where its version has a renewal path, a renewal asks for that.

    `duty`: the table or a statement's columns.
    """
    version_id = duty.version_id if version_id is None else version_id
    renewal = aliased(ProgrammeItem)
    has_renewal = exists().where(renewal.version_id == version_id, renewal.path == "renewal")
    path = case((and_(renews(duty), has_renewal), "renewal"), else_="initial")
    return and_(ProgrammeItem.version_id == version_id, ProgrammeItem.path == path)


def _completed(wanted: CTE, courses: Sequence[Course], as_of: date, known_at: datetime | None) -> Subquery:
    """assignment_id, completed_on (None: not yet) and met_on, of those with any of their courses completed."""
    met = _met(wanted, courses, as_of, known_at)
    required = func.sum(case((ProgrammeItem.is_required, 1), else_=0), type_=Integer)
    electives = func.sum(case((ProgrammeItem.is_required, 0), else_=1), type_=Integer)
    asked = (
        select(ProgrammeItem.version_id, ProgrammeItem.path, required.label("required"), electives.label("electives"))
        .group_by(ProgrammeItem.version_id, ProgrammeItem.path)
        .subquery("asked")
    )
    needed = ProgrammeVersion.electives_needed
    counted = or_(met.c.is_required, met.c.place <= needed)
    of_required = func.sum(case((met.c.is_required, 1), else_=0), type_=Integer)
    of_electives = func.sum(case((and_(counted, met.c.is_required.is_(False)), 1), else_=0), type_=Integer)
    enough = and_(
        of_required == asked.c.required,
        of_electives >= case((asked.c.electives < needed, asked.c.electives), else_=needed),
    )
    return (
        select(
            met.c.assignment_id,
            case((enough, func.max(case((counted, met.c.on)), type_=Date))).label("completed_on"),
            func.min(met.c.on, type_=Date).label("met_on"),
        )
        .select_from(met)
        .join(asked, and_(asked.c.version_id == met.c.version_id, asked.c.path == met.c.path))
        .join(ProgrammeVersion, ProgrammeVersion.id == met.c.version_id)
        .group_by(met.c.assignment_id, asked.c.required, asked.c.electives, needed)
        .subquery("completed")
    )


def _met(wanted: CTE, courses: Sequence[Course], as_of: date, known_at: datetime | None) -> Subquery:
    """A row for each item of a duty that is completed: on which day, and its place among the required or the electives."""
    completions, ended = counting_completions(courses, known_at), ended_editions(courses)
    earliest = func.min(completions.c.completed_on, type_=Date)
    done = (
        select(
            wanted.c.assignment_id,
            wanted.c.version_id,
            ProgrammeItem.id,
            ProgrammeItem.path,
            ProgrammeItem.is_required,
            earliest.label("on"),
            func.row_number()
            .over(
                partition_by=(wanted.c.assignment_id, ProgrammeItem.is_required), order_by=(earliest, ProgrammeItem.id)
            )
            .label("place"),
        )
        .select_from(wanted)
        .join(ProgrammeItem, of_path(wanted.c))
        .join(
            completions,
            and_(
                completions.c.user_id == wanted.c.user_id,
                completions.c.course_id == heir(ProgrammeItem.course_id, courses),
                completions.c.completed_on <= as_of,
                or_(wanted.c.counts_from.is_(None), completions.c.completed_on >= wanted.c.counts_from),
            ),
        )
        .outerjoin(ended, is_of(completions.c, ended.c))
        .where(takes(wanted.c, ended.c))
        .group_by(
            wanted.c.assignment_id,
            wanted.c.version_id,
            ProgrammeItem.id,
            ProgrammeItem.path,
            ProgrammeItem.is_required,
        )
    )
    return done.subquery("met")


def _opened(
    wanted: CTE, courses: Sequence[Course], as_of: date, known_at: datetime | None, states_only: bool
) -> Subquery:
    """Duties of which a lesson was opened by that day, a row for each lesson; for a later round, since completions count for it."""
    end = datetime.combine(as_of + timedelta(days=1), time(), clock.zone())
    own = heir(LessonRecord.course_id, courses)
    return (
        select(wanted.c.assignment_id, LessonRecord.first_opened_at)
        .select_from(wanted)
        .join(ProgrammeItem, of_path(wanted.c))
        .join(
            LessonRecord,
            and_(
                LessonRecord.user_id == wanted.c.user_id,
                own == heir(ProgrammeItem.course_id, courses),
                LessonRecord.first_opened_at < end,
                LessonRecord.first_opened_at <= known_at if known_at else true(),
                or_(
                    wanted.c.round == 1,
                    wanted.c.counts_from.is_(None),
                    LessonRecord.last_opened_at >= wanted.c.counts_from,
                ),
            ),
        )
        .where(wanted.c.due_on > as_of + DUE_SOON if states_only else true())
        .subquery("opened")
    )


def is_paused(
    assignment_id: ColumnElement[int] | InstrumentedAttribute[int],
    user_id: ColumnElement[int] | InstrumentedAttribute[int],
    as_of: date,
    known_at: datetime | None = None,
) -> ColumnElement[bool]:
    """Whether a duty stands still on a day: by leave that pauses all duties of a person, or by a pause of its own."""
    own, leave = as_known(AssignmentPause, AssignmentPausePast, known_at), absences_known(known_at)
    return or_(
        exists().where(own.assignment_id == assignment_id, *_covers(own, as_of)),
        exists().where(leave.user_id == user_id, leave.pauses_deadlines, *_covers(leave, as_of)),
    )


def _is_employed(wanted: CTE, day: date, known_at: datetime | None) -> ColumnElement[bool]:
    job = jobs_known(known_at)
    return exists().where(job.user_id == wanted.c.user_id, job.is_primary, *_covers(job, day))


def _covers(table: Any, day: date) -> tuple[ColumnElement[bool], ...]:
    return table.started_on <= day, or_(table.ended_on.is_(None), table.ended_on > day)
