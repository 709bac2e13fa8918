"""Taking completions back after judging again, and giving them back. Inside `writing()`; nothing is ever deleted."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.content.model import Course, Lesson
from app.db import db

from . import log, queries
from .completing import renew_pages
from .counted import stands
from .models import Completion, LessonRecord


def withdraw(learner_id: int, course: Course, lesson: Lesson, *, since: datetime, now: datetime) -> dict[str, Any]:
    """Take back the pass that followed from an attempt handed in at `since`, and the course completed with it.

    For a quiz, or a lesson decided by its questions, that by what counts now is not passed any more. Returns what was
    taken back, as JSON for `restore`; {} when there was nothing.
    """
    records = db.session.scalars(
        select(LessonRecord)
        .where(
            LessonRecord.user_id == learner_id,
            LessonRecord.course_id.in_(queries.ids_of(course)),
            LessonRecord.lesson_id.in_(queries.ids_of(lesson)),
            LessonRecord.completed_at >= since,
        )
        .order_by(LessonRecord.completed_at)
        .with_for_update()
    ).all()
    if not records:
        return {}
    record, later = records[0], records[1:]
    assert record.completed_at is not None
    completions = db.session.scalars(
        select(Completion)
        .where(
            Completion.user_id == learner_id,
            Completion.course_id.in_(queries.ids_of(course)),
            Completion.completed_at >= record.completed_at,
            stands(),
        )
        .order_by(Completion.id)
    ).all()
    until = later[0].completed_at if later else None
    followed = [each for each in completions if until is None or each.completed_at < until]
    taken = {
        "lesson_record": record.id,
        "completed_at": record.completed_at.isoformat(),
        "valid_until": record.valid_until.isoformat() if record.valid_until else None,
        "completions": [each.id for each in followed] if not lesson.optional else [],
    }
    record.completed_at = record.valid_until = None
    for completion in followed if not lesson.optional else ():
        completion.withdrawn_at = now
    db.session.flush()
    renew_pages(learner_id)
    log.note(learner_id, "withdrawn", course, lesson.id, now, **taken)
    return taken


def restore(learner_id: int, course: Course, lesson: Lesson, taken: dict[str, Any], *, now: datetime) -> None:
    """Give back what `withdraw` took. A pass that was reached anew meanwhile keeps its later end."""
    if not taken:
        return
    record = db.session.get_one(LessonRecord, taken["lesson_record"], with_for_update=True)
    was_passed = record.completed_at is not None
    until = date.fromisoformat(taken["valid_until"]) if taken["valid_until"] else None
    record.completed_at = datetime.fromisoformat(taken["completed_at"])
    ends = [end for end in (record.valid_until, until) if end is not None]
    record.valid_until = max(ends, default=None) if was_passed else until
    for completion_id in taken["completions"]:
        db.session.get_one(Completion, completion_id).withdrawn_at = None
    db.session.flush()
    renew_pages(learner_id)
    log.note(learner_id, "restored", course, lesson.id, now, **taken)
