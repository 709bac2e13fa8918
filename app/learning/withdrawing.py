"""Taking completions back after judging again, and giving them back. Inside `writing()`; nothing is ever deleted."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import update

from app.content.model import Course, Lesson
from app.db import db, locked_by_id

from . import log
from .models import Completion, LessonRecord
from .places import Place
from .queries import ids_of

Span = tuple[datetime, datetime | None]
"""When the first attempt of a round was handed in, and when the first one of the next; None: there is none."""


class Taken(NamedTuple):
    """What was taken from a learner about a quiz: as JSON, in the log and in the lines of the decision."""

    learner_id: int
    course_id: str
    quiz_id: str
    rows: dict[str, Any]


def withdraw_all(
    course: Course,
    quiz: Lesson,
    lost: Mapping[int, Sequence[Span]],
    places: Mapping[int, Place],
    *,
    now: datetime,
) -> dict[int, list[dict[str, Any]]]:
    """Take back the passes that followed from attempts handed in at these times, by learner, and the courses completed with them.

    For learners whose quiz, by what counts now, is not passed any more in some of their rounds. `places`: with at least the
    quiz's records. Returns by learner what was taken, each as `Taken.rows`; nothing of whoever had no such pass.
    """
    found = {user_id: [_rows(quiz, places[user_id], span) for span in spans] for user_id, spans in lost.items()}
    taken = {user_id: [each for each in rows if each] for user_id, rows in found.items() if any(rows)}
    rows = [each for found in taken.values() for each in found]
    records = [{"id": each["lesson_record"], "completed_at": None, "valid_until": None} for each in rows]
    completions = [{"id": key, "withdrawn_at": now} for each in rows for key in each["completions"]]
    if records:
        db.session.execute(update(LessonRecord), records)
    if completions:
        db.session.execute(update(Completion), completions)
    log.note_all(
        [log.Noted(key, "withdrawn", course.id, quiz.id, now, each) for key, found in taken.items() for each in found],
        now=now,
    )
    return taken


def _rows(quiz: Lesson, place: Place, span: Span) -> dict[str, Any]:
    """The pass that followed, and the course completed with it, up to the next pass; {} when there was none."""
    since, end = span
    passes = sorted(
        (record.completed_at, key, record.valid_until)
        for key, (record, _round) in place.records.items()
        if record.lesson_id in ids_of(quiz) and record.completed_at is not None and record.completed_at >= since
    )
    if not passes or (end is not None and passes[0][0] >= end):
        return {}
    at, key, valid_until = passes[0]
    until = passes[1][0] if passes[1:] else None
    followed = [
        each.id
        for each in sorted(place.standing, key=lambda each: each.id)
        if each.completed_at >= at and (until is None or each.completed_at < until)
    ]
    return {
        "lesson_record": key,
        "completed_at": at.isoformat(),
        "valid_until": valid_until.isoformat() if valid_until else None,
        "completions": followed if not quiz.optional else [],
    }


def restore_all(taken: Sequence[Taken], *, now: datetime) -> None:
    """Give back what `withdraw_all` took. A pass that was reached anew meanwhile keeps its later end."""
    records = locked_by_id(LessonRecord, [each.rows["lesson_record"] for each in taken])
    completions = locked_by_id(Completion, [key for each in taken for key in each.rows["completions"]])
    for each in taken:
        record = records[each.rows["lesson_record"]]
        until = date.fromisoformat(each.rows["valid_until"]) if each.rows["valid_until"] else None
        record.valid_until = until if record.completed_at is None else _later(record.valid_until, until)
        record.completed_at = datetime.fromisoformat(each.rows["completed_at"])
    for completion in completions.values():
        completion.withdrawn_at = None
    db.session.flush()
    log.note_all(
        [log.Noted(each.learner_id, "restored", each.course_id, each.quiz_id, now, each.rows) for each in taken],
        now=now,
    )


def _later(end: date | None, other: date | None) -> date | None:
    """The later one of two ends; None: for ever."""
    return max(end, other) if end is not None and other is not None else None
