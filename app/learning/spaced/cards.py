"""A card for every question a learner has answered. Inside `writing()`, in a learner's own row's turn (`take_turns`, `renew_pages`).

Cards follow from the log alone (past.py), but for the pause: the calls here keep them up with it, `rebuild` makes them anew.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, select, update

from app import clock
from app.content import queries as content
from app.content.model import Course
from app.db import db
from app.people.models import User

from ..queries import ids_of
from .memory import LOGIC, Memory, is_right, learn
from .models import ReviewCard
from .past import Past, list_past, remember
from .places import places_of

Key = tuple[str, str]  # course id, question id


def take_turns(learner_id: int) -> None:
    """One at a time a learner, where writers are not in line anyway."""
    db.session.execute(select(User.id).filter_by(id=learner_id).with_for_update())


def answered(
    learner_id: int, course: Course, page_id: str | None, question_id: str, fraction: Decimal | None, now: datetime
) -> None:
    """A question was answered, in a lesson, or in review (`page_id` None). `fraction` None: it waits for a reviewer."""
    answered_all(learner_id, course, page_id, {question_id: fraction}, now)


def answered_all(
    learner_id: int, course: Course, page_id: str | None, fractions: Mapping[str, Decimal | None], now: datetime
) -> None:
    """Several questions of a page were answered at once, at `now`: their shares by id. At most three statements.

    What was left open or could not be read is not among them. An answer older than the newest one known is put in its place
    by computing its card anew from the log.
    """
    places = places_of(course)
    right: dict[str, bool] = {}
    ids: dict[str, tuple[str, ...]] = {}
    for question_id, fraction in fractions.items():
        place = places.get(question_id)
        if fraction is None or (place is not None and place.question.kind == "open"):
            continue
        key = place.question.id if place else question_id
        right[key], ids[key] = is_right(fraction), (key, *(place.question.aliases if place else ()))
    if not right:
        return
    kept = _cards(learner_id, course, ids)
    stale = [key for key in right if key not in places or _is_stale(kept[key], now)]
    _write(
        learner_id,
        {
            (course.id, key): _row(_learnt(kept[key], right[key], now), page_id or kept[key][0].page_id, now)
            for key in right
            if key not in stale and (page_id or kept[key])
        },
        {(course.id, key): kept[key] for key in right},
    )
    if stale:
        renew(learner_id, course, stale)


def renew(learner_id: int, course: Course, question_ids: Iterable[str]) -> None:
    """Compute the cards of these questions anew from the log: their answers were judged otherwise, or came late."""
    take_turns(learner_id)
    places = places_of(course)
    ids = {}
    for question_id in question_ids:
        place = places.get(question_id)
        key = place.question.id if place else question_id
        ids[key] = (key, *(place.question.aliases if place else ()))
    past = list_past(learner_id, {one for each in ids.values() for one in each})
    kept = _cards(learner_id, course, ids)
    _renew(learner_id, past, {(course.id, key): kept[key] for key in ids})


def rebuild(learner_id: int) -> int:
    """Compute all cards of a learner anew from the log; how many there are then. Pauses stay."""
    take_turns(learner_id)
    cards = defaultdict(list)
    statement = select(ReviewCard).filter_by(user_id=learner_id).order_by(ReviewCard.id)
    for card in db.session.scalars(statement.execution_options(populate_existing=True)):
        cards[_heir(card.course_id, card.question_id)].append(card)
    return _renew(learner_id, list_past(learner_id), cards)


def _renew(learner_id: int, past: Sequence[Past], kept: Mapping[Key, Sequence[ReviewCard]]) -> int:
    by_key = defaultdict(list)
    for answer in past:
        by_key[_heir(answer.course_id, answer.question_id)].append(answer)
    wanted = {}
    for key, answers in by_key.items():
        memory = remember(answers)
        pages = [answer.page_id for answer in answers if answer.page_id] or [card.page_id for card in kept.get(key, ())]
        if memory is not None and pages:
            wanted[key] = _row(memory, pages[-1], answers[-1].at)
    gone = [card.id for key, cards in kept.items() if key not in wanted for card in cards]
    _write(learner_id, wanted, kept)
    _drop(gone)
    return len(wanted)


def _heir(course_id: str, question_id: str) -> Key:
    """The ids of today for those of then. What is gone keeps its own: it sleeps until it comes back."""
    course = content.catalogue().course(course_id)
    if course is None:
        return course_id, question_id
    place = places_of(course).get(question_id)
    return course.id, place.question.id if place else question_id


def _cards(learner_id: int, course: Course, ids: Mapping[str, tuple[str, ...]]) -> Mapping[str, list[ReviewCard]]:
    """The cards of some questions, former ids included, by the id of today."""
    heirs = {one: key for key, each in ids.items() for one in each}
    statement = select(ReviewCard).where(
        ReviewCard.user_id == learner_id,
        ReviewCard.course_id.in_(ids_of(course)),
        ReviewCard.question_id.in_(heirs),
    )
    found: dict[str, list[ReviewCard]] = {key: [] for key in ids}
    for card in db.session.scalars(statement.order_by(ReviewCard.id).execution_options(populate_existing=True)):
        found[heirs[card.question_id]].append(card)
    return found


def _is_stale(cards: Sequence[ReviewCard], now: datetime) -> bool:
    return len(cards) > 1 or any(card.logic != LOGIC or card.last_reviewed_at >= now for card in cards)


def _learnt(cards: Sequence[ReviewCard], right: bool, now: datetime) -> Memory:
    return learn(memory_of(cards[0]) if cards else None, right=right, on=clock.local_date(now))


def memory_of(card: ReviewCard) -> Memory:
    return Memory(
        stability=card.stability,
        difficulty=card.difficulty,
        reviewed_on=clock.local_date(card.last_reviewed_at),
        due_on=clock.local_date(card.due_at),
        reviews=card.reviews,
        lapses=card.lapses,
        last_wrong=card.last_wrong,
    )


def _row(memory: Memory, page_id: str, at: datetime) -> dict[str, Any]:
    return {
        "page_id": page_id,
        "stability": memory.stability,
        "difficulty": memory.difficulty,
        "due_at": begin_of(memory.due_on),
        "last_reviewed_at": at,
        "reviews": memory.reviews,
        "lapses": memory.lapses,
        "last_wrong": memory.last_wrong,
        "logic": LOGIC,
    }


def begin_of(day: date) -> datetime:
    """The first instant of a day in the organisation's zone."""
    return datetime.combine(day, time(), clock.zone()).astimezone(UTC)


def _write(learner_id: int, rows: Mapping[Key, Mapping[str, Any]], kept: Mapping[Key, Sequence[ReviewCard]]) -> None:
    """Bring the cards to these values; of several for one question, one stays, paused if any was."""
    fresh, changed, doubles = [], [], []
    for (course_id, question_id), row in rows.items():
        cards = kept.get((course_id, question_id), ())
        ids = {"course_id": course_id, "question_id": question_id}
        if not cards:
            fresh.append({"user_id": learner_id, **ids, **row, "paused_at": None})
            continue
        paused_at = max((card.paused_at for card in cards if card.paused_at), default=None)
        changed.append({"id": cards[0].id, **ids, **row, "paused_at": paused_at})
        doubles += [card.id for card in cards[1:]]
    _drop(doubles)
    if changed:
        db.session.execute(update(ReviewCard), changed)
    if fresh:
        db.session.execute(insert(ReviewCard), fresh)


def _drop(ids: Sequence[int]) -> None:
    if ids:
        db.session.execute(delete(ReviewCard).where(ReviewCard.id.in_(ids)))
