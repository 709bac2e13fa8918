"""Reads of what looks implausible: for HR within its scope, for learners about themselves; and of their study time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from app import clock
from app.access import Scope
from app.content import queries as content
from app.db import db
from app.errors import NotFound
from app.i18n import language
from app.people import queries as people
from app.people.models import User

from .models import HonestyFlag, StudyTime

ROWS_A_PAGE = 25
OWN_ROWS = 100
LOOKED_BY = aliased(User)


@dataclass(frozen=True, slots=True)
class FlagRow:
    """One flag, with the person it is about and what it is about in the reader's language."""

    id: int
    kind: str
    user_id: int
    person: str
    staff_no: str
    course: str
    title: str  # of the lesson or quiz
    number: int  # of the attempt
    figures: Mapping[str, Any]
    raised_at: datetime
    looked_at: datetime | None
    looked_by: str
    outcome: str | None
    note: str


def list_flags(*, reader_id: int, scope: Scope, now: datetime, is_open: bool, page: int) -> list[FlagRow]:
    """A page of the flags about others in scope: those nobody has looked at, or the others; the newest first."""
    rows = _rows(*_about_others(reader_id, scope, now))
    if is_open:
        rows = rows.where(HonestyFlag.looked_at.is_(None)).order_by(HonestyFlag.raised_at.desc(), HonestyFlag.id.desc())
    else:
        rows = rows.where(HonestyFlag.looked_at.is_not(None)).order_by(
            HonestyFlag.looked_at.desc(), HonestyFlag.id.desc()
        )
    found = db.session.execute(rows.limit(ROWS_A_PAGE).offset((page - 1) * ROWS_A_PAGE))
    return [_row(*row) for row in found]


def count_flags(*, reader_id: int, scope: Scope, now: datetime) -> tuple[int, int]:
    """How many flags about others in scope nobody has looked at, and how many somebody has."""
    counts = select(func.count(HonestyFlag.id), func.count(HonestyFlag.looked_at))
    total, looked_at = db.session.execute(counts.where(*_about_others(reader_id, scope, now))).one()
    return total - looked_at, looked_at


def get_flag(flag_id: int, *, reader_id: int, scope: Scope, now: datetime) -> FlagRow:
    """One flag about somebody else in scope. Raises NotFound."""
    row = db.session.execute(_rows(HonestyFlag.id == flag_id, *_about_others(reader_id, scope, now))).one_or_none()
    if row is None:
        raise NotFound
    return _row(*row)


def list_own_flags(*, learner_id: int) -> list[FlagRow]:
    """What was noted about a learner, and what came of it, the newest first; at most OWN_ROWS. One statement."""
    rows = _rows(HonestyFlag.user_id == learner_id).order_by(HonestyFlag.raised_at.desc(), HonestyFlag.id.desc())
    return [_row(*row) for row in db.session.execute(rows.limit(OWN_ROWS))]


def list_study_seconds(*, learner_id: int) -> dict[str, int]:
    """How long a learner was active in each course, by its id. One statement."""
    own = select(StudyTime.course_id, func.sum(StudyTime.seconds)).where(StudyTime.user_id == learner_id)
    return {course_id: int(seconds) for course_id, seconds in db.session.execute(own.group_by(StudyTime.course_id))}


def _about_others(reader_id: int, scope: Scope, now: datetime) -> tuple[ColumnElement[bool], ...]:
    among = people.people_in_scope(scope, on=clock.local_date(now))
    return HonestyFlag.user_id.in_(among), HonestyFlag.user_id != reader_id


def _rows(*conditions: ColumnElement[bool]) -> Any:
    return (
        select(HonestyFlag, User.name, User.staff_no, LOOKED_BY.name)
        .join(User, User.id == HonestyFlag.user_id)
        .outerjoin(LOOKED_BY, LOOKED_BY.id == HonestyFlag.looked_by_id)
        .where(*conditions)
    )


def _row(flag: HonestyFlag, person: str, staff_no: str, looked_by: str | None) -> FlagRow:
    course = content.catalogue().course(flag.course_id)
    lesson = course.lesson(flag.object_id) if course else None
    return FlagRow(
        flag.id,
        flag.kind,
        flag.user_id,
        person,
        staff_no,
        course.title_in(language()) if course else flag.course_id,
        lesson.title(language()) if lesson else flag.object_id,
        flag.number,
        flag.detail,
        flag.raised_at,
        flag.looked_at,
        looked_by or "",
        flag.outcome,
        flag.note,
    )
