"""Which surveys wait for a learner: about courses completed, and about sessions attended."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, String, and_, cast, select

from app.clock import local_date
from app.content import queries as content
from app.content.model import Course
from app.db import db
from app.learning.counted import stands
from app.learning.models import Completion
from app.learning.queries import ids_of
from app.training.kinds import CAME
from app.training.sessions.queries import OwnSession, list_own_past

from .cohorts import OFFERED_DAYS, cohort_of, first_open, last_day
from .instruments import COURSE, SESSION
from .models import SurveyCall


@dataclass(frozen=True, slots=True)
class Offer:
    """Something completed about which the learner may say what they think. `subject_id`, `occasion`: as they are stored."""

    kind: str
    subject_id: str
    occasion: str
    completed_on: date
    answered: bool | None  # None: neither answered nor refused

    @property
    def cohort(self) -> date:
        return cohort_of(self.completed_on)

    @property
    def last_day(self) -> date:
        """Until when it may be answered."""
        return last_day(self.cohort)


def list_open(learner_id: int, *, on: date) -> list[tuple[Offer, Course]]:
    """Courses completed lately and neither answered about nor refused, the newest first. One statement."""
    found = [(offer, content.find_course(offer.subject_id)) for offer in _offers(learner_id, on=on)]
    return [(offer, course) for offer, course in found if course is not None and _is_waiting(offer, on)]


def list_open_sessions(learner_id: int, *, on: date) -> list[tuple[Offer, OwnSession]]:
    """The same about sessions attended. One statement, or two."""
    return [(offer, own) for offer, own in _sessions(learner_id, on=on) if _is_waiting(offer, on)]


def find_offer(learner_id: int, course: Course, *, on: date) -> Offer | None:
    """Of the course's newest completion, whatever was said to it; None when there is nothing to answer, or no longer."""
    offers = _offers(learner_id, Completion.course_id.in_(ids_of(course)), on=on)
    return max(offers, key=lambda offer: offer.completed_on, default=None)


def find_session_offer(learner_id: int, session_id: int, *, on: date) -> Offer | None:
    """Of a session that the learner attended; None when there is nothing to answer, or no longer."""
    offers = (offer for offer, _own in _sessions(learner_id, on=on))
    return next((offer for offer in offers if offer.subject_id == str(session_id)), None)


def _is_waiting(offer: Offer, on: date) -> bool:
    return offer.answered is None and offer.completed_on >= on - timedelta(days=OFFERED_DAYS)


def _sessions(learner_id: int, *, on: date) -> list[tuple[Offer, OwnSession]]:
    """What was attended in a quarter that is open, the newest first."""
    attended = [(local_date(own.found.session.ends_at), own) for own in list_own_past(learner_id) if own.status in CAME]
    attended = [(day, own) for day, own in attended if first_open(on) <= day <= on]
    if not attended:
        return []
    calls = select(SurveyCall.subject_id, SurveyCall.answered).filter_by(user_id=learner_id, kind=SESSION)
    answered = {subject_id: answered for subject_id, answered in db.session.execute(calls)}
    return [
        (Offer(SESSION, key, "", day, answered.get(key)), own)
        for day, own in attended
        for key in [str(own.found.session.id)]
    ]


def _offers(learner_id: int, *conditions: ColumnElement[bool], on: date) -> list[Offer]:
    """One a course, of its newest completion, the newest first."""
    occasion = cast(Completion.edition, String) + "." + cast(Completion.round, String)
    call = and_(
        SurveyCall.user_id == Completion.user_id,
        SurveyCall.kind == COURSE,
        SurveyCall.subject_id == Completion.course_id,
        SurveyCall.occasion == occasion,
    )
    rows = db.session.execute(
        select(Completion.course_id, occasion.label("occasion"), Completion.completed_on, SurveyCall.answered)
        .outerjoin(SurveyCall, call)
        .where(Completion.user_id == learner_id, stands(), Completion.completed_on >= first_open(on), *conditions)
        .order_by(Completion.completed_on.desc(), Completion.edition.desc(), Completion.round.desc())
    )
    newest: dict[str, Offer] = {}
    for row in rows:
        offer = Offer(COURSE, row.course_id, row.occasion, row.completed_on, row.answered)
        newest.setdefault(row.course_id, offer)
    return list(newest.values())
