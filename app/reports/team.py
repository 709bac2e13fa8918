"""What a manager looks at beside the figures: which courses lag behind."""

from collections.abc import Iterable

from app.content.model import Course

from .figures.counts import Counts

PEOPLE_SHOWN = 10
COURSES_SHOWN = 5


def slowest_courses(by_course: Iterable[tuple[Course, Counts]]) -> list[tuple[Course, Counts]]:
    """The courses with the lowest completion of what was assigned, at most five; without those assigned to nobody."""
    assigned = [(course, counts) for course, counts in by_course if counts.assigned]
    return sorted(assigned, key=lambda pair: pair[1].completed_rate.ratio or 0.0)[:COURSES_SHOWN]
