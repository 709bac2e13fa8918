"""What the desk lists: courses with their counts, files with what is wrong in them. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from app.content import messages
from app.content.fixes import DECIDED_BY_PEOPLE, can_fix
from app.content.model import Catalogue, Course, Diagnostic

SEVERITIES = ("error", "warning", "info")  # the gravest first


@dataclass(frozen=True, slots=True)
class CourseRow:
    course: Course
    lesson_count: int
    quiz_count: int
    question_count: int
    outdated_count: int  # pages behind their original
    error_count: int
    warning_count: int


@dataclass(frozen=True, slots=True)
class Complaint:
    """A diagnostic in the reader's words."""

    line: int
    column: int
    severity: str
    code: str
    message: str
    hint: str
    fixable: bool = False


@dataclass(frozen=True, slots=True)
class FileRow:
    path: str
    diagnostics: tuple[Complaint, ...]  # errors first, then by position

    @property
    def fixable(self) -> bool:
        return any(each.fixable for each in self.diagnostics)

    @property
    def fixable_count(self) -> int:
        """Complaints that can be put right together: what a person has to look at first is not among them."""
        return sum(each.fixable and each.code not in DECIDED_BY_PEOPLE for each in self.diagnostics)


def course_rows(catalogue: Catalogue) -> list[CourseRow]:
    return [_course_row(course, catalogue.diagnostics) for course in catalogue.courses.values()]


def _course_row(course: Course, diagnostics: Iterable[Diagnostic]) -> CourseRow:
    severities = [found.severity for found in diagnostics if _lies_in(found, course.folder)]
    return CourseRow(
        course,
        lesson_count=sum(lesson.kind == "lesson" for lesson in course.lessons),
        quiz_count=sum(lesson.kind == "quiz" for lesson in course.lessons),
        question_count=sum(len(lesson.questions) for lesson in course.lessons),
        outdated_count=sum(page.outdated for lesson in course.lessons for page in lesson.pages.values()),
        error_count=severities.count("error"),
        warning_count=severities.count("warning"),
    )


def file_rows(
    diagnostics: Iterable[Diagnostic], *, severity: str, folder: str, gettext: Callable[[str], str]
) -> list[FileRow]:
    """Files with complaints of a severity ("" for all) in a course's folder ("" for all), those with errors first."""
    wanted = [
        found for found in diagnostics if severity in ("", found.severity) and (not folder or _lies_in(found, folder))
    ]
    by_path = groupby(sorted(wanted, key=_place), key=lambda found: found.path)
    rows = [FileRow(path, tuple(_complaint(found, gettext) for found in group)) for path, group in by_path]
    return sorted(rows, key=lambda row: all(item.severity != "error" for item in row.diagnostics))


def _place(found: Diagnostic) -> tuple[str, int, int, int]:
    return found.path, SEVERITIES.index(found.severity), found.line, found.column


def _complaint(found: Diagnostic, gettext: Callable[[str], str]) -> Complaint:
    words = messages.message(found, gettext), messages.hint(found, gettext)
    return Complaint(found.line, found.column, found.severity, found.code, *words, fixable=can_fix(found))


def _lies_in(found: Diagnostic, folder: str) -> bool:
    return found.path.startswith(f"{folder}/")
