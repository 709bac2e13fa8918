"""What was said in surveys, as it may be told: how many answered, and how they scored each statement. See docs/figures.md, *Surveys*."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, extract, func, select
from sqlalchemy.orm import aliased

from app import clock
from app.content.model import Course
from app.db import db
from app.learning.counted import stands
from app.learning.models import Completion
from app.learning.queries import ids_of
from app.people.models import Job
from app.surveys.cohorts import after, cohort_of
from app.surveys.instruments import COURSE, INSTRUMENTS, SCORES, SESSION
from app.surveys.models import SurveyCall, SurveyComment, SurveyTally
from app.training.kinds import CAME
from app.training.models import Attendance, TrainingSession

from .released import NOWHERE, Batch, Lines, release
from .suppression import NOBODY, Group

Groups = dict[date, dict[int, Group]]
REACTION = ""
"""In the place of an item: all statements together."""


@dataclass(frozen=True, slots=True)
class Measure:
    """The people behind one figure, by quarter and department, and the batches in which it may be told."""

    groups: Groups
    released: Sequence[Batch]


@dataclass(slots=True)
class Reactions:
    """What is stored about one course. `asked`: who completed it; `items`: by the item's key, all together under `REACTION`."""

    asked: dict[date, dict[int, int]] = field(default_factory=dict)
    answered: Groups = field(default_factory=dict)
    items: dict[str, Groups] = field(default_factory=dict)

    def answers(self, lines: Lines, *, day: date, period: tuple[date, date]) -> Measure:
        return Measure(self.answered, release(self.answered, lines, day=day, period=period))

    def item(self, key: str, lines: Lines, *, day: date, period: tuple[date, date]) -> Measure:
        groups = self.items.get(key, {})
        return Measure(groups, release(groups, lines, day=day, period=period))


def read_reactions(
    courses: Sequence[Course], *, single: bool, by_department: bool = False, of: Collection[date] | None = None
) -> dict[str, Reactions]:
    """By the course's id, without who completed it: see `add_asked`. `single`: with every statement, not only all together.
    `by_department`: else everybody is put under no department. For the whole organisation the figures are the same: whatever
    the departments, the cells of a batch hold everybody in it. `of`: quarters; those between them may be there too. Two
    statements."""
    course_of = {key: course.id for course in courses for key in ids_of(course)}
    found = {course.id: Reactions() for course in courses}
    if not course_of:
        return found
    for course_id, quarter, department, count in _answered(COURSE, by_department, course_of, of):
        _add(found[course_of[course_id]].answered, quarter, department, Group(count), NOBODY)
    for course_id, quarter, department, item, group in _scores(COURSE, single, by_department, course_of, of):
        _add(found[course_of[course_id]].items.setdefault(item, {}), quarter, department, group, NOBODY)
    return found


def add_departments(found: Mapping[str, Reactions], courses: Sequence[Course], measures: Iterable[Measure]) -> None:
    """Puts everybody in the batches of these measures under their departments. None or two statements."""
    quarters = {quarter for measure in measures for batch in measure.released for quarter in batch.quarters}
    if not quarters:
        return
    for course_id, said in read_reactions(courses, single=False, by_department=True, of=quarters).items():
        found[course_id].answered |= said.answered
        for item, groups in said.items.items():
            found[course_id].items[item] |= groups


def add_asked(
    found: Mapping[str, Reactions],
    courses: Sequence[Course],
    quarters: Mapping[str, Collection[date]],
    *,
    by_department: bool,
) -> None:
    """Who completed the courses in these quarters of each: only they are ever compared with who answered. None or one statement.

    `by_department`: else they are counted without a department, which is quicker.
    """
    course_of = {key: course.id for course in courses if quarters.get(course.id) for key in ids_of(course)}
    wanted = [quarter for each in quarters.values() for quarter in each]
    if not course_of or not wanted:
        return
    for course_id, quarter, department, count in _asked(course_of, min(wanted), after(max(wanted)), by_department):
        _add(found[course_of[course_id]].asked, quarter, department, count, 0)


def read_session_reactions() -> dict[str, Reactions]:
    """By the session's number, of all that somebody said something about. Three statements."""
    found: dict[str, Reactions] = {}
    for session_id, quarter, department, count in _answered(SESSION, by_department=True):
        _add(found.setdefault(session_id, Reactions()).answered, quarter, department, Group(count), NOBODY)
    for session_id, quarter, department, item, group in _scores(SESSION, single=False, by_department=True):
        _add(found.setdefault(session_id, Reactions()).items.setdefault(item, {}), quarter, department, group, NOBODY)
    for session_id, quarter, department in _attended():
        if session_id in found:
            _add(found[session_id].asked, quarter, department, 1, 0)
    return found


def list_comments(course: Course, batches: Iterable[Batch]) -> list[str]:
    """What was written by people of these quarters, in the order of keys that were drawn. One statement."""
    quarters = [quarter for batch in batches for quarter in batch.quarters]
    comment = SurveyComment
    statement = (
        select(comment.text)
        .where(comment.kind == COURSE, comment.subject_id.in_(ids_of(course)), comment.cohort.in_(quarters))
        .order_by(comment.key)
    )
    return list(db.session.scalars(statement)) if quarters else []


def mean(group: Group) -> float | None:
    """Of the scores, from 1 to 5."""
    given = sum(group.values)
    return sum(score * count for score, count in zip(SCORES, group.values, strict=True)) / given if given else None


def _add(places: Any, quarter: date, department: int | None, value: Any, none: Any) -> None:
    of_quarter = places.setdefault(quarter, {})
    known = of_quarter.get(department or NOWHERE, none)
    of_quarter[department or NOWHERE] = value if known is none else known + value


def _asked(
    course_of: Mapping[str, str], since: date, until: date, by_department: bool
) -> Iterable[tuple[str, date, int | None, int]]:
    """Who completed a course before `until`, by the quarter and, if asked for, by the department of that day."""
    held = and_(
        Job.user_id == Completion.user_id,
        Job.is_primary,
        Job.started_on <= Completion.completed_on,
        Job.ended_on.is_(None) | (Job.ended_on > Completion.completed_on),
    )
    year = cast(extract("year", Completion.completed_on), Integer)
    quarter = (cast(extract("month", Completion.completed_on), Integer) - 1) // 3
    keys: list[Any] = [Completion.course_id, year, quarter, *([Job.department_id] if by_department else [])]
    statement = select(*keys, func.count(Completion.user_id.distinct()))
    if by_department:
        statement = statement.select_from(Completion).outerjoin(Job, held)
    on = Completion.completed_on
    which = (Completion.course_id.in_(course_of), stands(), on >= since, on < until)
    rows = db.session.execute(statement.where(*which).group_by(*keys))
    for course_id, in_year, number, *department, count in rows:
        yield course_id, date(in_year, number * 3 + 1, 1), department[0] if department else None, count


def _attended() -> Iterable[tuple[str, date, int | None]]:
    """Who came to each session, by the quarter and by the department of that day."""
    later = aliased(Attendance)
    came = (Attendance.id, Attendance.session_id, TrainingSession.ends_at)
    rows = db.session.execute(
        select(*came, Job.started_on, Job.ended_on, Job.department_id)
        .join(TrainingSession, TrainingSession.id == Attendance.session_id)
        .outerjoin(later, later.corrects_id == Attendance.id)
        .outerjoin(Job, and_(Job.user_id == Attendance.user_id, Job.is_primary))
        .where(later.id.is_(None), Attendance.status.in_(CAME))
    )
    places: dict[int, tuple[str, date, int | None]] = {}
    for row_id, session_id, ends_at, since, until, department in rows:
        day = clock.local_date(ends_at)
        held = since is not None and since <= day and (until is None or until > day)
        if held or row_id not in places:
            places[row_id] = (str(session_id), cohort_of(day), department if held else None)
    return places.values()


def _answered(
    kind: str, by_department: bool, among: Collection[str] | None = None, of: Collection[date] | None = None
) -> Iterable[tuple[str, date, int | None, int]]:
    """Who answered, by the department in which they worked when they completed the course or came to the session."""
    call = SurveyCall
    keys = [call.subject_id, call.cohort, *([call.department_id] if by_department else [])]
    rows: Iterable[Any] = db.session.execute(
        select(*keys, func.count()).where(call.kind == kind, call.answered, *_about(call, among, of)).group_by(*keys)
    )
    for subject_id, quarter, *department, count in rows:
        yield subject_id, quarter, department[0] if department else None, count


def _about(
    table: type[SurveyCall] | type[SurveyTally], among: Collection[str] | None, of: Collection[date] | None
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [] if among is None else [table.subject_id.in_(among)]
    return found if of is None else [*found, table.cohort >= min(of), table.cohort <= max(of)]


def _scores(
    kind: str,
    single: bool,
    by_department: bool,
    among: Collection[str] | None = None,
    of: Collection[date] | None = None,
) -> Iterable[tuple[str, date, int | None, str, Group]]:
    """How often each score was given, by the department that the answers are kept under; under `REACTION` to all statements."""
    tally = SurveyTally
    keys: list[Any] = [tally.subject_id, tally.cohort, tally.version]  # in the order of the index
    keys += [*([tally.department_id] if by_department else []), *([tally.item] if single else [])]
    counts = [func.sum(tally.count).filter(tally.score == score) for score in SCORES]
    rows = db.session.execute(
        select(*keys, *counts).where(tally.kind == kind, *_about(tally, among, of)).group_by(*keys)
    )
    for row in rows:
        course_id, quarter, version, *rest = row
        department = rest.pop(0) if by_department else None
        asked = INSTRUMENTS[kind, version].items
        item = rest.pop(0) if single else None
        scores = tuple(count or 0 for count in rest)
        people = sum(scores) // (1 if single else len(asked))
        if item is not None:
            yield course_id, quarter, department, item, Group(people, scores)
        if item is None or item == asked[0].key:
            yield course_id, quarter, department, REACTION, Group(people, scores)
        else:
            yield course_id, quarter, department, REACTION, Group(0, scores)
