"""Where to read again what an attempt missed: the lessons that teach it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.content.model import Course, Lesson

from .shown import Shown


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """A lesson, and the questions it is for."""

    lesson: Lesson
    items: tuple[Shown, ...]


def reading_again(course: Course | None, items: Sequence[Shown]) -> list[ReadAgain]:
    """For each competency of a question not fully right the first lesson that teaches it, in the course's order.

    Only of questions that say whether they are right: it tells no more than they do, and nothing of the answers.
    """
    if course is None:
        return []
    missed: dict[str, list[Shown]] = {}
    for item in items:
        lesson = _first_lesson(course, item.question.competency) if _is_missed(item) else None
        if lesson is not None:
            missed.setdefault(lesson.id, []).append(item)
    return [ReadAgain(lesson, tuple(missed[lesson.id])) for lesson in course.lessons if lesson.id in missed]


def _is_missed(item: Shown) -> bool:
    grade = item.grade
    return item.show_feedback and grade is not None and not grade.waiting and grade.fraction < 1


def _first_lesson(course: Course, competency: str | None) -> Lesson | None:
    teaching = (page for page in course.lessons if page.kind == "lesson" and competency in page.competencies)
    return next(teaching, None)
