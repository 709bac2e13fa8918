"""Completing lessons, quizzes and courses. Each action runs inside `writing()`, is given `now`, never commits."""

from datetime import datetime

from sqlalchemy import select, update

from app import clock
from app.content.model import Course, Lesson
from app.db import db
from app.people.models import User

from . import log, queries
from .enrolling import enrol
from .models import Completion, LessonRecord
from .progress import progress_of


def renew_pages(learner_id: int) -> None:
    """Progress or answers change: pages kept for this learner show the past from now on."""
    more = update(User).filter_by(id=learner_id).values(learning_version=User.learning_version + 1)
    db.session.execute(more)


def find_record(learner_id: int, course: Course, lesson: Lesson) -> LessonRecord | None:
    return db.session.scalar(
        select(LessonRecord)
        .where(
            LessonRecord.user_id == learner_id,
            LessonRecord.course_id.in_(queries.ids_of(course)),
            LessonRecord.lesson_id.in_(queries.ids_of(lesson)),
        )
        .order_by(LessonRecord.completed_at.is_(None), LessonRecord.id)
        .limit(1)
    )


def complete(record: LessonRecord, course: Course, lesson: Lesson, now: datetime) -> None:
    record.completed_at = now
    db.session.flush()
    renew_pages(record.user_id)
    log.note(record.user_id, "completed", course, lesson.id, now)
    complete_course_if_done(record.user_id, course, now)


def complete_course_if_done(learner_id: int, course: Course, now: datetime) -> None:
    rows = db.session.execute(
        select(LessonRecord.lesson_id, LessonRecord.completed_at).where(
            LessonRecord.user_id == learner_id, LessonRecord.course_id.in_(queries.ids_of(course))
        )
    )
    if not progress_of(course, [(lesson_id, at) for lesson_id, at in rows]).is_completed:
        return
    enrolment = enrol(learner_id, course, now=now)
    same = select(Completion.id).where(
        Completion.user_id == learner_id,
        Completion.course_id.in_(queries.ids_of(course)),
        Completion.edition == course.edition,
        Completion.round == enrolment.round,
    )
    if db.session.scalar(same) is None:
        db.session.add(
            Completion(
                user_id=learner_id,
                course_id=course.id,
                edition=course.edition,
                round=enrolment.round,
                completed_at=now,
                completed_on=clock.local_date(now),
            )  # fmt: skip
        )
        log.note(learner_id, "completed", course, course.id, now, edition=course.edition)
