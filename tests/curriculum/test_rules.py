"""The rules of quizzes and tasks: alike in all courses, as the table in docs/curriculum/README.md gives them."""

import re
from datetime import date

import pytest

from app.content.model import Course, Lesson

from .library import File, files, served
from .plan import ROOT

COURSES = list(served().values())
SOURCES = [file for file in files() if file.language == "zh-CN"]
WITHOUT_LIMIT = {"c1-final-quiz", "c5-final-quiz"}  # begun by people before the others were written
PROMISED = re.compile(r"导师|[Cc]oach")
TASK_PAGE = re.compile(r"-task\.[\w-]+\.md$|index\.[\w-]+\.md$|30-case-cutoff\.[\w-]+\.md$")
READERS = {"zh-CN": "由你的主管或评阅人批阅", "en": "our manager or a reviewer reads "}


def named(course: Course) -> str:
    return course.id


def number(course: Course) -> str:
    return course.id.partition("-")[0]


def pages(course: Course, name: str) -> list[Lesson]:
    """The quizzes of a course whose ids match, for example `m[1-4]-quiz`."""
    return [page for page in course.lessons if re.fullmatch(f"{number(course)}-{name}", page.id)]


def rules(page: Lesson) -> tuple[object, ...]:
    return (
        float(page.pass_ratio),
        page.attempts,
        page.time_limit_minutes,
        page.retry_after_minutes,
        page.answers,
        page.optional,
    )


@pytest.mark.parametrize("course", COURSES, ids=named)
def test_a_module_ends_with_a_quiz_that_may_be_taken_as_often_as_one_likes(course: Course):
    quizzes = pages(course, r"m\d-quiz")
    assert len(quizzes) == len(course.modules)
    assert {rules(quiz) for quiz in quizzes} == {(0.8, None, None, 0, "after_pass", False)}


@pytest.mark.parametrize("course", COURSES, ids=named)
def test_a_final_never_runs_out_of_attempts(course: Course):
    (final,) = pages(course, "final-quiz")
    limit, wait = (None, 0) if final.id in WITHOUT_LIMIT else (60, 30)
    assert rules(final) == (0.8, None, limit, wait, "after_pass", False)


@pytest.mark.parametrize("course", COURSES, ids=named)
def test_a_task_is_optional_and_shows_its_sample_at_once(course: Course):
    (task,) = pages(course, "task")
    assert rules(task) == (0.6, None, None, 0, "after_submit", True)


@pytest.mark.parametrize("course", COURSES, ids=named)
def test_quizzes_and_tasks_say_when_their_facts_held(course: Course):
    for page in pages(course, r"(?:m\d-quiz|final-quiz|task)"):
        assert page.as_of
        assert page.review_by


def quizzes_that_draw() -> list[File]:
    return [file for file in SOURCES if file.given.get("draw")]


@pytest.mark.parametrize("file", quizzes_that_draw(), ids=lambda file: file.name)
def test_a_quiz_is_as_new_as_the_newest_pool_it_draws_from_and_reviewed_with_the_first(file: File):
    pools = {pool.given["id"]: pool.given for pool in SOURCES if pool.given.get("type") == "pool"}
    drawn = [pools[draw["from"]] for draw in file.given["draw"]]
    facts = {fact for pool in drawn for fact in pool["x_facts"]}
    days: list[date] = [pool["as_of"] for pool in drawn]
    assert facts <= set(file.given["x_facts"])
    assert file.given["as_of"] >= max(days)
    assert file.given["review_by"] <= min(pool["review_by"] for pool in drawn)


@pytest.mark.parametrize("course", COURSES, ids=named)
def test_a_task_says_who_reads_it_and_promises_no_coach(course: Course):
    """The platform hands an answer to the manager or a reviewer; it knows no coaches."""
    found = [path for path in (ROOT / "courses" / course.folder).rglob("*.md") if TASK_PAGE.search(path.name)]
    assert len(found) >= 4
    for path in found:
        text = path.read_text("utf-8")
        assert not PROMISED.search(text), path.name
        assert READERS["zh-CN" if ".zh-CN." in path.name else "en"] in text, path.name
