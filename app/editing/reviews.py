"""Pages whose facts are to be checked again. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.content.model import Course, Lesson


@dataclass(frozen=True, slots=True)
class Review:
    course: Course
    lesson: Lesson
    due_on: date


def due_reviews(courses: Iterable[Course], today: date) -> list[Review]:
    """Lessons and quizzes past their `review_by`, those that wait longest first."""
    found = [
        Review(course, lesson, lesson.review_by)
        for course in courses
        for lesson in course.lessons
        if lesson.review_by is not None and lesson.review_by < today
    ]
    return sorted(found, key=lambda review: review.due_on)
