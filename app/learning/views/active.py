"""Beats of pages in use. Nothing is answered: the page goes on all the same."""

import re

from flask import request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from app import clock
from app.access import Permission, requires
from app.content import queries as content
from app.db import db, writing
from app.errors import NotFound

from ..honesty.beats import Beat, Item, take_beat
from ..models import Attempt
from ..queries import ids_of
from .blueprint import bp
from .opening import find_lesson

WORD = re.compile(r"[0-9a-z]{1,40}")
SECONDS = re.compile(r"[0-9]{1,6}")


def read_beat() -> Beat | None:
    """The beat in the form; None when there is none that can be read."""
    tab, seconds = request.form.get("tab", ""), request.form.get("seconds", "")
    return Beat(tab, int(seconds)) if WORD.fullmatch(tab) and SECONDS.fullmatch(seconds) else None


@bp.post("/courses/<course_id>/lessons/<lesson_id>/active")
@requires(Permission.LEARN)
def beat_lesson(course_id: str, lesson_id: str) -> ResponseReturnValue:
    course, lesson = find_lesson(course_id, lesson_id)
    return _take(Item(ids_of(course), ids_of(lesson)))


@bp.post("/attempts/<int(max=2147483647):attempt_id>/active")
@requires(Permission.LEARN)
def beat_attempt(attempt_id: int) -> ResponseReturnValue:
    """Of an attempt under way; afterwards its page is only read, and nothing counts."""
    own = select(Attempt.course_id, Attempt.quiz_id, Attempt.submitted_at).filter_by(
        id=attempt_id, user_id=current_user.id
    )
    row = db.session.execute(own).one_or_none()
    if row is None:
        raise NotFound
    if row.submitted_at is not None:
        return "", 204
    course = content.find_course(row.course_id)
    quiz = course.lesson(row.quiz_id) if course else None
    return _take(Item(ids_of(course) if course else (row.course_id,), ids_of(quiz) if quiz else (row.quiz_id,)))


def _take(item: Item) -> ResponseReturnValue:
    beat, learner_id = read_beat(), current_user.id
    if beat is None:
        return "", 422
    with writing():
        take_beat(learner_id, item, beat, now=clock.now())
    return "", 204
