"""What has to be done before a page opens (content-format §7.1). Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.content.model import Course, Lesson

COMPETENCY = re.compile(r"competency:(?P<id>[^>\s]+)\s*>=\s*(?P<level>[1-9])")


@dataclass(frozen=True, slots=True)
class Need:
    """One entry of `requires`. `level`: of a competency, the least that will do."""

    kind: Literal["lesson", "module", "course", "competency"]
    id: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a learner has done anywhere, so far as the pages of one course ask for it."""

    missing_courses: frozenset[str] = frozenset()  # asked for, offered, and not completed yet
    levels: Mapping[str, int] = field(default_factory=dict)  # the highest level proven, by competency


def needs_of(course: Course, lesson: Lesson) -> tuple[Need, ...]:
    """What a lesson and its course ask for, in the order written. A lesson or module that is gone locks nobody out."""
    written = [_read(course, entry) for entry in (*course.requires, *lesson.requires)]
    return tuple(dict.fromkeys(need for need in written if need is not None))


def asks_elsewhere(course: Course) -> bool:
    """Whether a page of this course asks for something that is done in other courses."""
    entries = (entry for lesson in course.lessons for entry in lesson.requires)
    return bool(course.requires) or any(entry.startswith(("course:", "competency:")) for entry in entries)


def _read(course: Course, entry: str) -> Need | None:
    competency = COMPETENCY.fullmatch(entry)
    if competency is not None:
        return Need("competency", competency["id"], int(competency["level"]))
    kind, _, rest = entry.rpartition(":")
    if kind == "course":
        return Need("course", rest)
    if kind == "module":
        module = course.module(rest)
        return Need("module", module.id) if module else None
    lesson = course.lesson(rest) if not kind else None
    return Need("lesson", lesson.id) if lesson else None
