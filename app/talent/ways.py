"""Where a position's targets are taught: in its programme, beside it, or nowhere. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.content.model import Course

from .model import Position
from .taught import NOTHING, Taught


@dataclass(frozen=True, slots=True)
class Way:
    """Courses with a lesson about a competency, as they stand to the programme of a position; quizzes alone teach nothing."""

    required: tuple[Course, ...] = ()
    electives: tuple[Course, ...] = ()
    others: tuple[Course, ...] = ()

    @property
    def nearest(self) -> tuple[Course, ...]:
        """The required ones; else those the programme offers; else those beside it."""
        return self.required or self.electives or self.others


def ways(
    position: Position,
    taught: Mapping[str, Taught],
    *,
    required: Collection[str] = (),
    electives: Collection[str] = (),
) -> dict[str, Way]:
    """By competency, for every target of the position. `required`, `electives`: the ids of the programme's courses."""
    return {name: _way(taught.get(name.lower(), NOTHING), required, electives) for name in position.levels}


def left_open(position: Position, found: Mapping[str, Way]) -> dict[str, int]:
    """The targets that no required course teaches, with their levels, the highest first."""
    open_ones = [(name, level) for name, level in position.levels.items() if not found[name].required]
    return dict(sorted(open_ones, key=lambda each: -each[1]))


def _way(known: Taught, required: Collection[str], electives: Collection[str]) -> Way:
    courses = {place.course.id: place.course for place in known.lessons if place.lesson.kind == "lesson"}
    return Way(
        tuple(course for key, course in courses.items() if key in required),
        tuple(course for key, course in courses.items() if key in electives),
        tuple(course for key, course in courses.items() if key not in required and key not in electives),
    )
