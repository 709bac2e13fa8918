"""Where people stand with courses, as SQL: the one source of every figure about completion.

`people` is who is looked at, `standings` has a row for each of them and each course about which there is any fact.
Ids are compared with today's catalogue, former ids count for their heirs. Source: docs/figures.md.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    column,
    func,
    null,
    select,
    union_all,
    values,
)

from app.access import Scope
from app.content.model import Course
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
    known = _known_courses(courses)
    facts = union_all(
        _duties(among, known), _completions(among, known), _records(among, known, courses if lessons else ())
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


def _known_courses(courses: Sequence[Course]) -> CTE:
    """Every id a course is or was stored under, with its id and edition of today."""
    rows = [(stored, course.id, course.edition) for course in courses for stored in (course.id, *course.aliases)]
    table = values(column("stored_id", String), column("course_id", String), column("edition", Integer), name="known")
    return table.data(rows or [("", "", 0)]).cte("known")


def _required_lessons(courses: Sequence[Course]) -> CTE:
    rows = [
        (course.id, stored, lesson.id)
        for course in courses
        for lesson in course.required
        for stored in (lesson.id, *lesson.aliases)
    ]
    table = values(
        column("course_id", String), column("stored_id", String), column("lesson_id", String), name="required"
    )
    return table.data(rows or [("", "", "")]).cte("required")


def _duties(among: CTE, known: CTE) -> Select[tuple[object, ...]]:
    return (
        select(
            Assignment.user_id,
            known.c.course_id,
            Assignment.due_on,
            cast(null(), Date).label("completed_on"),
            cast(0, Integer).label("started"),
            cast(0, Integer).label("lessons_done"),
        )
        .join(known, known.c.stored_id == Assignment.course_id)
        .join(among, among.c.id == Assignment.user_id)
    )


def _completions(among: CTE, known: CTE) -> Select[tuple[object, ...]]:
    of_this_edition = and_(known.c.stored_id == Completion.course_id, known.c.edition == Completion.edition)
    return (
        select(
            Completion.user_id,
            known.c.course_id,
            cast(null(), Date),
            Completion.completed_on,
            cast(1, Integer),
            cast(0, Integer),
        )
        .join(known, of_this_edition)
        .join(among, among.c.id == Completion.user_id)
    )


def _records(among: CTE, known: CTE, courses: Sequence[Course]) -> Select[tuple[object, ...]]:
    done: ColumnElement[int] = cast(0, Integer)
    statement = (
        select(LessonRecord.user_id, known.c.course_id, cast(null(), Date), cast(null(), Date), cast(1, Integer))
        .join(known, known.c.stored_id == LessonRecord.course_id)
        .join(among, among.c.id == LessonRecord.user_id)
        .group_by(LessonRecord.user_id, known.c.course_id)
    )
    if courses:
        required = _required_lessons(courses)
        same = and_(required.c.course_id == known.c.course_id, required.c.stored_id == LessonRecord.lesson_id)
        statement = statement.outerjoin(required, same)
        done = func.count(case((LessonRecord.completed_at.is_not(None), required.c.lesson_id)).distinct())
    return statement.add_columns(done)
