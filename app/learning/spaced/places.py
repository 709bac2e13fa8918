"""Where the questions of a course stand today: in a lesson, in quizzes, in none. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.content.model import Course, Lesson
from app.questions.model import Question

from ..drawing import fitting


@dataclass(frozen=True, slots=True)
class Place:
    """A question that is asked today. `lesson`: where it is a check; `quizzes`: all that may ask it."""

    course: Course
    question: Question
    lesson: Lesson | None = None
    quizzes: tuple[Lesson, ...] = ()

    @property
    def competencies(self) -> tuple[str, ...]:
        """What it measures; without a competency of its own, what the pages that hold it are about."""
        if self.question.competency:
            return (self.question.competency,)
        pages = (self.lesson, *self.quizzes) if self.lesson else self.quizzes
        return tuple(dict.fromkeys(key for page in pages for key in page.competencies))


def places_of(course: Course) -> Mapping[str, Place]:
    """By id and by former id. Retired questions, and those of pools that nobody draws from, have no place."""
    live: dict[str, Question] = {}
    checks: dict[str, Lesson] = {}
    asking: dict[str, dict[str, Lesson]] = {}
    for page in course.lessons:
        for question in page.questions:
            live[question.id] = question
            if page.kind == "lesson":
                checks[question.id] = page
            else:
                asking.setdefault(question.id, {})[page.id] = page
        for draw in page.draws:
            for question in fitting(course, draw):
                live[question.id] = question
                asking.setdefault(question.id, {})[page.id] = page
    found = {
        key: Place(course, question, checks.get(key), tuple(asking.get(key, {}).values()))
        for key, question in live.items()
        if question.status == "live"
    }
    return {alias: place for place in found.values() for alias in place.question.aliases} | found
