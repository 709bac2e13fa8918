"""Beginning a further round of a course whose completion runs out. Inside `writing()`, never commits."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app import clock
from app.content.model import Course
from app.db import db
from app.errors import Conflict

from . import log
from .completing import renew_pages
from .credentials import Status, policy_of
from .enrolling import enrol
from .models import Enrolment
from .standings import list_standings


def begin_round(learner_id: int, course: Course, number: int, *, now: datetime) -> Enrolment:
    """The learner's place in round `number`, the key against double clicks: a round that has begun is returned as it is.

    Raises Conflict when the course is not to be renewed now.
    """
    if number < 2:
        raise _refusal()
    place = enrol(learner_id, course, now=now)
    if number <= place.round:
        return place
    [standing] = list_standings([course], learner_id=learner_id, on=clock.local_date(now), with_scores=False)
    if number != place.round + 1 or standing.credential is None or not standing.may_renew:
        raise _refusal()
    status, policy = standing.credential.status, policy_of(course.certificate)
    begun = Enrolment(
        user_id=learner_id,
        course_id=course.id,
        round=number,
        enrolled_at=now,
        whole=status is Status.REVOKED or (status is Status.LAPSED and policy.if_lapsed == "initial"),
    )
    try:
        with db.session.begin_nested():
            db.session.add(begun)
    except IntegrityError:  # where writers are not in line, another tab was first
        return enrol(learner_id, course, now=now)
    renew_pages(learner_id)
    log.note(learner_id, "renewing", course, course.id, now, round=number)
    return begun


def _refusal() -> Conflict:
    return Conflict(_("This course cannot be renewed now. Open its page again to see what it asks for."))
