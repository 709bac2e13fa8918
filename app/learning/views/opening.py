"""Whether a page is open to a learner, and where it is."""

from flask import url_for
from flask_babel import gettext as _

from app.content.model import Course, Lesson
from app.errors import NotOpenYet
from app.filters import listed

from ..progress import Progress
from ..wording import need_words


def lesson_address(course: Course, lesson: Lesson) -> str:
    endpoint = "learning.start_quiz" if lesson.kind == "quiz" else "learning.show_lesson"
    return url_for(endpoint, course_id=course.id, lesson_id=lesson.id)


def neighbours(course: Course, lesson: Lesson) -> tuple[Lesson | None, Lesson | None]:
    """The pages before and after, in the course's order."""
    pages = course.lessons
    at = [page.id for page in pages].index(lesson.id)
    return (pages[at - 1] if at else None), (pages[at + 1] if at + 1 < len(pages) else None)


def refuse_locked(lesson: Lesson, progress: Progress) -> None:
    """Raises NotOpenYet, with words that say what has to be done first."""
    unmet = progress.unmet(lesson)
    if unmet:
        wanted = listed(need_words(progress.course, need) for need in unmet)
        raise NotOpenYet(_("Complete this first: %(lessons)s", lessons=wanted))
