"""Courses that somebody is asked to take again, asked by whoever has a reason: this package knows nobody's.

Whoever asks registers a function with `ask`.
"""

from collections.abc import Callable, Mapping
from datetime import date

Asker = Callable[[int, date], Mapping[str, date]]
"""For a learner, on a day: by the id of a course the first day from which a completion is what is asked for."""

ASKERS: list[Asker] = []


def ask(asker: Asker) -> Asker:
    ASKERS.append(asker)
    return asker


def asked_from(learner_id: int, on: date) -> dict[str, date]:
    """By course the latest such day. A statement for each who asks."""
    found: dict[str, date] = {}
    for asker in ASKERS:
        for course_id, day in asker(learner_id, on).items():
            found[course_id] = max(day, found.get(course_id, day))
    return found
