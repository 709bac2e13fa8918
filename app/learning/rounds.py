"""Rounds: a course or quiz taken again because what was passed runs out. Since when what was done counts."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from sqlalchemy import Boolean, Date, Select, cast, literal, null, select, union_all

from app import clock
from app.content.model import Course, Lesson
from app.db import db

from .credentials import REMIND_DAYS
from .models import Enrolment, LessonRecord
from .progress import FIRST, Record, Round, is_asked_anew
from .queries import ids_of


def counts_since(
    course: Course, lesson: Lesson, records: Iterable[Record], round: Round, *, on: date, zone: tzinfo
) -> datetime | None:
    """Attempts and passes from before this moment belong to an earlier pass; None: all count. Pure."""
    return max(borders(course, lesson, records, [round], on=on, zone=zone), default=None)


def borders(
    course: Course, lesson: Lesson, records: Iterable[Record], rounds: Iterable[Round], *, on: date, zone: tzinfo
) -> list[datetime]:
    """Every moment from which on attempts and passes belong to a further pass, in order. Pure.

    `records`: of this lesson. A pass that runs out makes room for the next one `remind_days` before, yet not on its own day.
    """
    since = [each.began_at for each in rounds if each.began_at is not None and is_asked_anew(course, lesson, each)]
    soon = timedelta(days=(course.certificate or {}).get("remind_days", REMIND_DAYS))
    for _lesson_id, completed_at, valid_until in records:
        if completed_at is not None and valid_until is not None:
            own_day = completed_at.astimezone(zone).date()
            opens_on = max(valid_until - soon, own_day + timedelta(days=1))
            since += [datetime.combine(opens_on, time(), zone)] if opens_on <= on else []
    return sorted(since)


def round_began_at(course: Course, lesson: Lesson, *, learner_id: int, on: date | None = None) -> datetime | None:
    """`counts_since` for one learner and one lesson or quiz, in one statement. `on`: the day looked at, today if none is given."""
    rows = db.session.execute(
        union_all(
            _further(learner_id, course),
            select(
                LessonRecord.lesson_id,
                LessonRecord.completed_at,
                LessonRecord.round,
                cast(False, Boolean),
                LessonRecord.valid_until,
            ).where(
                LessonRecord.user_id == learner_id,
                LessonRecord.course_id.in_(ids_of(course)),
                LessonRecord.lesson_id.in_(ids_of(lesson)),
            ),
        )
    ).all()
    records = [Record(lesson_id, at, until) for lesson_id, at, _number, _whole, until in rows if lesson_id]
    rounds = [Round(number, at, whole) for lesson_id, at, number, whole, _until in rows if not lesson_id]
    return counts_since(course, lesson, records, max(rounds, default=FIRST), on=on or clock.today(), zone=clock.zone())


def _further(learner_id: int, course: Course) -> Select[*tuple[Any, ...]]:
    """Rounds after the first: nothing began in that one that would not count."""
    return select(literal(""), Enrolment.enrolled_at, Enrolment.round, Enrolment.whole, cast(null(), Date)).where(
        Enrolment.user_id == learner_id, Enrolment.course_id.in_(ids_of(course)), Enrolment.round > 1
    )
