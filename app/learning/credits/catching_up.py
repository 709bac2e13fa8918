"""Completions from before there was a ledger, credited once. Opens the gate itself, for a part of them at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select

from app import clock
from app.content import queries as content
from app.db import MANY, db, writing

from ..counted import stands
from ..models import Completion
from ..queries import ids_of
from .following import credit_earlier
from .models import Credit


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """How many completions were credited, and of how many the course is not taught any more: they wait for it."""

    credited: int
    waiting: int


def credit_missing() -> CaughtUp:
    """Credit every completion in force that has no row. What is credited already is left alone: run again, it does nothing."""
    credited = 0
    for course in content.list_courses():
        known = ids_of(course)
        while ids := _missing(known):
            with writing():
                credited += credit_earlier(ids, course, now=clock.now())
    db.session.rollback()
    waiting = db.session.scalar(select(func.count()).select_from(Completion).where(stands(), ~_is_credited()))
    return CaughtUp(credited, waiting or 0)


def _missing(course_ids: Sequence[str]) -> Sequence[int]:
    """The next completions of a course without a row."""
    db.session.rollback()
    own = Completion.course_id.in_(course_ids), stands(), ~_is_credited()
    return db.session.scalars(select(Completion.id).where(*own).order_by(Completion.id).limit(MANY)).all()


def _is_credited() -> ColumnElement[bool]:
    return exists().where(Credit.completion_id == Completion.id)
