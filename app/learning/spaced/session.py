"""What is asked today, in which order, and how long it takes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .memory import recall
from .models import ReviewCard
from .places import Place

SECONDS = {"true-false": 15, "single": 20, "multiple": 30, "text": 30}  # to answer, and to read what is right
USUAL_SECONDS = 45  # of the other kinds: something is computed, ordered, matched or filled in


@dataclass(frozen=True, slots=True)
class Item:
    """A card that may be asked, and where its question stands. `recall`: how likely it is still known today, in 0..1."""

    card: ReviewCard
    place: Place
    recall: float
    due_on: date

    @property
    def seconds(self) -> int:
        return SECONDS.get(self.place.question.kind, USUAL_SECONDS)


def recall_of(card: ReviewCard, days: int) -> float:
    """The recall of a card so many days after its last answer."""
    return recall(card.stability, days)


def ordered(items: Sequence[Item]) -> list[Item]:
    """Mistakes first; then what is most likely forgotten."""
    return sorted(items, key=lambda item: (not item.card.last_wrong, item.recall, item.card.id))


def following(items: Sequence[Item], after: int) -> list[Item]:
    """In order, those after the card with this id, which was skipped; all of them when it is not there."""
    found = ordered(items)
    ids = [item.card.id for item in found]
    return found[ids.index(after) + 1 :] if after in ids else found


def chosen(items: Sequence[Item], course: str, competency: str) -> list[Item]:
    """Those of one course, of one competency, or both; an empty id leaves it open."""
    return [
        item
        for item in items
        if (not course or course in (item.place.course.id, *item.place.course.aliases))
        and (not competency or competency in item.place.competencies)
    ]


def share_of_today(due: Sequence[Item], minutes: int, spent_seconds: int) -> list[Item]:
    """As many of what is due, as it is ordered, as fit into the minutes of a day; one at least while there is any time left."""
    left, share = minutes * 60 - spent_seconds, []
    for item in due:
        if left <= 0:
            break
        share.append(item)
        left -= item.seconds
    return share


def minutes_of(items: Sequence[Item]) -> int:
    """How long they take, in whole minutes, at least one."""
    return max(1, round(sum(item.seconds for item in items) / 60))
