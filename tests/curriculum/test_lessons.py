"""The lessons: those of the plan, in both languages, of a length that is told truly, with facts that are on the sheet."""

from datetime import date

import pytest

from app.content.model import Diagnostic
from app.content.parsing.reading import _minutes

from . import plan
from .library import (
    CJK,
    FACTS,
    QUESTION,
    WORD,
    File,
    absent,
    catalogue,
    changes_often,
    facts,
    files,
    in_pool,
    is_planned,
    lesson_files,
    lessons,
    of_present_courses,
    served,
)
from .plan import PlannedLesson

MOST_CHARACTERS, MOST_WORDS = 2_500, 1_400
LESSON_FILES = lesson_files()
SOURCES = [file for file in LESSON_FILES if file.language == "zh-CN"]
DATED = [file for file in files() if file.language == "zh-CN"]
FOLDERS = {course.folder for course in served().values()} | {"framework"}
PAGES = {file.name for file in files()}


def named(file: File) -> str:
    return file.name


def comes_with_tradewind(found: Diagnostic) -> bool:
    """Whether a complaint is about a page of the plan, not about one that somebody has added."""
    folder, *inner = found.path.split("/")
    if len(inner) == 2 and inner[1].endswith(".md") and not inner[1].startswith("index."):
        return found.path in PAGES
    return folder in FOLDERS and (found.code != "C123" or is_planned(str(found.args["name"])))


def test_every_course_of_the_plan_is_here():
    missing = ", ".join(absent())
    assert not missing, f"Not in courses/, though docs/curriculum/plan.md names them: {missing}. The others are tested."


@pytest.mark.parametrize(
    "planned", [each for each in plan.lessons() if of_present_courses(each.id)], ids=lambda planned: planned.id
)
def test_a_lesson_of_the_plan_is_there_under_its_title_in_both_languages(planned: PlannedLesson):
    lesson = next((lesson for lesson in lessons() if lesson.id == planned.id), None)
    assert lesson is not None
    assert {lang: page.title for lang, page in lesson.pages.items()} == planned.titles
    assert set(planned.competencies) <= lesson.competencies.keys()
    assert len(lesson.questions) >= 4


def test_the_content_format_has_nothing_to_complain_of():
    graver = [found for found in catalogue().diagnostics if found.severity != "info"]
    assert [str(found) for found in graver if found.severity == "error" or comes_with_tradewind(found)] == []


@pytest.mark.parametrize("file", LESSON_FILES, ids=named)
def test_a_lesson_is_short_enough_to_be_read_in_one_go(file: File):
    characters = len(CJK.findall(file.prose))
    words = len(WORD.findall(CJK.sub(" ", file.prose)))
    assert characters <= MOST_CHARACTERS
    assert words <= MOST_WORDS


@pytest.mark.parametrize("file", LESSON_FILES, ids=named)
def test_the_minutes_of_a_lesson_are_near_its_reading_time(file: File):
    told = file.source.given["minutes"]
    reading = _minutes(file.body, len(QUESTION.findall(file.body)))
    assert abs(reading - told) <= 0.3 * told, f"{told} minutes are told, {reading} estimated"


@pytest.mark.parametrize("file", DATED, ids=named)
def test_every_fact_a_page_rests_on_is_on_the_sheet(file: File):
    cited = file.given.get("x_facts", [])
    assert set(cited) <= facts().keys()
    assert cited == sorted(set(cited))
    assert cited or file.given.get("role") or not file.given.get("as_of")


@pytest.mark.parametrize("file", DATED, ids=named)
def test_a_page_says_when_its_facts_held_and_when_they_are_looked_at_again(file: File):
    if not file.given.get("x_facts"):
        return
    assert isinstance(file.given["as_of"], date)
    assert isinstance(file.given["review_by"], date)
    assert file.given["as_of"] <= date(2026, 11, 22) < file.given["review_by"]


@pytest.mark.parametrize("file", LESSON_FILES, ids=named)
def test_a_lesson_with_facts_that_change_often_tells_their_date_and_where_to_check(file: File):
    if not any(map(changes_often, file.source.given["x_facts"])):
        return
    dated, check = ("截至", "查") if file.language == "zh-CN" else ("As of", "check")
    notes = [line for line in file.prose.split("\n") if line.startswith(">")]
    assert any(dated in line for line in notes)
    assert any(check in line.lower() for line in notes)


def test_pages_that_change_often_are_looked_at_again_within_three_months():
    late = [
        file.name
        for file in DATED
        if any(map(changes_often, file.given.get("x_facts", ()))) and file.given["review_by"] > date(2027, 2, 22)
    ]
    assert not late


def test_the_sheet_of_facts_names_each_once():
    text = FACTS.read_text("utf-8")
    assert len(facts()) > 100
    assert all(text.count(f"**{fact}**") == 1 for fact in facts())


@pytest.mark.parametrize("course", served().values(), ids=lambda course: course.id)
def test_a_course_has_a_quiz_for_each_module_and_a_final_one_that_draws(course):
    for module in course.modules:
        assert any(lesson.kind == "quiz" and lesson.draws and not lesson.optional for lesson in module.lessons), (
            module.id
        )
    final = next(lesson for module in course.modules for lesson in module.lessons if lesson.id.endswith("-final-quiz"))
    assert final.draws
    assert {each.pool_id for each in final.draws} == course.pools.keys()
    asked = sum(each.count for each in final.draws) + len(final.questions)
    assert 20 <= asked <= 30
    assert final is course.modules[-1].lessons[-1]


@pytest.mark.parametrize("course", served().values(), ids=lambda course: course.id)
def test_a_pool_holds_half_as_many_questions_again_as_are_drawn_at_once(course):
    for module in course.modules:
        for quiz in module.lessons:
            for each in quiz.draws:
                pool = [
                    q for q in course.pools[each.pool_id].questions if not each.tags or set(each.tags) & set(q.tags)
                ]
                assert len(pool) >= 1.5 * each.count, (quiz.id, each)


def test_files_of_pools_lie_beside_the_modules():
    assert all(in_pool(file) == (file.source.given.get("type") == "pool") for file in files())
