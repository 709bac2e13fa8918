"""Where people stand with courses, as SQL: the one source of every figure about completion.

`people` is who is looked at, `standings` has a row for each of them and each course about which there is any fact.
Ids are compared with today's catalogue, former ids count for their heirs. Source: docs/figures.md.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
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
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute

from app import clock
from app.access import Scope
from app.content.model import Course, Lesson
from app.learning.certificates.revoked import revoked_at
from app.learning.counted import stands
from app.learning.known import completions_known
from app.learning.models import Completion, Enrolment, LessonRecord
from app.people.known import jobs_known
from app.people.models import Department, User
from app.people.queries import department_on, people_in_scope
from app.programmes.duties.by_course import by_course, summed
from app.programmes.duties.catalogued import heir, of_editions, stored_ids
from app.programmes.duties.editions import ended_editions, is_of
from app.programmes.standings.days import Day, numbered
from app.programmes.standings.learnt import end_of, opened_by
from app.programmes.standings.reading import alone_ahead, demanded, fresh, learnt_ahead
from app.programmes.states import DUE_SOON, URGENCY, DutyState

DATE = Date()
COURSE_STATES = tuple(state for state in URGENCY if state not in (DutyState.WITHDRAWN, DutyState.ENDED_BY_EXIT))
"""Those a person may have with a course: a duty that was withdrawn, or ended when the person left, asks for none."""


def people(
    scope: Scope,
    *,
    on: date,
    known_at: datetime | None = None,
    department: Department | None = None,
    user_id: int | None = None,
    among: Collection[int] | None = None,
) -> CTE:
    """People whose primary job on a day lies in the scope and, where given, in a department or below it, as it was that day.

    `known_at`: as far as it was recorded by that instant; None: as it is recorded now.
    """
    place, job = department_on(on, known_at), jobs_known(known_at)
    statement = people_in_scope(scope, on=on, known_at=known_at, place=place, job=job).add_columns(
        User.staff_no,
        User.name,
        User.name_key,
        place.id.label("department_id"),
        place.name_zh,
        place.name_en,
        place.path,
        job.position_id,
        job.manager_id,
        job.started_on,
    )
    if department is not None:
        statement = statement.where(place.path.contains(f"/{department.id}/", autoescape=True))
    if user_id is not None:
        statement = statement.where(User.id == user_id)
    if among is not None:
        statement = statement.where(User.id.in_(among))
    return statement.cte("people")


def standings(
    among: CTE,
    courses: Sequence[Course],
    *,
    lessons_on: date | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
    only: Collection[int] | None = None,
) -> CTE:
    """A row for each person and course with any fact, on a day: that of `as_of`, else of `lessons_on`, else today.

    Columns: `due_on`, `start_on`, `completed_on`, `started`, `lessons_done`, `valid_until`, `paused`, `waived`.

    Whoever has neither a duty nor a record has no row: join from `people` with an outer join. `due_on` is the earliest of
    the duties over the course that stand (`duties.by_course`). `completed_on` is the first completion of the course's
    edition in service, or of those that count for the duty; while a duty asks for the course again, there is none.
    `lessons_done` counts today's required lessons as they stand on the day `lessons_on`, and only with one; `valid_until`,
    too: the end of the newest completion, of any edition, whose certificate was not revoked. `only`: the ids in `among`, where
    they are few: the database then looks for theirs alone. `known_at`: only what was recorded by that instant counts.
    """
    day = as_of or lessons_on or clock.today()
    if lessons_on is None and only is None:
        return _of_many(among, courses, day, known_at)
    branches = [
        _duties(by_course(among, courses, as_of=day, known_at=known_at, only=only)),
        _known_completions(among, courses, day, known_at, partial(_of, only=only))
        if known_at
        else _completions(among, courses, day).where(_of(Completion.user_id, only)),
        _records(among, courses, day, lessons_on, known_at=known_at).where(_of(LessonRecord.user_id, only)),
    ]
    if lessons_on is not None:
        branches.append(_validities(among, courses, day, known_at))
    return _summed(branches, Date())


def _of_many(among: CTE, courses: Sequence[Course], day: date, known_at: datetime | None) -> CTE:
    """Of so many people that it was worked out ahead; of those about whom it does not hold, as of few. Days are `Day`."""
    anew = fresh(day, courses, known_at)
    demand = demanded(among, courses, as_of=day, anew=anew, known_at=known_at)
    branches = [_duties(summed(demand, as_of=day), Day())]
    if not anew.nobody:
        branches += [
            _known_completions(among, courses, day, known_at, anew.includes, Day())
            if known_at
            else _completions(among, courses, day, Day()).where(anew.includes(Completion.user_id)),
            _records(among, courses, day, None, Day(), known_at).where(anew.includes(LessonRecord.user_id)),
        ]
    if anew.everybody:
        return _summed(branches, Day())
    learnt = learnt_ahead(among, courses, as_of=day, anew=anew).subquery("learnt").c
    branches.append(
        _fact(learnt.user_id, learnt.course_id, Day(), completed_on=learnt.completed_on, started=learnt.started)
    )
    several = _summed(branches, Day(), "several")
    alone = alone_ahead(among, courses, as_of=day, anew=anew).subquery("alone").c
    columns: dict[str, Any] = {**alone, "lessons_done": literal(0, Integer), "valid_until": cast(null(), Day())}
    one = select(*(columns[name].label(name) for name in several.c.keys()))  # noqa: SIM118 - columns are not their names
    return union_all(one, select(several)).cte("standing")


def _summed(branches: Sequence[Select[*tuple[Any, ...]]], kind: Date | Day, name: str = "standing") -> CTE:
    """The facts of each person and course together. `kind` of the days in them."""
    fact = union_all(*branches).subquery("fact").c
    first_on = func.min(fact.completed_on, type_=kind)
    done_on = func.coalesce(func.max(fact.done_on, type_=kind), first_on)
    return (
        select(
            fact.user_id,
            fact.course_id,
            func.min(fact.due_on, type_=kind).label("due_on"),
            func.min(fact.start_on, type_=kind).label("start_on"),
            case((func.max(fact.open) > 0, cast(null(), kind)), else_=done_on).label("completed_on"),
            func.max(fact.started, type_=Integer).label("started"),
            func.max(fact.lessons_done, type_=Integer).label("lessons_done"),
            func.max(fact.valid_until, type_=kind).label("valid_until"),
            func.max(fact.paused, type_=Integer).label("paused"),
            func.max(fact.waived, type_=Integer).label("waived"),
        )
        .group_by(fact.user_id, fact.course_id)
        .cte(name)
    )


def state_of(standing: CTE, *, as_of: date) -> ColumnElement[str]:
    """Where a person stands with a course: that of the duty over it that asks first; without one, of learning freely.

    The order is that of `programmes.states.duty_state`; a test holds the two together over all combinations.
    """
    course = standing.c
    none_stands = course.due_on.is_(None)
    return case(
        (course.completed_on.is_not(None), DutyState.COMPLETED.value),
        (and_(none_stands, course.waived > 0), DutyState.WAIVED.value),
        (and_(none_stands, course.paused > 0), DutyState.PAUSED.value),
        (course.start_on > as_of, DutyState.SCHEDULED.value),
        (course.due_on < as_of, DutyState.OVERDUE.value),
        (course.due_on <= as_of + DUE_SOON, DutyState.DUE_SOON.value),
        (course.started > 0, DutyState.IN_PROGRESS.value),
        else_=DutyState.NOT_STARTED.value,
    )


def _fact(
    user_id: Any, course_id: Any, kind: Date | Day = DATE, /, **columns: ColumnElement[Any] | InstrumentedAttribute[Any]
) -> Select[*tuple[Any, ...]]:
    """A row of the union that `standings` is made of; what is not given is unknown, or none. `kind` of its days."""
    no_day = cast(null(), kind)
    usual: dict[str, ColumnElement[Any]] = {
        **dict.fromkeys(("due_on", "start_on", "completed_on", "done_on", "valid_until"), no_day),
        **dict.fromkeys(("started", "open", "paused", "waived", "lessons_done"), cast(0, Integer)),
    }
    return select(
        user_id.label("user_id"),
        course_id.label("course_id"),
        *(columns.get(name, value).label(name) for name, value in usual.items()),
    )


def _of(user_id: InstrumentedAttribute[int], only: Collection[int] | None) -> ColumnElement[bool]:
    return true() if only is None else user_id.in_(only)


def _duties(demanded: Subquery, kind: Date | Day = DATE) -> Select[*tuple[Any, ...]]:
    asked = demanded.c
    return _fact(
        asked.user_id,
        asked.course_id,
        kind,
        due_on=asked.due_on,
        start_on=asked.start_on,
        open=asked.open,
        done_on=asked.done_on,
        paused=asked.paused,
        waived=asked.waived,
    )


def _completions(among: CTE, courses: Sequence[Course], day: date, kind: Date | Day = DATE) -> Select[*tuple[Any, ...]]:
    completed_on: Any = Completion.completed_on
    return (
        _fact(
            Completion.user_id,
            heir(Completion.course_id, courses),
            kind,
            completed_on=numbered(completed_on) if isinstance(kind, Day) else completed_on,
            started=cast(1, Integer),
        )
        .join(among, among.c.id == Completion.user_id)
        .where(of_editions(courses), stands(), Completion.completed_on <= day)
    )


def _known_completions(
    among: CTE,
    courses: Sequence[Course],
    day: date,
    known_at: datetime,
    wanted: Callable[[Any], ColumnElement[bool]],
    kind: Date | Day = DATE,
) -> Select[*tuple[Any, ...]]:
    """The same as they were known at an instant, of the editions in service on the day as far as was known."""
    done, ended = completions_known(known_at), ended_editions(courses)
    course_id = heir(done.course_id, courses)
    own = select(done.user_id, course_id.label("course_id"), done.edition, done.completed_on)
    one = (
        own.join(among, among.c.id == done.user_id)
        .where(done.course_id.in_(stored_ids(courses)), stands(done), done.completed_on <= day, wanted(done.user_id))
        .subquery("known")
        .c
    )
    was_in_service = or_(ended.c.ended_on.is_(None), ended.c.ended_on > day, ended.c.ended_at > known_at)
    completed_on: Any = numbered(one.completed_on) if isinstance(kind, Day) else one.completed_on
    return (
        _fact(one.user_id, one.course_id, kind, completed_on=completed_on, started=cast(1, Integer))
        .outerjoin(ended, is_of(one, ended.c))
        .where(was_in_service)
    )


def _validities(
    among: CTE, courses: Sequence[Course], day: date, known_at: datetime | None
) -> Select[*tuple[Any, ...]]:
    """The end of the newest completion of each person and course by a day; a completion of an earlier edition is a start, too.

    One whose certificate was revoked is none: what was valid before it is left.
    """
    done = completions_known(known_at)
    course_id = heir(done.course_id, courses)
    newest = (
        select(
            done.user_id,
            course_id.label("course_id"),
            done.valid_until,
            func.row_number()
            .over(
                partition_by=(done.user_id, course_id),
                order_by=(done.completed_at.desc(), done.id.desc()),
            )
            .label("place"),
        )
        .join(among, among.c.id == done.user_id)
        .where(
            done.course_id.in_(stored_ids(courses)),
            stands(done),
            revoked_at(done, known_at).is_(None),
            done.completed_on <= day,
        )
        .subquery("newest")
    )
    return _fact(newest.c.user_id, newest.c.course_id, valid_until=newest.c.valid_until).where(
        newest.c.place == 1, newest.c.valid_until.is_not(None)
    )


def _records(
    among: CTE,
    courses: Sequence[Course],
    day: date,
    lessons_on: date | None,
    kind: Date | Day = DATE,
    known_at: datetime | None = None,
) -> Select[*tuple[Any, ...]]:
    course_id = heir(LessonRecord.course_id, courses)
    own, one = LessonRecord.user_id, cast(1, Integer)
    if lessons_on is None:
        statement = _fact(own, course_id, kind, started=one).join(among, among.c.id == LessonRecord.user_id)
    else:
        rounds = _rounds(among, courses)
        statement = (
            _fact(own, course_id, started=one, lessons_done=_lessons_done(courses, rounds, lessons_on))
            .join(among, among.c.id == LessonRecord.user_id)
            .outerjoin(rounds, and_(rounds.c.user_id == LessonRecord.user_id, rounds.c.course_id == course_id))
        )
    was_known = LessonRecord.first_opened_at <= known_at if known_at else true()
    statement = statement.where(LessonRecord.course_id.in_(stored_ids(courses)), opened_by(day), was_known)
    return statement.group_by(LessonRecord.user_id, course_id)


def lessons_done(
    cells: Collection[tuple[int, Course]],
    *,
    on: date,
    known_at: datetime | None = None,
) -> Select[*tuple[Any, ...]]:
    """user_id, course_id, lessons_done as `standings` with `lessons_on` gives it, of some people and courses."""
    courses = list({course.id: course for _user_id, course in cells}.values())
    pairs = [(user_id, stored) for user_id, course in cells for stored in stored_ids([course])]
    among = select(User.id).where(User.id.in_({user_id for user_id, _course in cells})).cte("learner")
    records = _records(among, courses, on, on, known_at=known_at)
    mine = records.where(tuple_(LessonRecord.user_id, LessonRecord.course_id).in_(pairs)).subquery("record").c
    return select(mine.user_id, mine.course_id, mine.lessons_done)


def _rounds(among: CTE, courses: Sequence[Course]) -> Subquery:
    """The round that each person is in, where it is not the first: since when it counts what it asks anew."""
    course_id = heir(Enrolment.course_id, courses)
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
        .where(Enrolment.course_id.in_(stored_ids(courses)), Enrolment.round > 1)
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
        LessonRecord.completed_at < end_of(on),
        or_(LessonRecord.valid_until.is_(None), LessonRecord.valid_until > on),
        or_(
            rounds.c.began_at.is_(None),
            LessonRecord.completed_at >= rounds.c.began_at,
            and_(rounds.c.whole.is_(False), not_(or_(false(), *anew))),
        ),
        or_(false(), *required),
    )
    lesson_id = heir(LessonRecord.lesson_id, [lesson for course in courses for lesson in course.required])
    return func.count(case((counts, lesson_id)).distinct())


def _among(course: Course, lessons: Iterable[Lesson]) -> ColumnElement[bool]:
    return and_(LessonRecord.course_id.in_(stored_ids([course])), LessonRecord.lesson_id.in_(stored_ids(lessons)))
