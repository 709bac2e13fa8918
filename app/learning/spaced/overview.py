"""What somebody's own review page says: what comes this week, and how much is still known. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.content import languages
from app.content.model import Course

from .mastery import Mastery, Person, needs_refreshing
from .queries import Setting
from .session import Item, ordered, share_of_today

WEEK = 7


@dataclass(frozen=True, slots=True)
class Day:
    """How many questions on a day."""

    on: date
    count: int


@dataclass(frozen=True, slots=True)
class Known:
    """A course, or with `competency` (its id) one of its competencies: questions answered, and those likely still known today.

    `mastery`: of a competency, where there are answers; `fades`: it was mastered, and is worth refreshing.
    """

    course: Course
    competency: str
    count: int
    known: int
    due_count: int
    mastery: Mastery | None = None
    fades: bool = False

    def title_in(self, lang: str) -> str:
        if not self.competency:
            return self.course.title_in(lang)
        return languages.text(self.course.competencies[self.competency].title, lang)


def forecast(items: Iterable[Item], today: date, setting: Setting, spent_seconds: int) -> list[Day]:
    """Today and the six days after, each with what fits into the minutes of a day, if nothing is answered before its day.

    What does not fit waits for the next day, in line with what falls due then. On days of a pause nothing is asked.
    """
    ahead = list(items)
    days = []
    for on in (today + timedelta(after) for after in range(WEEK)):
        paused = setting.paused_until is not None and on < setting.paused_until
        due = [] if paused else ordered([item for item in ahead if item.due_on <= on])
        share = share_of_today(due, setting.minutes, spent_seconds if on == today else 0)
        asked = {item.card.id for item in share}
        ahead = [item for item in ahead if item.card.id not in asked]
        days.append(Day(on, len(share)))
    return days


def totals_of(rows: Iterable[Known]) -> tuple[int, int, int]:
    """Answered, still known and due, over all courses."""
    courses = [row for row in rows if not row.competency]
    return (
        sum(row.count for row in courses),
        sum(row.known for row in courses),
        sum(row.due_count for row in courses),
    )


def next_due(items: Iterable[Item], today: date) -> Day | None:
    """The next day after today on which something is due."""
    ahead = [item.due_on for item in items if item.due_on > today]
    return Day(min(ahead), ahead.count(min(ahead))) if ahead else None


def known_of(items: Sequence[Item], mastered: Mapping[tuple[str, str], Mastery], today: date) -> list[Known]:
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
            if about:
                row = _known(course, competency, about, today)
                rows.append(_judged(row, mastered.get((course.id, competency)), about))
    return rows


def _judged(row: Known, found: Mastery | None, about: Sequence[Item]) -> Known:
    if found is None:
        return row
    person = Person(found, [item.recall for item in about], len(about), None)
    return replace(row, mastery=found, fades=needs_refreshing(person))


def _known(course: Course, competency: str, items: Sequence[Item], today: date) -> Known:
    """What was never answered has no recall, and is not among the items."""
    due = sum(item.due_on <= today for item in items)
    return Known(course, competency, len(items), round(sum(item.recall for item in items)), due)
