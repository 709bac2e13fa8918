"""Reads of one's own review. Nobody else's cards can be asked for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, CompoundSelect, Date, case, cast, func, literal, null, select, union_all
from sqlalchemy.orm import defer

from app import clock
from app.content import queries as content
from app.db import db
from app.errors import NotFound

from ..models import Allowance, Attempt, Enrolment, LessonRecord
from ..progress import Record, Round
from ..queries import ids_of
from .cards import begin_of
from .mastery import Evidence, Mastery, estimate, first_answers
from .models import ReviewAnswer, ReviewCard, ReviewSetting
from .past import Past, list_past
from .places import Place, places_of
from .rights import Rights
from .session import SECONDS, USUAL_SECONDS, Item, minutes_of, ordered, recall_of, share_of_today

USUAL_MINUTES = 6


@dataclass(frozen=True, slots=True)
class Setting:
    """How somebody wants to review. `paused_until`: nothing is asked before this day."""

    minutes: int = USUAL_MINUTES
    paused_until: date | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """Today's part of what is due: how many questions, about how many minutes."""

    count: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Done:
    """What was answered in review today."""

    count: int = 0
    right_count: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """One's whole review. `items`: what may be asked, `paused`: what was put aside, `card_count`: with what sleeps."""

    setting: Setting
    items: Sequence[Item]
    paused: Sequence[Item]
    card_count: int
    done: Done
    today: date

    @property
    def is_paused(self) -> bool:
        return self.setting.paused_until is not None and self.setting.paused_until > self.today

    @property
    def due(self) -> list[Item]:
        """What is due today, in order; nothing during a pause."""
        return [] if self.is_paused else ordered([item for item in self.items if item.due_on <= self.today])


class Places:
    """Where questions stand today, looked up course by course and once each."""

    def __init__(self) -> None:
        self._found: dict[str, Mapping[str, Place]] = {}

    def find(self, course_id: str, question_id: str) -> Place | None:
        """None for what is not asked any more, or whose course is not offered."""
        if course_id not in self._found:
            course = content.find_course(course_id)
            self._found[course_id] = places_of(course) if course else {}
        return self._found[course_id].get(question_id)


def get_review(*, learner_id: int, now: datetime) -> Review:
    """Everything about one's review, in five statements."""
    today, places = clock.local_date(now), Places()
    cards = list(db.session.scalars(select(ReviewCard).filter_by(user_id=learner_id).order_by(ReviewCard.id)))
    items = items_of(cards, rights_of(learner_id=learner_id, on=today), places, today)
    return Review(
        find_setting(learner_id=learner_id),
        [item for item in items if item.card.paused_at is None],
        [item for item in items if item.card.paused_at is not None],
        len(cards),
        done_today(places, learner_id=learner_id, today=today),
        today,
    )


def list_mastery(items: Sequence[Item], *, learner_id: int) -> dict[tuple[str, str], Mastery]:
    """How far one masters the competencies of these questions, by course id and competency.

    From one's answers to all questions about them, as far as one was told, or may be, what came of them.
    """
    told = {(item.place.course.id, item.place.question.id) for item in items}
    places, evidence = Places(), defaultdict(list)
    for past in list_past(learner_id) if any(item.place.competencies for item in items) else ():
        place = places.find(past.course_id, past.question_id)
        if place is None or not ((place.course.id, place.question.id) in told or _was_told(place, past)):
            continue
        answer = Evidence(f"{place.question.id} {past.version}", clock.local_date(past.at), past.right)
        for competency in place.competencies:
            evidence[place.course.id, competency].append(answer)
    return {key: estimate(first_answers(answers)) for key, answers in evidence.items()}


def _was_told(place: Place, past: Past) -> bool:
    """In a lesson one sees at once whether one was right, where it does not keep silent."""
    lesson = place.lesson
    return lesson is not None and past.page_id in ids_of(lesson) and lesson.feedback != "never"


def find_setting(*, learner_id: int) -> Setting:
    row = db.session.scalar(select(ReviewSetting).filter_by(user_id=learner_id))
    return Setting(row.minutes, row.paused_until) if row else Setting()


def today_share(*, learner_id: int, now: datetime) -> Share | None:
    """What *Today* says; None when nothing is due. One statement where nothing is, else four."""
    today = clock.local_date(now)
    statement = (
        select(ReviewCard, ReviewSetting.minutes, ReviewSetting.paused_until)
        .outerjoin(ReviewSetting, ReviewSetting.user_id == ReviewCard.user_id)
        .where(ReviewCard.user_id == learner_id, ReviewCard.due_at <= now, ReviewCard.paused_at.is_(None))
    )
    rows = db.session.execute(statement).all()
    if not rows or (rows[0].paused_until and rows[0].paused_until > today):
        return None
    places = Places()
    due = items_of([row.ReviewCard for row in rows], rights_of(learner_id=learner_id, on=today), places, today)
    done = done_today(places, learner_id=learner_id, today=today)
    share = share_of_today(ordered(due), rows[0].minutes or USUAL_MINUTES, done.seconds)
    return Share(len(share), minutes_of(share)) if share else None


def get_card(card_id: int, *, learner_id: int) -> ReviewCard:
    """One's own card. Raises NotFound."""
    card = db.session.scalar(select(ReviewCard).filter_by(id=card_id, user_id=learner_id))
    if card is None:
        raise NotFound
    return card


def get_answer(answer_id: int, *, learner_id: int) -> ReviewAnswer:
    """One's own answer. Raises NotFound."""
    answer = db.session.scalar(select(ReviewAnswer).filter_by(id=answer_id, user_id=learner_id))
    if answer is None:
        raise NotFound
    return answer


def last_number(place: Place, *, learner_id: int) -> int:
    """How often a question was answered in review."""
    own = select(func.max(ReviewAnswer.number)).where(
        ReviewAnswer.user_id == learner_id,
        ReviewAnswer.course_id.in_(ids_of(place.course)),
        ReviewAnswer.question_id.in_((place.question.id, *place.question.aliases)),
    )
    return db.session.scalar(own) or 0


def rights_of(*, learner_id: int, on: date) -> Rights:
    """What the learner's attempts allow on a day, in two statements."""
    form = case((Attempt.submitted_at.is_(None), Attempt.form))
    statement = select(Attempt, form.label("asked")).where(Attempt.user_id == learner_id).options(defer(Attempt.form))
    attempts, asked = defaultdict(list), set()
    for attempt, entries in db.session.execute(statement.order_by(Attempt.number)):
        attempts[attempt.course_id, attempt.quiz_id].append(attempt)
        asked |= {(attempt.course_id, entry["question"]) for entry in entries or ()}
    granted, rounds, passes = defaultdict(list), defaultdict(list), defaultdict(list)
    for course_id, quiz_id, at, number, whole, until in db.session.execute(_what_opens_anew(learner_id)):
        if until is not None:
            passes[course_id, quiz_id].append(Record(quiz_id, at, until))
        elif quiz_id:
            granted[course_id, quiz_id].append((at, number))
        else:
            rounds[course_id].append(Round(number, at, whole))
    return Rights(on, attempts, frozenset(asked), granted, rounds, passes)


def _what_opens_anew(learner_id: int) -> CompoundSelect[*tuple[Any, ...]]:
    """Attempts granted on top; rounds after the first, which have no quiz; passes, which have an end."""
    return union_all(
        select(
            Allowance.course_id,
            Allowance.quiz_id,
            Allowance.granted_at,
            Allowance.extra_attempts,
            cast(null(), Boolean),
            cast(null(), Date),
        ).where(Allowance.user_id == learner_id),
        select(
            Enrolment.course_id,
            literal(""),
            Enrolment.enrolled_at,
            Enrolment.round,
            Enrolment.whole,
            cast(null(), Date),
        ).where(Enrolment.user_id == learner_id, Enrolment.round > 1),
        select(
            LessonRecord.course_id,
            LessonRecord.lesson_id,
            LessonRecord.completed_at,
            LessonRecord.round,
            cast(null(), Boolean),
            LessonRecord.valid_until,
        ).where(
            LessonRecord.user_id == learner_id,
            LessonRecord.valid_until.is_not(None),
            LessonRecord.completed_at.is_not(None),
        ),
    )


def items_of(cards: Sequence[ReviewCard], rights: Rights, places: Places, today: date) -> list[Item]:
    """The cards that may be asked. The others sleep."""
    found = []
    for card in cards:
        place = places.find(card.course_id, card.question_id)
        if place is not None and rights.allow(card, place):
            days = (today - clock.local_date(card.last_reviewed_at)).days
            found.append(Item(card, place, recall_of(card, days), clock.local_date(card.due_at)))
    return found


def done_today(places: Places, *, learner_id: int, today: date) -> Done:
    """What was answered in review since midnight."""
    statement = select(ReviewAnswer.course_id, ReviewAnswer.question_id, ReviewAnswer.fraction).where(
        ReviewAnswer.user_id == learner_id, ReviewAnswer.answered_at >= begin_of(today)
    )
    rows = db.session.execute(statement).all()
    seconds = 0
    for course_id, question_id, _fraction in rows:
        place = places.find(course_id, question_id)
        seconds += SECONDS.get(place.question.kind, USUAL_SECONDS) if place else USUAL_SECONDS
    return Done(len(rows), sum(Decimal(str(row.fraction)) >= 1 for row in rows), seconds)
