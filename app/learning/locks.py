"""Which lessons are not open yet for a learner, whatever courses they belong to."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select

from app.content.model import Course, Lesson
from app.db import db

from .models import Completion, LessonRecord
from .progress import progress_of
from .queries import elsewhere_of, ids_of
from .requirements import asks_elsewhere


def list_locked(lessons: Iterable[tuple[Course, Lesson]], *, learner_id: int) -> frozenset[tuple[str, str]]:
    """`(course id, lesson id)` of those that ask for something the learner has not done. At most two statements, often none."""
    asking = [(course, lesson) for course, lesson in lessons if course.requires or lesson.requires]
    if not asking:
        return frozenset()
    records = defaultdict(list)
    passed = []
    statement = select(LessonRecord.course_id, LessonRecord.lesson_id, LessonRecord.completed_at)
    for course_id, lesson_id, at in db.session.execute(
        statement.filter_by(user_id=learner_id).order_by(LessonRecord.last_opened_at)
    ):
        records[course_id].append((lesson_id, at))
        passed += [(course_id, lesson_id)] if at is not None else []
    courses = {course.id: course for course, _lesson in asking}
    completed: set[str] = set()
    if any(asks_elsewhere(course) for course in courses.values()):
        completed = set(db.session.scalars(select(Completion.course_id).filter_by(user_id=learner_id)))
    standing = {
        course.id: progress_of(
            course,
            [record for key in ids_of(course) for record in records[key]],
            elsewhere=elsewhere_of(course, completed, passed),
        )
        for course in courses.values()
    }
    return frozenset((course.id, lesson.id) for course, lesson in asking if standing[course.id].unmet(lesson))
