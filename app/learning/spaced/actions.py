"""What learners do in review. Each action runs inside `writing()`, is given `now`, decides on what is true in there, never commits."""

from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.db import db
from app.errors import Conflict
from app.questions import variants
from app.questions.model import Answer, Question

from ..answering import is_given
from ..asked import keep_revision
from ..grading import grade_answer
from ..queries import ids_of
from . import cards, queries
from .cards import take_turns
from .models import ReviewAnswer, ReviewCard, ReviewSetting
from .places import Place
from .session import recall_of

FEWEST_MINUTES, MOST_MINUTES = 3, 20
LONGEST_PAUSE = timedelta(days=92)


def review_seed(learner_id: int, question: Question, number: int) -> str:
    """The seed of a question in review: other numbers each time it comes back, the same until it is answered."""
    return f"{learner_id}/{question.id}/r{number}"


def answer_card(
    learner_id: int, card_id: int, place: Place, number: int, answer: Answer, *, now: datetime
) -> ReviewAnswer | None:
    """Answer a question in review; `number` counts its answers there, from 1. None: nothing to judge, and nothing is used up.

    The same number again is answered by the first answer. Raises NotFound for a card that is not one's own, Conflict when the
    question cannot be asked now: it was answered elsewhere meanwhile, or an attempt with it has begun.
    """
    take_turns(learner_id)
    card = queries.get_card(card_id, learner_id=learner_id)
    first = _find_answer(learner_id, place, number)
    if first is not None:
        return first
    grade = grade_answer(variants.draw(place.question, review_seed(learner_id, place.question, number)), answer)
    if grade.unreadable or not is_given(answer):
        return None
    if number != queries.last_number(place, learner_id=learner_id) + 1 or not is_open(card, place, now):
        raise Conflict(_("This question is not due in review any more. Nothing was counted."))
    keep_revision(place.course, place.question, now=now)
    days = (clock.local_date(now) - clock.local_date(card.last_reviewed_at)).days
    row = ReviewAnswer(
        user_id=learner_id,
        course_id=place.course.id,
        question_id=place.question.id,
        number=number,
        revision=place.question.revision,
        answer=answer,
        fraction=float(grade.fraction),
        recall=recall_of(card, days),
        answered_at=now,
    )
    db.session.add(row)
    db.session.flush()
    cards.answered(learner_id, place.course, None, place.question.id, grade.fraction, now)
    return row


def is_open(card: ReviewCard, place: Place, now: datetime) -> bool:
    """Whether the card is due, and its question may be asked now."""
    is_due = card.paused_at is None and card.due_at <= now
    rights = queries.rights_of(learner_id=card.user_id, on=clock.local_date(now)) if is_due else None
    return rights is not None and rights.allow(card, place)


def pause_card(learner_id: int, card_id: int, *, now: datetime) -> None:
    """Do not ask this question until it is taken up again. Raises NotFound."""
    take_turns(learner_id)
    card = queries.get_card(card_id, learner_id=learner_id)
    card.paused_at = card.paused_at or now


def resume_card(learner_id: int, card_id: int) -> None:
    """Raises NotFound."""
    take_turns(learner_id)
    queries.get_card(card_id, learner_id=learner_id).paused_at = None


def change_minutes(learner_id: int, minutes: int) -> None:
    """How long a day's review is. Raises Conflict outside 3 to 20 minutes."""
    if not FEWEST_MINUTES <= minutes <= MOST_MINUTES:
        raise Conflict(
            _("Choose between %(least)d and %(most)d minutes a day.", least=FEWEST_MINUTES, most=MOST_MINUTES)
        )
    _setting(learner_id).minutes = minutes


def pause_until(learner_id: int, day: date | None, *, now: datetime) -> None:
    """Ask nothing before this day; None: go on. Raises Conflict for a day that is not ahead, or too far."""
    today = clock.local_date(now)
    if day is not None and not today < day <= today + LONGEST_PAUSE:
        raise Conflict(_("Choose a day between tomorrow and three months from now."))
    _setting(learner_id).paused_until = day


def _setting(learner_id: int) -> ReviewSetting:
    take_turns(learner_id)
    row = db.session.get(ReviewSetting, learner_id)
    if row is None:
        row = ReviewSetting(user_id=learner_id, minutes=queries.USUAL_MINUTES)
        db.session.add(row)
    return row


def _find_answer(learner_id: int, place: Place, number: int) -> ReviewAnswer | None:
    return db.session.scalar(
        select(ReviewAnswer).where(
            ReviewAnswer.user_id == learner_id,
            ReviewAnswer.course_id.in_(ids_of(place.course)),
            ReviewAnswer.question_id.in_((place.question.id, *place.question.aliases)),
            ReviewAnswer.number == number,
        )
    )
