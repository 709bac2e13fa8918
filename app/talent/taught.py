"""What is taught of each competency in the courses that are published. Pure; worked out once for each catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.content.model import Catalogue, Course, Lesson


@dataclass(frozen=True, slots=True)
class Place:
    """A lesson or quiz that leads to a level."""

    course: Course
    lesson: Lesson
    level: int


@dataclass(frozen=True, slots=True)
class Taught:
    """`lessons` by level, then in the order of the courses. `question_count`: with those of pools."""

    lessons: tuple[Place, ...] = ()
    question_count: int = 0

    @property
    def lesson_count(self) -> int:
        return sum(place.lesson.kind == "lesson" for place in self.lessons)


NOTHING = Taught()


def taught(catalogue: Catalogue) -> Mapping[str, Taught]:
    """By the competency's id in small letters.

    A question counts for the competency it names; one that names none, for those of the page it stands on.
    """
    places: dict[str, list[Place]] = {}
    counts: dict[str, int] = {}
    for course in catalogue.courses.values():
        if course.status != "published":
            continue
        for lesson in course.lessons:
            for name, level in lesson.competencies.items():
                places.setdefault(name.lower(), []).append(Place(course, lesson, level))
            for question in lesson.questions:
                for name in [question.competency] if question.competency else lesson.competencies:
                    counts[name.lower()] = counts.get(name.lower(), 0) + 1
        for pool in course.pools.values():
            for question in pool.questions:
                if question.competency:
                    counts[question.competency.lower()] = counts.get(question.competency.lower(), 0) + 1
    return {
        name: Taught(tuple(sorted(places.get(name, ()), key=lambda place: place.level)), counts.get(name, 0))
        for name in {*places, *counts}
    }
