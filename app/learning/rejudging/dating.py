"""Passes and completions dated earlier: nobody is late because of a wrong key. Inside `writing()`.

A completion is never taken away by this and keeps its term; what its certificate says stays as it was issued.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import update

from app import clock
from app.content.model import Course, Lesson
from app.db import db, locked_by_id

from .. import log
from ..grading import counts_as_passed
from ..models import Attempt, Completion, LessonRecord
from ..places import Place, list_places
from ..progress import FIRST, Record, progress_of
from ..queries import ids_of
from ..withdrawing import Span


class Earlier(NamedTuple):
    """A quiz passed since then, by attempts of this time."""

    at: datetime
    span: Span


def passed_at(quiz: Lesson, attempts: Sequence[Attempt]) -> datetime | None:
    """When the first of these attempts was handed in with which the quiz counted as passed; None: it never did."""
    known = (attempts[: count + 1] for count in range(len(attempts)))
    return next((own[-1].submitted_at for own in known if counts_as_passed(quiz, own)), None)


def date_all(course: Course, quiz: Lesson, moments: Mapping[int, Sequence[Earlier]], *, now: datetime) -> None:
    """Date passes back, where they are later than that, and the completions of the course with them, by learner."""
    places = list_places(course, sorted(moments))
    events: list[log.Noted] = []
    records: list[dict[str, Any]] = []
    completions: dict[int, datetime] = {}
    for user_id, found in moments.items():
        place = places[user_id]
        for each in found:
            own = _pass_of(quiz, place, each)
            if own is None:
                continue
            key, was = own
            records.append({"id": key, "completed_at": each.at})
            events.append(_noted(user_id, course, quiz.id, now, was, each.at))
            record, number = place.records[key]
            place.records[key] = record._replace(completed_at=each.at), number
            for completion in _resting_on(course, place, was):
                completions[completion.id] = at = _earliest(course, place, completion)
                if at != completion.completed_at:
                    events.append(_noted(user_id, course, course.id, now, completion.completed_at, at))
    if records:
        db.session.execute(update(LessonRecord), records)
    for key, completion in locked_by_id(Completion, list(completions)).items():
        date_completion(completion, completions[key])
    log.note_all(events, now=now)


def date_completion(completion: Completion, at: datetime) -> None:
    """As of that moment, and of its day in the organisation's zone."""
    completion.completed_at, completion.completed_on = at, clock.local_date(at)


def _pass_of(quiz: Lesson, place: Place, earlier: Earlier) -> tuple[int, datetime] | None:
    """The first pass that these attempts gave, with its moment; None where there is none, or none later than that."""
    since, end = earlier.span
    passes = sorted(
        (record.completed_at, key)
        for key, (record, _round) in place.records.items()
        if record.lesson_id in ids_of(quiz) and record.completed_at is not None and record.completed_at >= since
    )
    if not passes or passes[0][0] <= earlier.at or (end is not None and passes[0][0] >= end):
        return None
    return passes[0][1], passes[0][0]


def _resting_on(course: Course, place: Place, at: datetime) -> list[Completion]:
    """Completions in force for which the pass at this moment was what came last."""
    return [each for each in place.standing if each.course_id in ids_of(course) and each.completed_at == at]


def _earliest(course: Course, place: Place, completion: Completion) -> datetime:
    """When nothing was missing any more of what this completion stands for; never later than it says."""
    round = next((each for each in place.rounds if each.number == completion.round), FIRST)
    known = [record for record, _number in place.records.values() if _is_known(record, completion.completed_at)]
    progress = progress_of(course, known, round=round, on=clock.local_date(completion.completed_at))
    if not progress.is_completed:
        return completion.completed_at
    moments = [progress.completed_at[page.id] for page in course.required]
    return min(completion.completed_at, max(moments, default=completion.completed_at))


def _is_known(record: Record, at: datetime) -> bool:
    return record.completed_at is None or record.completed_at <= at


def _noted(
    user_id: int, course: Course, object_id: str, now: datetime, before: datetime, after: datetime
) -> log.Noted:  # fmt: skip
    result = {"before": before.isoformat(), "after": after.isoformat()}
    return log.Noted(user_id, "dated", course.id, object_id, now, result)
