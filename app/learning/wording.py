"""Rules and states in the reader's words."""

from flask_babel import gettext as _

from app.content import queries as content
from app.content.model import Course
from app.i18n import language

from .requirements import Need


def need_words(course: Course, need: Need) -> str:
    """What has to be done, in the reader's language."""
    match need.kind:
        case "lesson":
            lesson = course.lesson(need.id)
            return lesson.title(language()) if lesson else need.id
        case "module":
            module = course.module(need.id)
            return _("the module %(title)s", title=module.title_in(language()) if module else need.id)
        case "course":
            other = content.find_course(need.id)
            return _("the course %(title)s", title=other.title_in(language()) if other else need.id)
        case _:
            competency = course.competencies.get(need.id)
            title = competency.title.get(language()) or next(iter(competency.title.values())) if competency else need.id
            return _("the competency %(title)s at level %(level)s", title=title, level=need.level)
