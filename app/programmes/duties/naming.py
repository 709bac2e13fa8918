"""Names of duties and of their courses, in the language of the page."""

from typing import Protocol

from flask import Flask

from app.content import queries as content
from app.i18n import language
from app.programmes.models import Programme

OF_COURSE = "course-"  # what the code of a programme begins with that is one course; the course's id follows


class Duty(Protocol):
    @property
    def programme_code(self) -> str: ...
    @property
    def programme_zh(self) -> str: ...
    @property
    def programme_en(self) -> str: ...


def duty_name(duty: Duty) -> str:
    """What has to be learned: the programme's name; of a single course, its title of today."""
    return _name(duty.programme_code, duty.programme_zh, duty.programme_en)


def programme_name(programme: Programme) -> str:
    return _name(programme.code, programme.name_zh, programme.name_en)


def course_title(course_id: str) -> str:
    course = content.catalogue().course(course_id)
    return course.title_in(language()) if course else course_id


def is_offered(course_id: str) -> bool:
    course = content.catalogue().course(course_id)
    return course is not None and course.status == "published"


def init_app(app: Flask) -> None:
    for function in (duty_name, course_title, is_offered):
        app.jinja_env.filters[function.__name__] = function


def _name(code: str, name_zh: str, name_en: str) -> str:
    course = content.catalogue().course(code.removeprefix(OF_COURSE)) if code.startswith(OF_COURSE) else None
    if course is not None:
        return course.title_in(language())
    return name_en if language() == "en" else name_zh
