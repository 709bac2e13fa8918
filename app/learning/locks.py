"""Which lessons are not open yet for a learner, whatever courses they belong to."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, CompoundSelect, Date, cast, literal, null, select, union_all

from app import clock
from app.content.model import Course, Lesson
from app.db import db

from .counted import stands
from .models import Completion, Enrolment, LessonRecord
from .progress import FIRST, Record, Round, progress_of
from .queries import elsewhere_of, ids_of
from .requirements import asks_elsewhere


def list_locked(lessons: Iterable[tuple[Course, Lesson]], *, learner_id: int) -> frozenset[tuple[str, str]]:
    """`(course id, lesson id)` of those that ask for something the learner has not done. At most two statements, often none."""
    asking = [(course, lesson) for course, lesson in lessons if course.requires or lesson.requires]
    if not asking:
        return frozenset()
    on = clock.today()
    records = defaultdict(list)
    rounds: dict[str, Round] = {}
    passed = []
    for row in db.session.execute(_facts(learner_id)):
        if not row.lesson_id:
            rounds[row.course_id] = max(Round(row.round, row.at, row.whole), rounds.get(row.course_id, FIRST))
            continue
        records[row.course_id].append(Record(row.lesson_id, row.at, row.valid_until))
        if row.at is not None and (row.valid_until is None or row.valid_until > on):
            passed.append((row.course_id, row.lesson_id))
    courses = {course.id: course for course, _lesson in asking}
    completed: set[str] = set()
    if any(asks_elsewhere(course) for course in courses.values()):
        completed = set(
            db.session.scalars(select(Completion.course_id).where(Completion.user_id == learner_id, stands()))
        )
    standing = {
        course.id: progress_of(
            course,
            [record for key in ids_of(course) for record in records[key]],
            elsewhere=elsewhere_of(course, completed, passed),
            round=max((rounds[key] for key in ids_of(course) if key in rounds), default=FIRST),
            on=on,
        )
        for course in courses.values()
    }
    return frozenset((course.id, lesson.id) for course, lesson in asking if standing[course.id].unmet(lesson))


def _facts(learner_id: int) -> CompoundSelect[*tuple[Any, ...]]:
    """A learner's records, the page opened last at the end, and, without a lesson, the rounds after the first."""
    records = select(
        LessonRecord.course_id,
        LessonRecord.lesson_id,
        LessonRecord.completed_at.label("at"),
        LessonRecord.valid_until,
        LessonRecord.round,
        cast(False, Boolean).label("whole"),
        LessonRecord.last_opened_at,
    ).where(LessonRecord.user_id == learner_id)
    rounds = select(
        Enrolment.course_id,
        literal(""),
        Enrolment.enrolled_at,
        cast(null(), Date),
        Enrolment.round,
        Enrolment.whole,
        Enrolment.enrolled_at,
    ).where(Enrolment.user_id == learner_id, Enrolment.round > 1)
    return union_all(records, rounds).order_by("last_opened_at")
