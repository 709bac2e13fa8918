"""Cards of many people, computed anew beside the requests."""

from sqlalchemy import select

from app import jobs
from app.content import queries as content
from app.db import db, writing

from ..queries import ids_of
from .cards import renew
from .models import ReviewCard
from .places import places_of


@jobs.job
def renew_cards(course_id: str, question_id: str) -> None:
    """After answers to a question were judged otherwise: everybody's card of it, each in a short transaction of its own."""
    course = content.find_course(course_id)
    if course is None:
        return
    place = places_of(course).get(question_id)
    ids = (place.question.id, *place.question.aliases) if place else (question_id,)
    own = select(ReviewCard.user_id).where(ReviewCard.course_id.in_(ids_of(course)), ReviewCard.question_id.in_(ids))
    for learner_id in list(db.session.scalars(own.distinct().order_by(ReviewCard.user_id))):
        with writing():
            renew(learner_id, course, [question_id])
