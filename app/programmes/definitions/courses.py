"""The courses of a programme as today's catalogue knows them; one that has gone is shown as such."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.content import queries as content
from app.content.model import Catalogue
from app.i18n import language

from .outline import Outline, Problem, problems_of


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course by the id a programme names. `state`: published, draft, archived, or gone: nothing has this id now."""

    course_id: str
    title: str
    state: str
    minutes: int = 0
    edition: int = 0

    @property
    def is_offered(self) -> bool:
        return self.state == "published"


def course_lines(course_ids: Iterable[str]) -> dict[str, CourseLine]:
    """By id, in the reader's language. Former ids lead to their heirs."""
    catalogue = content.catalogue()
    return {course_id: _line(course_id, catalogue) for course_id in dict.fromkeys(course_ids)}


def _line(course_id: str, catalogue: Catalogue) -> CourseLine:
    course = catalogue.course(course_id)
    if course is None:
        return CourseLine(course_id, course_id, "gone")
    return CourseLine(course_id, course.title_in(language()), course.status, course.minutes, course.edition)


def list_choices() -> list[CourseLine]:
    """Every course that a draft may name, by title: published ones, and those that are still drafts."""
    found = [
        CourseLine(course.id, course.title_in(language()), course.status, course.minutes, course.edition)
        for course in content.catalogue().courses.values()
        if course.status != "archived"
    ]
    return sorted(found, key=lambda line: (line.state != "published", line.title))


def find_problems(outline: Outline) -> list[tuple[Problem, str]]:
    """What stands against publishing it today, as `problems_of` says it; a former id is the course it leads to."""
    published, unpublished = set[str](), set[str]()
    for course in content.catalogue().courses.values():
        (published if course.status == "published" else unpublished).add(course.id)
    return problems_of(with_present_ids(outline), published=published, unpublished=unpublished)


def with_present_ids(outline: Outline) -> Outline:
    """The same with today's id of each course; one that nothing has stays as it is."""
    catalogue = content.catalogue()
    found = [(entry, catalogue.course(entry.course_id)) for entry in outline.entries]
    entries = (replace(entry, course_id=course.id) if course else entry for entry, course in found)
    return replace(outline, entries=tuple(entries))
