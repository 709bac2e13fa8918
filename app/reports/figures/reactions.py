"""What was said in surveys, as it may be told: how many answered, and how they scored each statement. See docs/figures.md, *Surveys*."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Integer, and_, cast, extract, func, select

from app.content.model import Course
from app.db import db
from app.learning.counted import stands
from app.learning.models import Completion
from app.learning.queries import ids_of
from app.people.models import Job
from app.surveys.instruments import COURSE, INSTRUMENTS, SCORES
from app.surveys.models import SurveyCall, SurveyComment, SurveyTally

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

    def answers(self, lines: Lines, *, day: date) -> Measure:
        return Measure(self.answered, release(self.answered, lines, day=day))

    def item(self, key: str, lines: Lines, *, day: date) -> Measure:
        groups = self.items.get(key, {})
        return Measure(groups, release(groups, lines, day=day))


def read_reactions(courses: Sequence[Course], *, single: bool) -> dict[str, Reactions]:
    """By the course's id. `single`: with every statement, not only all together. Three statements."""
    course_of = {key: course.id for course in courses for key in ids_of(course)}
    found = {course.id: Reactions() for course in courses}
    if not course_of:
        return found
    for course_id, quarter, department, count in _asked(course_of):
        _add(found[course_of[course_id]].asked, quarter, department, count, 0)
    for course_id, quarter, department, count in _answered(course_of):
        _add(found[course_of[course_id]].answered, quarter, department, Group(count), NOBODY)
    for course_id, quarter, department, item, group in _scores(course_of, single):
        _add(found[course_of[course_id]].items.setdefault(item, {}), quarter, department, group, NOBODY)
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
    of_quarter[department or NOWHERE] = of_quarter.get(department or NOWHERE, none) + value


def _asked(course_of: Mapping[str, str]) -> Iterable[tuple[str, date, int | None, int]]:
    """Who completed a course, by the quarter and by the department of that day."""
    held = and_(
        Job.user_id == Completion.user_id,
        Job.is_primary,
        Job.started_on <= Completion.completed_on,
        Job.ended_on.is_(None) | (Job.ended_on > Completion.completed_on),
    )
    year = cast(extract("year", Completion.completed_on), Integer)
    quarter = (cast(extract("month", Completion.completed_on), Integer) - 1) // 3
    keys = (Completion.course_id, year, quarter, Job.department_id)
    rows = db.session.execute(
        select(*keys, func.count(Completion.user_id.distinct()))
        .outerjoin(Job, held)
        .where(Completion.course_id.in_(course_of), stands())
        .group_by(*keys)
    )
    for course_id, in_year, number, department, count in rows:
        yield course_id, date(in_year, number * 3 + 1, 1), department, count


def _answered(course_of: Mapping[str, str]) -> Iterable[tuple[str, date, int | None, int]]:
    """Who answered, by the department in which they worked when they completed the course."""
    call = SurveyCall
    keys = (call.subject_id, call.cohort, call.department_id)
    rows = db.session.execute(
        select(*keys, func.count())
        .where(call.kind == COURSE, call.subject_id.in_(course_of), call.answered)
        .group_by(*keys)
    )
    for course_id, quarter, department, count in rows:
        yield course_id, quarter, department, count


def _scores(course_of: Mapping[str, str], single: bool) -> Iterable[tuple[str, date, int | None, str, Group]]:
    """How often each score was given, by the department that the answers are kept under; under `REACTION` to all statements."""
    tally = SurveyTally
    keys: list[Any] = [tally.subject_id, tally.cohort, tally.department_id, tally.version]
    keys += [tally.item] if single else []
    counts = [func.sum(tally.count).filter(tally.score == score) for score in SCORES]
    rows = db.session.execute(
        select(*keys, *counts).where(tally.kind == COURSE, tally.subject_id.in_(course_of)).group_by(*keys)
    )
    for row in rows:
        course_id, quarter, department, version, *rest = row
        asked = INSTRUMENTS[COURSE, version].items
        item = rest.pop(0) if single else None
        scores = tuple(count or 0 for count in rest)
        people = sum(scores) // (1 if single else len(asked))
        if item is not None:
            yield course_id, quarter, department, item, Group(people, scores)
        if item is None or item == asked[0].key:
            yield course_id, quarter, department, REACTION, Group(people, scores)
        else:
            yield course_id, quarter, department, REACTION, Group(0, scores)
