"""Where people stand with courses, as SQL: the one source of every figure about completion.

`people` is who is looked at, `standings` has a row for each of them and each course about which there is any fact.
Ids are compared with today's catalogue, former ids count for their heirs. Source: docs/figures.md.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from app.access import Scope
from app.content.model import Course, Lesson
from app.learning.models import Completion, LessonRecord
from app.people.models import Department, Job, User
from app.people.queries import people_in_scope
from app.programmes.models import Assignment
from app.programmes.states import DUE_SOON, DutyState

URGENCY = (DutyState.OVERDUE, DutyState.DUE_SOON, DutyState.IN_PROGRESS, DutyState.NOT_STARTED, DutyState.COMPLETED)


def people(scope: Scope, *, on: date, department: Department | None = None, user_id: int | None = None) -> CTE:
    """Active people whose primary job on a day lies in the scope and, where given, in a department or below it."""
    statement = people_in_scope(scope, on=on).add_columns(
        User.staff_no,
        User.name,
        User.name_key,
        Department.id.label("department_id"),
        Department.name_zh,
        Department.name_en,
        Department.path,
        Job.position_id,
        Job.manager_id,
        Job.started_on,
    )
    if department is not None:
        statement = statement.where(Department.path.startswith(department.path, autoescape=True))
    if user_id is not None:
        statement = statement.where(User.id == user_id)
    return statement.cte("people")


def standings(among: CTE, courses: Sequence[Course], *, lessons: bool = False) -> CTE:
    """A row for each person and course with any fact: `due_on`, `completed_on`, `started`, `lessons_done`.

    Whoever has neither a duty nor a record has no row: join from `people` with an outer join. `completed_on` is the
    first completion of the course's edition in service. `lessons_done` counts today's required lessons, and only with
    `lessons`.
    """
    facts = union_all(
        _duties(among, courses), _completions(among, courses), _records(among, courses, lessons=lessons)
    ).subquery("fact")
    return (
        select(
            facts.c.user_id,
            facts.c.course_id,
            func.min(facts.c.due_on, type_=Date).label("due_on"),
            func.min(facts.c.completed_on, type_=Date).label("completed_on"),
            func.max(facts.c.started, type_=Integer).label("started"),
            func.max(facts.c.lessons_done, type_=Integer).label("lessons_done"),
        )
        .group_by(facts.c.user_id, facts.c.course_id)
        .cte("standing")
    )


def state_of(standing: CTE, *, as_of: date) -> ColumnElement[str]:
    """`programmes.states.duty_state` in SQL; a test holds the two together over all combinations."""
    return state_case(standing.c.completed_on, standing.c.started, standing.c.due_on, as_of=as_of)


def state_case(
    completed_on: ColumnElement[date | None],
    started: ColumnElement[int | None],
    due_on: ColumnElement[date | None],
    *,
    as_of: date,
) -> ColumnElement[str]:
    return case(
        (completed_on.is_not(None), DutyState.COMPLETED.value),
        (due_on < as_of, DutyState.OVERDUE.value),
        (due_on <= as_of + DUE_SOON, DutyState.DUE_SOON.value),
        (started > 0, DutyState.IN_PROGRESS.value),
        else_=DutyState.NOT_STARTED.value,
    )


def urgency(state: ColumnElement[str]) -> ColumnElement[int]:
    """States in the order in which they ask for attention, from 0."""
    return case({name.value: place for place, name in enumerate(URGENCY)}, value=state, else_=len(URGENCY))


def _duties(among: CTE, courses: Sequence[Course]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Assignment.user_id,
            _heir(Assignment.course_id, courses).label("course_id"),
            Assignment.due_on,
            cast(null(), Date).label("completed_on"),
            cast(0, Integer).label("started"),
            cast(0, Integer).label("lessons_done"),
        )
        .join(among, among.c.id == Assignment.user_id)
        .where(Assignment.course_id.in_(_stored_ids(courses)))
    )


def _completions(among: CTE, courses: Sequence[Course]) -> Select[*tuple[Any, ...]]:
    editions = {course.edition for course in courses}
    of_this_edition = [
        and_(
            Completion.edition == edition,
            Completion.course_id.in_(_stored_ids([course for course in courses if course.edition == edition])),
        )
        for edition in sorted(editions)
    ]
    return (
        select(
            Completion.user_id,
            _heir(Completion.course_id, courses),
            cast(null(), Date),
            Completion.completed_on,
            cast(1, Integer),
            cast(0, Integer),
        )
        .join(among, among.c.id == Completion.user_id)
        .where(or_(false(), *of_this_edition))
    )


def _records(among: CTE, courses: Sequence[Course], *, lessons: bool) -> Select[*tuple[Any, ...]]:
    done = _lessons_done(courses) if lessons else cast(0, Integer)
    course_id = _heir(LessonRecord.course_id, courses)
    return (
        select(LessonRecord.user_id, course_id, cast(null(), Date), cast(null(), Date), cast(1, Integer), done)
        .join(among, among.c.id == LessonRecord.user_id)
        .where(LessonRecord.course_id.in_(_stored_ids(courses)))
        .group_by(LessonRecord.user_id, course_id)
    )


def _lessons_done(courses: Sequence[Course]) -> ColumnElement[int]:
    """How many of today's required lessons are completed; one that was renamed meanwhile counts once."""
    required = [
        and_(
            LessonRecord.course_id.in_(_stored_ids([course])), LessonRecord.lesson_id.in_(_stored_ids(course.required))
        )
        for course in courses
    ]
    lesson_id = _heir(LessonRecord.lesson_id, [lesson for course in courses for lesson in course.required])
    counts = and_(LessonRecord.completed_at.is_not(None), or_(false(), *required))
    return func.count(case((counts, lesson_id)).distinct())


def _stored_ids(things: Iterable[Course | Lesson]) -> list[str]:
    """Every id under which facts about these are or were stored."""
    return [stored for thing in things for stored in (thing.id, *thing.aliases)]


def _heir(stored_id: InstrumentedAttribute[str], things: Iterable[Course | Lesson]) -> ColumnElement[str]:
    """Today's id for a stored one."""
    heirs = [(alias, thing.id) for thing in things for alias in thing.aliases]
    if not heirs:
        return stored_id.expression
    # Ids go into the text of the statement: PostgreSQL takes two parameters for two different expressions to group by.
    inline = partial(literal, literal_execute=True)
    return case(*((stored_id == inline(alias), inline(today)) for alias, today in heirs), else_=stored_id)
