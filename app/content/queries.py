"""Reads of what is taught now. All of them answer from memory; none touches a disk or a database."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _

from app.errors import NotFound

from .assets.variants import Variants
from .courses.glossary import closure, linked
from .model import Asset, Catalogue, Course, Lesson, Term
from .publishing.publisher import Publisher


def catalogue() -> Catalogue:
    """The catalogue in service. Ask once for a page: the next call may answer with a newer one."""
    publisher: Publisher = current_app.extensions["content"]
    return publisher.catalogue


def list_courses() -> list[Course]:
    """Published courses, by folder name."""
    return [course for course in catalogue().courses.values() if course.status == "published"]


def get_course(course_id: str) -> Course:
    """The published course with this id or former id; else NotFound."""
    course = find_course(course_id)
    if course is None:
        raise NotFound(_("There is no course at this address. It may have been withdrawn."))
    return course


def find_course(course_id: str) -> Course | None:
    """The published course with this id or former id, or None."""
    course = catalogue().course(course_id)
    return course if course is not None and course.status == "published" else None


def get_lesson(course_id: str, lesson_id: str) -> Lesson:
    """The published lesson or quiz with this id or former id; else NotFound."""
    lesson = get_course(course_id).lesson(lesson_id)
    if lesson is None:
        raise NotFound(_("There is no lesson at this address. It may have been withdrawn."))
    return lesson


def find_terms(course: Course, html: Iterable[str]) -> list[Term]:
    """The terms of a course's glossary that some HTML links to, and those that these lead to, in order of first use."""
    inside = {
        name: tuple(found for text in term.texts.values() for found in linked(text.html))
        for name, term in course.glossary.items()
    }
    named = [found for each in html for found in linked(each)]
    return [course.glossary[name] for name in closure(named, inside) if name in course.glossary]


def find_asset(course_id: str, path: str) -> Asset | None:
    """The file of a published course that pages may show, by its path in the course folder.

    Looked up in the catalogue's list: a path that is not in it, whatever it looks like, is None.
    """
    course = find_course(course_id)
    return None if course is None else course.assets.get(path)


def find_copy(asset: Asset, width: int) -> Path | None:
    """A picture made smaller, to this width in pixels; None while it is not there yet, or not worth having."""
    variants: Variants = current_app.extensions["content_variants"]
    return variants.find(asset, width)
