"""Places on courses. Each action runs inside `writing()`, is given `now`, never commits."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.content.model import Course
from app.db import db, locked

from . import log, queries
from .models import Enrolment


def enrol(learner_id: int, course: Course, *, now: datetime) -> Enrolment:
    """A place on the course; the one there is, if there is one. Locks it: one learner acts on a course one act at a time."""
    statement = select(Enrolment).where(
        Enrolment.user_id == learner_id, Enrolment.course_id.in_(queries.ids_of(course))
    )
    statement = locked(statement.order_by(Enrolment.round.desc()).limit(1))
    enrolment = db.session.scalar(statement)
    if enrolment is not None:
        return enrolment
    enrolment = Enrolment(user_id=learner_id, course_id=course.id, round=1, enrolled_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(enrolment)
    except IntegrityError:  # where writers are not in line, another tab was first: go on with its place
        return db.session.scalars(statement).one()
    log.note(learner_id, "enrolled", course, course.id, now)
    return enrolment
