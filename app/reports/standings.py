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
    Subquery,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from app.access import Scope
from app.content.model import Course, Lesson
from app.learning.certificates.revoked import revoked_at
from app.learning.counted import stands
from app.learning.models import Completion, Enrolment, LessonRecord
from app.people.models import Department, Job, User
from app.people.queries import people_in_scope
from app.programmes.models import Assignment, ProgrammeItem
from app.programmes.states import DUE_SOON, DutyState

NO_DAY = cast(null(), Date)
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


def standings(among: CTE, courses: Sequence[Course], *, lessons_on: date | None = None) -> CTE:
    """A row for each person and course with any fact: `due_on`, `completed_on`, `started`, `lessons_done`, `valid_until`.

    Whoever has neither a duty nor a record has no row: join from `people` with an outer join. `completed_on` is the
    first completion of the course's edition in service. `lessons_done` counts today's required lessons as they stand on
    the day `lessons_on`, and only with one; `valid_until`, too: the end of the newest completion, of any edition, whose
    certificate was not revoked.
    """
    branches = [_duties(among, courses), _completions(among, courses), _records(among, courses, lessons_on)]
    if lessons_on is not None:
        branches.append(_validities(among, courses))
    facts = union_all(*branches).subquery("fact")
    return (
        select(
            facts.c.user_id,
            facts.c.course_id,
            func.min(facts.c.due_on, type_=Date).label("due_on"),
            func.min(facts.c.completed_on, type_=Date).label("completed_on"),
            func.max(facts.c.started, type_=Integer).label("started"),
            func.max(facts.c.lessons_done, type_=Integer).label("lessons_done"),
            func.max(facts.c.valid_until, type_=Date).label("valid_until"),
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
            _heir(ProgrammeItem.course_id, courses).label("course_id"),
            Assignment.due_on,
            NO_DAY.label("completed_on"),
            cast(0, Integer).label("started"),
            cast(0, Integer).label("lessons_done"),
            NO_DAY.label("valid_until"),
        )
        .join(ProgrammeItem, ProgrammeItem.version_id == Assignment.version_id)
        .join(among, among.c.id == Assignment.user_id)
        .where(
            ProgrammeItem.course_id.in_(_stored_ids(courses)),
            ProgrammeItem.is_required,
            Assignment.withdrawn_on.is_(None),
            Assignment.waived_on.is_(None),
            Assignment.exit_on.is_(None),
        )
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
            NO_DAY,
            Completion.completed_on,
            cast(1, Integer),
            cast(0, Integer),
            NO_DAY,
        )
        .join(among, among.c.id == Completion.user_id)
        .where(or_(false(), *of_this_edition), stands())
    )


def _validities(among: CTE, courses: Sequence[Course]) -> Select[*tuple[Any, ...]]:
    """The end of the newest completion of each person and course; a completion of an earlier edition is a start, too.

    One whose certificate was revoked is none: what was valid before it is left.
    """
    course_id = _heir(Completion.course_id, courses)
    newest = (
        select(
            Completion.user_id,
            course_id.label("course_id"),
            Completion.valid_until,
            func.row_number()
            .over(
                partition_by=(Completion.user_id, course_id),
                order_by=(Completion.completed_at.desc(), Completion.id.desc()),
            )
            .label("place"),
        )
        .join(among, among.c.id == Completion.user_id)
        .where(Completion.course_id.in_(_stored_ids(courses)), stands(), revoked_at().is_(None))
        .subquery("newest")
    )
    none = cast(0, Integer)
    return select(newest.c.user_id, newest.c.course_id, NO_DAY, NO_DAY, none, none, newest.c.valid_until).where(
        newest.c.place == 1, newest.c.valid_until.is_not(None)
    )


def _records(among: CTE, courses: Sequence[Course], lessons_on: date | None) -> Select[*tuple[Any, ...]]:
    course_id = _heir(LessonRecord.course_id, courses)
    own = select(LessonRecord.user_id, course_id, NO_DAY, NO_DAY, cast(1, Integer))
    if lessons_on is None:
        statement = own.add_columns(cast(0, Integer), NO_DAY).join(among, among.c.id == LessonRecord.user_id)
    else:
        rounds = _rounds(among, courses)
        statement = (
            own.add_columns(_lessons_done(courses, rounds, lessons_on), NO_DAY)
            .join(among, among.c.id == LessonRecord.user_id)
            .outerjoin(rounds, and_(rounds.c.user_id == LessonRecord.user_id, rounds.c.course_id == course_id))
        )
    return statement.where(LessonRecord.course_id.in_(_stored_ids(courses))).group_by(LessonRecord.user_id, course_id)


def _rounds(among: CTE, courses: Sequence[Course]) -> Subquery:
    """The round that each person is in, where it is not the first: since when it counts what it asks anew."""
    course_id = _heir(Enrolment.course_id, courses)
    numbered = (
        select(
            Enrolment.user_id,
            course_id.label("course_id"),
            Enrolment.enrolled_at.label("began_at"),
            Enrolment.whole,
            func.row_number()
            .over(partition_by=(Enrolment.user_id, course_id), order_by=Enrolment.round.desc())
            .label("place"),
        )
        .join(among, among.c.id == Enrolment.user_id)
        .where(Enrolment.course_id.in_(_stored_ids(courses)), Enrolment.round > 1)
        .subquery("numbered")
    )
    return select(numbered).where(numbered.c.place == 1).subquery("round")


def _lessons_done(courses: Sequence[Course], rounds: Subquery, on: date) -> ColumnElement[int]:
    """How many of today's required lessons are completed; one that was renamed meanwhile counts once.

    `learning.progress.progress_of` in SQL; a test holds the two together over random facts.
    """
    required = [_among(course, course.required) for course in courses]
    anew = [
        _among(course, [page for page in course.required if page.kind == "quiz"] or course.required)
        for course in courses
    ]
    counts = and_(
        LessonRecord.completed_at.is_not(None),
        or_(LessonRecord.valid_until.is_(None), LessonRecord.valid_until > on),
        or_(
            rounds.c.began_at.is_(None),
            LessonRecord.completed_at >= rounds.c.began_at,
            and_(rounds.c.whole.is_(False), not_(or_(false(), *anew))),
        ),
        or_(false(), *required),
    )
    lesson_id = _heir(LessonRecord.lesson_id, [lesson for course in courses for lesson in course.required])
    return func.count(case((counts, lesson_id)).distinct())


def _among(course: Course, lessons: Iterable[Lesson]) -> ColumnElement[bool]:
    return and_(LessonRecord.course_id.in_(_stored_ids([course])), LessonRecord.lesson_id.in_(_stored_ids(lessons)))


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
