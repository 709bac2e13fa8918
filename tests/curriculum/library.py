"""The courses that come with Tradewind: as the platform serves them, and file by file as their authors wrote them.

Only what the plan names is here, and the quizzes and pools of its courses. Pages that somebody adds, and courses of one's
own, are held to the content format alone.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.content.courses.catalogue import Builder
from app.content.model import Catalogue, Course, Lesson
from app.content.publishing.store import NoStore
from app.questions.model import Question

from . import plan
from .plan import ROOT

COURSES = ROOT / "courses"
FACTS = ROOT / "docs" / "curriculum" / "facts.md"
OF_A_COURSE = re.compile(r"c\d-(?:before|case-cutoff|task|final-quiz|m\d-(?:quiz|pool))")
"""The ids of quizzes and pools that belong to the courses of the plan, which names lessons only."""
QUESTION = re.compile(r"^#{2,6} \[[?？]\]", re.M)
CJK = re.compile(r"[\u3400-\u9fff]")
WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")


@dataclass(frozen=True)
class File:
    """One Markdown file of a course in one language."""

    path: Path
    language: str
    given: Mapping[str, Any]  # its front matter
    body: str

    @property
    def name(self) -> str:
        """The path within the courses, with /."""
        return self.path.relative_to(COURSES).as_posix()

    @property
    def course(self) -> str:
        return self.path.relative_to(COURSES).parts[0]

    @property
    def prose(self) -> str:
        """The text of a lesson without its questions."""
        return QUESTION.split(self.body, maxsplit=1)[0]

    @property
    def source(self) -> "File":
        """The file that this one is a translation of, or itself."""
        return (
            self if self.language == "zh-CN" else read(self.path.with_name(self.path.name.replace(".en.", ".zh-CN.")))
        )


@cache
def catalogue() -> Catalogue:
    """As of a day on which no page is due for review: what is green stays so, whatever day it is."""
    return Builder(COURSES, NoStore(), lambda: date(2026, 11, 22)).build()


def is_planned(page: str) -> bool:
    """Whether the lesson, quiz or pool with this id comes with Tradewind."""
    return page in {lesson.id for lesson in plan.lessons()} or OF_A_COURSE.fullmatch(page) is not None


@cache
def served() -> Mapping[str, Course]:
    """The courses of the plan by id, without what others have added to them."""
    return {id: _as_planned(course) for id, course in catalogue().courses.items() if id in plan.courses()}


def absent() -> list[str]:
    """The courses that the plan names and that are not in the folder of courses."""
    return [id for id in plan.courses() if id not in catalogue().courses]


def of_present_courses(lesson: str) -> bool:
    """Whether the course is there that a lesson of the plan belongs to."""
    return not any(lesson.startswith(id[:3]) for id in absent())


def _as_planned(course: Course) -> Course:
    kept = [
        replace(module, lessons=tuple(each for each in module.lessons if is_planned(each.id)))
        for module in course.modules
    ]
    return replace(
        course,
        modules=tuple(module for module in kept if module.lessons),
        pools={id: pool for id, pool in course.pools.items() if is_planned(id)},
        competencies={id: each for id, each in course.competencies.items() if id in plan.competencies()},
    )


@cache
def read(path: Path) -> File:
    head, body = path.read_text("utf-8").split("---\n", 2)[1:]
    return File(path, path.name.split(".")[-2], yaml.safe_load(head), body)


@cache
def files() -> tuple[File, ...]:
    """All lessons, quizzes and pools of the plan in both languages."""
    found = sorted(path for course in served().values() for path in (COURSES / course.folder).glob("*/*.zh-CN.md"))
    sources = [read(path) for path in found if not path.name.startswith("index.")]
    return tuple(
        sorted(
            (file for source in sources if is_planned(str(source.given["id"])) for file in _in_both(source)),
            key=lambda file: file.path,
        )
    )


def _in_both(source: File) -> Iterator[File]:
    yield source
    translation = source.path.with_name(source.path.name.replace(".zh-CN.", ".en."))
    if translation.exists():
        yield read(translation)


def lessons() -> Iterator[Lesson]:
    for course in served().values():
        for module in course.modules:
            yield from (lesson for lesson in module.lessons if lesson.kind == "lesson")


def lesson_files() -> list[File]:
    """Those of lessons alone, without quizzes and pools."""
    return [file for file in files() if file.source.given.get("type", "lesson") == "lesson" and not in_pool(file)]


def in_pool(file: File) -> bool:
    return file.path.parent.name == "pools"


def questions(course: Course) -> Iterator[Question]:
    """All that a course asks and tells the answers of: in lessons, quizzes and pools."""
    for module in course.modules:
        for lesson in module.lessons:
            if lesson.role != "pretest":
                yield from lesson.questions
    for pool in course.pools.values():
        yield from pool.questions


@cache
def facts() -> Mapping[str, str]:
    """The facts that lessons may use, by id; each a line of the sheet."""
    lines = re.findall(r"^- \*\*(F\d\d-\d\d)\*\* (.+)$", FACTS.read_text("utf-8"), re.M)
    return dict(lines)


def changes_often(fact: str) -> bool:
    return "⟳" in facts()[fact]
