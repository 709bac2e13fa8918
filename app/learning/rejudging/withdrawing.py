"""A quiz that many learners no longer pass: what `withdrawing.withdraw` takes from one, taken from all at once. Inside `writing()`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update

from app.content.model import Course, Lesson
from app.db import db

from .. import log
from ..models import Completion, LessonRecord
from ..queries import ids_of
from .completing import Place


def withdraw_all(
    course: Course, quiz: Lesson, since: Mapping[int, datetime], places: Mapping[int, Place], *, now: datetime
) -> dict[int, dict[str, Any]]:
    """By learner what was taken, as `withdrawing.restore` gives it back. `since`: as `withdraw` is given it."""
    taken = {user_id: _taken(quiz, places[user_id], at) for user_id, at in since.items()}
    taken = {user_id: each for user_id, each in taken.items() if each}
    records = [{"id": each["lesson_record"], "completed_at": None, "valid_until": None} for each in taken.values()]
    completions = [{"id": key, "withdrawn_at": now} for each in taken.values() for key in each["completions"]]
    if records:
        db.session.execute(update(LessonRecord), records)
    if completions:
        db.session.execute(update(Completion), completions)
    log.note_all(
        [log.Noted(user_id, "withdrawn", course.id, quiz.id, now, each) for user_id, each in taken.items()], now=now
    )  # fmt: skip
    return taken


def _taken(quiz: Lesson, place: Place, since: datetime) -> dict[str, Any]:
    """The pass that followed, and the course completed with it, up to the next pass; {} when there was none."""
    passes = sorted(
        (record.completed_at, key, record.valid_until)
        for key, (record, _round) in place.records.items()
        if record.lesson_id in ids_of(quiz) and record.completed_at is not None and record.completed_at >= since
    )
    if not passes:
        return {}
    at, key, valid_until = passes[0]
    until = passes[1][0] if passes[1:] else None
    followed = [
        each.id
        for each in sorted(place.completions, key=lambda each: each.id)
        if each.withdrawn_at is None and each.completed_at >= at and (until is None or each.completed_at < until)
    ]
    return {
        "lesson_record": key,
        "completed_at": at.isoformat(),
        "valid_until": valid_until.isoformat() if valid_until else None,
        "completions": followed if not quiz.optional else [],
    }
