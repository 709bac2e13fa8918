"""What somebody's own review page says: what comes this week, and how much is still known. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.content import languages
from app.content.model import Course

from .session import Item

WEEK = 7


@dataclass(frozen=True, slots=True)
class Day:
    """How many questions fall due on a day; on the first one, those of the days before are with it."""

    on: date
    count: int


@dataclass(frozen=True, slots=True)
class Known:
    """A course, or with `competency` (its id) one of its competencies: questions answered, and those likely still known today."""

    course: Course
    competency: str
    count: int
    known: int
    due_count: int

    def title_in(self, lang: str) -> str:
        if not self.competency:
            return self.course.title_in(lang)
        return languages.text(self.course.competencies[self.competency].title, lang)


def forecast(items: Iterable[Item], today: date) -> list[Day]:
    """Today and the six days after, if nothing is answered meanwhile."""
    days = [0] * WEEK
    for item in items:
        ahead = max(0, (item.due_on - today).days)
        if ahead < WEEK:
            days[ahead] += 1
    return [Day(today + timedelta(ahead), count) for ahead, count in enumerate(days)]


def next_due(items: Iterable[Item], today: date) -> Day | None:
    """The next day after today on which something is due."""
    ahead = [item.due_on for item in items if item.due_on > today]
    return Day(min(ahead), ahead.count(min(ahead))) if ahead else None


def known_of(items: Sequence[Item], today: date) -> list[Known]:
    """Course by course in the order of the first card, each followed by its competencies."""
    courses: dict[str, list[Item]] = {}
    for item in items:
        courses.setdefault(item.place.course.id, []).append(item)
    rows = []
    for own in courses.values():
        course = own[0].place.course
        rows.append(_known(course, "", own, today))
        for competency in course.competencies:
            about = [item for item in own if competency in item.place.competencies]
            rows += [_known(course, competency, about, today)] if about else []
    return rows


def _known(course: Course, competency: str, items: Sequence[Item], today: date) -> Known:
    """What was never answered has no recall, and is not among the items."""
    due = sum(item.due_on <= today for item in items)
    return Known(course, competency, len(items), round(sum(item.recall for item in items)), due)
