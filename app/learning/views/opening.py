"""Whether a page is open to a learner, and where it is."""

from flask import url_for
from flask_babel import gettext as _

from app.content import queries as content
from app.content.model import Course, Lesson
from app.errors import NotFound, NotOpenYet
from app.filters import listed
from app.i18n import language

from ..progress import Progress
from ..requirements import Need
from ..wording import need_words


def find_lesson(course_id: str, lesson_id: str) -> tuple[Course, Lesson]:
    """Raises NotFound, for a quiz too."""
    course = content.get_course(course_id)
    lesson = course.lesson(lesson_id) or content.get_lesson(course_id, lesson_id)
    if lesson.kind != "lesson":
        raise NotFound
    return course, lesson


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
        raise NotOpenYet(_("Complete this first: %(lessons)s", lessons=wanted), way_on=_way_on(progress, unmet[0]))


def _way_on(progress: Progress, need: Need) -> tuple[str, str]:
    """Address and name of the page where something is done that is asked for; of the course when there is no single one."""
    course = progress.course
    module = course.module(need.id) if need.kind == "module" else None
    pages = (
        [page for page in module.lessons if page.id not in progress.completed] if module else [course.lesson(need.id)]
    )
    if need.kind in {"lesson", "module"} and pages and pages[0] and not progress.unmet(pages[0]):
        return lesson_address(course, pages[0]), pages[0].title(language())
    other = content.find_course(need.id) if need.kind == "course" else None
    about = other or course
    return url_for("programmes.show_course", course_id=about.id), about.title_in(language())
