"""Places on courses. Each action runs inside `writing()`, is given `now`, never commits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.content.model import Course
from app.db import MANY, db, locked

from . import log, queries
from .models import Enrolment


def enrol(learner_id: int, course: Course, *, now: datetime) -> Enrolment:
    """A place on the course; the one there is, if there is one. Locks it: one learner acts on a course one act at a time."""
    statement = select(Enrolment).where(
        Enrolment.user_id == learner_id, Enrolment.course_id.in_(queries.ids_of(course))
    )
    statement = locked(statement.order_by(Enrolment.round.desc()).limit(1))
    if db.session.scalar(statement) is not None:
        return db.session.scalars(statement).one()  # while we waited for its lock, a further round may have begun
    enrolment = Enrolment(user_id=learner_id, course_id=course.id, round=1, enrolled_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(enrolment)
    except IntegrityError:  # where writers are not in line, another tab was first: go on with its place
        return db.session.scalars(statement).one()
    log.note(learner_id, "enrolled", course, course.id, now)
    return enrolment


def lock_places(learner_ids: Sequence[int], course: Course) -> None:
    """What `enrol` locks, for many: nobody else acts on the course for them until we are done."""
    wanted = sorted(learner_ids)
    for at in range(0, len(wanted), MANY):
        own = select(Enrolment.id).where(
            Enrolment.user_id.in_(wanted[at : at + MANY]), Enrolment.course_id.in_(queries.ids_of(course))
        )
        own = own.order_by(Enrolment.user_id, Enrolment.round).with_for_update()
        for _again in range(2):  # the second time those that began while we waited
            db.session.execute(own).all()
