"""What people learnt of courses, asked for or not, as SQL."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Date, Select, func, select

from app import clock
from app.content.model import Course
from app.db import UTCDateTime
from app.learning.counted import stands
from app.learning.models import Completion, LessonRecord
from app.programmes.duties.catalogued import heir, of_editions, stored_ids


def first_completions(among: CTE, courses: Sequence[Course], *, as_of: date) -> Select[*tuple[Any, ...]]:
    """user_id, course_id, completed_on: the first completion of the edition in service, up to a day."""
    course_id = heir(Completion.course_id, courses)
    return (
        select(
            Completion.user_id,
            course_id.label("course_id"),
            func.min(Completion.completed_on, type_=Date).label("completed_on"),
        )
        .join(among, among.c.id == Completion.user_id)
        .where(of_editions(courses), stands(), Completion.completed_on <= as_of)
        .group_by(Completion.user_id, course_id)
    )


def first_openings(among: CTE, courses: Sequence[Course], *, as_of: date) -> Select[*tuple[Any, ...]]:
    """user_id, course_id, opened_at: when a lesson was first opened, up to a day."""
    course_id = heir(LessonRecord.course_id, courses)
    return (
        select(
            LessonRecord.user_id,
            course_id.label("course_id"),
            func.min(LessonRecord.first_opened_at, type_=UTCDateTime()).label("opened_at"),
        )
        .join(among, among.c.id == LessonRecord.user_id)
        .where(LessonRecord.course_id.in_(stored_ids(courses)), opened_by(as_of))
        .group_by(LessonRecord.user_id, course_id)
    )


def opened_by(as_of: date) -> ColumnElement[bool]:
    """Whether a lesson had been opened by the end of a business day."""
    return LessonRecord.first_opened_at < end_of(as_of)


def end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), clock.zone())
