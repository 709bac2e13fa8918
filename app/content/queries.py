"""Reads of what is taught now. All of them answer from memory, but for files that pages show; none touches a database."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from flask import current_app
from flask_babel import gettext as _

from app.errors import NotFound

from .assets.variants import Variants
from .courses.glossary import closure, linked
from .courses.keeping import earlier_picture
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


def find_asset(course_id: str, key: str, name: str = "") -> tuple[str, Asset] | None:
    """The file of a published course whose hash begins with `key`, and its path in the course folder.

    Looked up among what its pages show, then, in the store, among the pictures they showed once: kept questions name these.
    With a `name`, only a file that is called so.
    """
    course = find_course(course_id)
    if course is None:
        return None
    shown = ((path, asset) for path, asset in course.assets.items() if asset.hash.startswith(key))
    publisher: Publisher = current_app.extensions["content"]
    once = (earlier_picture(each, key, publisher.builder.store) for each in (course.id, *course.aliases))
    found = (each for each in chain(shown, once) if each is not None)
    return next((each for each in found if name in ("", posixpath.basename(each[0]))), None)


def find_copy(asset: Asset, width: int) -> Path | None:
    """A picture made smaller, to this width in pixels; None while it is not there yet, or not worth having."""
    variants: Variants = current_app.extensions["content_variants"]
    return variants.find(asset, width)
