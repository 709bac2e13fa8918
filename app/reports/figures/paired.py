"""Who took a course's test before it and its test after it, and with what score. See docs/figures.md, *Before and after*."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Subquery, and_, func, or_, select

from app import clock
from app.content.model import Course, Lesson
from app.db import db
from app.learning.models import Attempt
from app.learning.queries import ids_of
from app.people.models import Job
from app.surveys.cohorts import cohort_of

from .gain import Paired, pair
from .released import NOWHERE
from .suppression import Group

Pairs = dict[date, dict[int, Paired]]


@dataclass(frozen=True, slots=True)
class Tests:
    """The two quizzes of a course that are compared."""

    before: Lesson
    after: Lesson


class Taken(NamedTuple):
    """A test handed in. `score` in 0..1; None: it waits for a review."""

    at: datetime
    score: float | None


def tests_of(course: Course) -> Tests | None:
    """The first quiz that is a pre-test, and that which is a post-test; without one, the last that has to be passed."""
    quizzes = [lesson for lesson in course.lessons if lesson.kind == "quiz"]
    before = next((quiz for quiz in quizzes if quiz.role == "pretest"), None)
    last = next((quiz for quiz in reversed(quizzes) if not quiz.optional and quiz.role is None), None)
    after = next((quiz for quiz in quizzes if quiz.role == "posttest"), last)
    return Tests(before, after) if before and after else None


def read_pairs(courses: Sequence[Course], *, known_at: datetime | None) -> dict[str, Pairs]:
    """By the course's id: by the quarter of the second test and the department of that day. None or two statements.

    Of each test the first attempt handed in counts, if it has a result; and only people who took the first test first.
    """
    compared = {course.id: (course, tests) for course in courses if (tests := tests_of(course)) is not None}
    found: dict[str, Pairs] = {course.id: {} for course in courses}
    if not compared:
        return found
    part_of = {
        (course_id, quiz_id): (course.id, is_after)
        for course, tests in compared.values()
        for is_after, quiz in ((False, tests.before), (True, tests.after))
        for course_id in ids_of(course)
        for quiz_id in ids_of(quiz)
    }
    first = _first_handed_in(compared.values(), known_at)
    columns = (first.c.user_id, first.c.course_id, first.c.quiz_id, first.c.submitted_at, first.c.score_ratio)
    taken: dict[tuple[int, str, bool], Taken] = {}
    for user_id, course_id, quiz_id, at, score in db.session.execute(select(*columns).where(first.c.place == 1)):
        key = (user_id, *part_of[course_id, quiz_id])
        taken[key] = min(taken.get(key, Taken(at, score)), Taken(at, score), key=lambda each: each.at)
    jobs = _jobs(first)
    for (user_id, course_id, is_after), after in taken.items():
        before = taken.get((user_id, course_id, False))
        if not is_after or before is None or before.at >= after.at or before.score is None or after.score is None:
            continue
        day = clock.local_date(after.at)
        places = found[course_id].setdefault(cohort_of(day), {})
        department = _department(jobs.get(user_id, ()), day)
        places[department] = places.get(department, Paired()) + pair(100 * before.score, 100 * after.score)
    return found


def groups(pairs: Pairs, *, possible: bool = False) -> dict[date, dict[int, Group]]:
    """The people behind the figures. `possible`: those only who had not all points before."""
    return {
        quarter: {
            department: Group(each.possible_count if possible else each.count) for department, each in places.items()
        }
        for quarter, places in pairs.items()
    }


def _first_handed_in(compared: Iterable[tuple[Course, Tests]], known_at: datetime | None) -> Subquery:
    """Attempts at the tests, with `place` 1 for a learner's first that was handed in at each."""
    of_tests = or_(
        *(
            and_(
                Attempt.course_id.in_(ids_of(course)),
                Attempt.quiz_id.in_([*ids_of(tests.before), *ids_of(tests.after)]),
            )
            for course, tests in compared
        )
    )
    known = Attempt.submitted_at.is_not(None) if known_at is None else Attempt.submitted_at < known_at
    place = func.row_number().over(
        partition_by=(Attempt.user_id, Attempt.course_id, Attempt.quiz_id),
        order_by=(Attempt.submitted_at, Attempt.number),
    )
    columns = (Attempt.user_id, Attempt.course_id, Attempt.quiz_id, Attempt.submitted_at, Attempt.score_ratio)
    return select(*columns, place.label("place")).where(of_tests, known).subquery("handed_in")


def _jobs(first: Subquery) -> Mapping[int, list[tuple[date, date | None, int]]]:
    """The primary jobs of these people: first day, day after the last, department."""
    found: dict[int, list[Any]] = {}
    rows = db.session.execute(
        select(Job.user_id, Job.started_on, Job.ended_on, Job.department_id).where(
            Job.is_primary, Job.user_id.in_(select(first.c.user_id))
        )
    )
    for user_id, *job in rows:
        found.setdefault(user_id, []).append(tuple(job))
    return found


def _department(jobs: Iterable[tuple[date, date | None, int]], day: date) -> int:
    held = (place for since, until, place in jobs if since <= day and (until is None or until > day))
    return next(held, NOWHERE)
