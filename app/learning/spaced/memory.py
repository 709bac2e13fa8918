"""How long something is remembered: the FSRS scheduler (reports.md §4), in whole days of the organisation's calendar. Pure.

Answers are right or wrong: all points are *good*, anything less is *again*; nobody rates themselves.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from importlib.metadata import version

from fsrs import Card, Rating, Scheduler, State

DESIRED_RECALL = 0.9
LONGEST_DAYS = 365
SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)
PARAMETERS = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip

SCHEDULER = Scheduler(
    PARAMETERS,
    DESIRED_RECALL,
    learning_steps=(),  # the next look is tomorrow at the earliest
    relearning_steps=(),
    maximum_interval=LONGEST_DAYS,
    enable_fuzzing=False,  # its chance is global: the same answers would give other dates
)
_PARAMETERS_HASH = hashlib.sha256(json.dumps(SCHEDULER.to_dict(), sort_keys=True).encode()).hexdigest()[:8]
LOGIC = f"fsrs {version('fsrs')} {_PARAMETERS_HASH}"
"""Which scheduler with which parameters made a card. Cards of another one are computed anew from the log."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known about one thing that somebody was asked. `stability` in days, `difficulty` in 1..10."""

    stability: float
    difficulty: float
    reviewed_on: date
    due_on: date
    reviews: int  # answers it rests on
    lapses: int  # of these, wrong ones
    last_wrong: bool


def is_right(fraction: Decimal | float) -> bool:
    """Whether an answer counts as remembered: all points, at the four decimals in which shares are stored."""
    return round(float(fraction), 4) >= 1


def learn(memory: Memory | None, *, right: bool, on: date) -> Memory:
    """What is known after one more answer; None: it is the first one. A day before the last one counts as that same day."""
    on = on if memory is None else max(on, memory.reviewed_on)
    card, _log = SCHEDULER.review_card(_card(memory), Rating.Good if right else Rating.Again, _instant(on))
    assert card.stability is not None
    assert card.difficulty is not None
    return Memory(
        stability=card.stability,
        difficulty=card.difficulty,
        reviewed_on=on,
        due_on=card.due.date(),
        reviews=(memory.reviews if memory else 0) + 1,
        lapses=(memory.lapses if memory else 0) + (not right),
        last_wrong=not right,
    )


def recall(stability: float, days: int) -> float:
    """The share, in 0..1, of such things that are still known so many whole days after the last answer.

    Only for what was answered: something never asked has no recall, and is never averaged in.
    """
    card = Card(card_id=0, state=State.Review, stability=stability, due=SOME_DAY, last_review=SOME_DAY)
    return SCHEDULER.get_card_retrievability(card, SOME_DAY + timedelta(max(days, 0)))


def _card(memory: Memory | None) -> Card:
    if memory is None:
        return Card(card_id=0)
    return Card(
        card_id=0,
        state=State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=_instant(memory.due_on),
        last_review=_instant(memory.reviewed_on),
    )


def _instant(on: date) -> datetime:
    """A calendar day as the library wants it: in UTC, and no other zone will do, not even one that means the same."""
    return datetime.combine(on, time(), UTC)
