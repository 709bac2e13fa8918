"""What the desk lists. Pure."""

from app.content.model import Catalogue, Diagnostic, Severity
from app.editing.health import course_rows, file_rows
from tests.learning import courses


def found(path: str, severity: Severity = "error", line: int = 1) -> Diagnostic:
    return Diagnostic(path, line, 1, severity, "C112", {"field": "title"})


def rows(diagnostics, severity="", folder=""):
    return file_rows(diagnostics, severity=severity, folder=folder, gettext=lambda message: message)


def test_files_with_errors_come_first():
    listed = rows([found("a/1.md", "warning"), found("b/2.md"), found("a/3.md", "info")])
    assert [row.path for row in listed] == ["b/2.md", "a/1.md", "a/3.md"]


def test_in_a_file_errors_come_first_and_then_the_place():
    (row,) = rows([found("a.md", "warning", 1), found("a.md", "error", 9), found("a.md", "error", 2)])
    assert [(item.severity, item.line) for item in row.diagnostics] == [("error", 2), ("error", 9), ("warning", 1)]


def test_one_severity_or_one_folder():
    diagnostics = [found("sea/1.md"), found("sea/2.md", "info"), found("seas/3.md")]
    assert [row.path for row in rows(diagnostics, severity="error")] == ["sea/1.md", "seas/3.md"]
    assert [row.path for row in rows(diagnostics, folder="sea")] == ["sea/1.md", "sea/2.md"]


def test_a_complaint_is_in_words():
    ((item,),) = (row.diagnostics for row in rows([found("a.md")]))
    assert (item.message, item.hint) == ("title is missing.", "Add it.")


def test_a_course_is_counted_with_what_is_wrong_in_its_folder():
    course = courses.course(courses.lesson("a"), courses.quiz())
    other = courses.course(courses.lesson("a"), id="rowing", folder="rowing")
    catalogue = Catalogue(
        "r",
        {"sailing": course, "rowing": other},
        (found("sailing/a.md"), found("sailing/m/b.md", "warning"), found("rowing-2/a.md")),
    )
    first, second = course_rows(catalogue)
    assert (first.lesson_count, first.quiz_count, first.question_count) == (1, 1, 2)
    assert (first.error_count, first.warning_count) == (1, 1)
    assert (second.error_count, second.warning_count) == (0, 0)
