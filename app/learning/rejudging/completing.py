"""A quiz completed by many learners at once, and the course where it was the last thing missing. Inside `writing()`."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import update

from app import clock
from app.content.model import Course, Lesson
from app.db import db

from .. import completing, log
from ..actions import open_lesson
from ..credentials import pass_until
from ..models import LessonRecord
from ..places import Place, list_places
from ..progress import Record


def complete_all(course: Course, quiz: Lesson, moments: Mapping[int, datetime], *, now: datetime) -> None:
    """The quiz is completed by these learners, each at a moment of their own."""
    places = list_places(course, list(moments))
    written: list[dict[str, object]] = []
    events: list[log.Noted] = []
    ended: dict[int, tuple[Place, datetime]] = {}
    for user_id, at in moments.items():
        place = places[user_id]
        newest = place.own(quiz)[-1:]
        if place.enrolment is None or not newest or newest[0][1].completed_at is not None:
            _complete_one(user_id, course, quiz, at, now)
            continue
        key, record, number = newest[0]
        until = pass_until(clock.local_date(at), quiz.valid_months)
        written.append({"id": key, "completed_at": at, "valid_until": until})
        place.records[key] = Record(record.lesson_id, at, until), number
        events.append(log.Noted(user_id, "completed", course.id, quiz.id, at, {}))
        ended[user_id] = place, at
    if written:
        db.session.execute(update(LessonRecord), written)
    log.note_all(events, now=now)
    completing.complete_courses(course, ended, now=now)


def _complete_one(user_id: int, course: Course, quiz: Lesson, at: datetime, now: datetime) -> None:
    record = completing.find_record(user_id, course, quiz) or open_lesson(user_id, course, quiz, now=now)
    if record.completed_at is None:
        completing.complete(record, course, quiz, at, now=now)
