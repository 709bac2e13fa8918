"""Seconds in use, counted from the beats of pages: one item at a time for each person, over all tabs and devices.

A page in use sends a beat every BEAT_SECONDS with the seconds it was in use since the last. The clock that counts is the
server's: a beat is worth no more than the time since this person's last beat, wherever that came from.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from app import clock
from app.db import db, locked

from ..models import LessonRecord
from .models import ActiveItem, StudyTime

BEAT_SECONDS = 30
SLACK_SECONDS = 10  # what the way of a beat may take
INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True, slots=True)
class Item:
    """A lesson or quiz by its ids: the present one first, then former ones under which facts may be stored."""

    course_ids: tuple[str, ...]
    lesson_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beat:
    """`tab`: a random word of the page; `seconds`: in use since its last beat, as it says."""

    tab: str
    seconds: int


def counted(seconds: int, elapsed_seconds: float) -> int:
    """What a beat is worth: whole seconds, at most those that passed since the last, at most one interval and its slack.

    A clock that was set back makes `elapsed_seconds` negative: then nothing counts.
    """
    return max(0, min(seconds, int(elapsed_seconds), BEAT_SECONDS + SLACK_SECONDS))


def take_beat(learner_id: int, item: Item, beat: Beat, *, now: datetime) -> int:
    """Count a beat for its item; returns the seconds counted. Runs inside `writing()`, in at most four statements.

    Windows in use at the same time share what passed: a beat counts what passed since the last one, whichever sent it.
    """
    last = db.session.scalar(locked(select(ActiveItem).filter_by(user_id=learner_id)))
    if last is None:
        _begin(learner_id, item, beat, now)
        return 0
    last.course_id, last.lesson_id, last.tab = item.course_ids[0], item.lesson_ids[0], beat.tab
    elapsed = (now - last.beat_at).total_seconds()
    seconds = counted(beat.seconds, elapsed)
    rest = elapsed - seconds
    last.beat_at = last.beat_at + timedelta(seconds=seconds) if 0 <= rest < 1 else now  # parts of a second add up
    if seconds and _add_to_record(learner_id, item, seconds):
        _add_to_day(learner_id, item, seconds, now)
        return seconds
    return 0


def _begin(learner_id: int, item: Item, beat: Beat, now: datetime) -> None:
    row = ActiveItem(
        user_id=learner_id, course_id=item.course_ids[0], lesson_id=item.lesson_ids[0], tab=beat.tab, beat_at=now
    )
    with suppress(IntegrityError), db.session.begin_nested():  # where writers are not in line, another may be first
        db.session.add(row)


def _add_to_record(learner_id: int, item: Item, seconds: int) -> bool:
    """False when the item was never opened: then there is nothing to add to."""
    latest = select(func.max(LessonRecord.id)).where(
        LessonRecord.user_id == learner_id,
        LessonRecord.course_id.in_(item.course_ids),
        LessonRecord.lesson_id.in_(item.lesson_ids),
    )
    more = update(LessonRecord).where(LessonRecord.id == latest.scalar_subquery())
    more = more.values(active_seconds=LessonRecord.active_seconds + seconds)
    found = db.session.execute(more, execution_options={"synchronize_session": False})
    return bool(found.rowcount)  # type: ignore[attr-defined]  # an update gives a CursorResult


def _add_to_day(learner_id: int, item: Item, seconds: int, now: datetime) -> None:
    """To the business day of the beat."""
    row = INSERT[db.session.get_bind().dialect.name](StudyTime).values(
        user_id=learner_id,
        course_id=item.course_ids[0],
        lesson_id=item.lesson_ids[0],
        on=clock.local_date(now),
        seconds=seconds,
    )
    same = [StudyTime.user_id, StudyTime.course_id, StudyTime.lesson_id, StudyTime.on]
    db.session.execute(
        row.on_conflict_do_update(index_elements=same, set_={"seconds": StudyTime.seconds + row.excluded.seconds})
    )
