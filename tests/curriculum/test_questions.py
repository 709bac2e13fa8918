"""The questions: what each measures, that each explains itself, and that every competency is taught and tested."""

import re
from collections import Counter, defaultdict

import pytest
from markupsafe import Markup

from app.content.model import Course
from app.questions.model import Question

from . import plan
from .library import lessons, of_present_courses, questions, served

KINDS = {"calc", "case", "concept"}
COURSES = list(served().values())
LANGUAGES = ("zh-CN", "en")
TAUGHT = [
    competency
    for competency in plan.competencies()
    if all(of_present_courses(lesson.id) for lesson in plan.lessons() if competency in lesson.competencies)
]
WEAK = re.compile(r"以上(?:都|皆|均|全)|[Aa]ll of the above|[Nn]one of the above")


def named(course: Course) -> str:
    return course.id


def complaints(course: Course, is_wrong) -> list[str]:
    return [question.id for question in questions(course) if is_wrong(question)]


@pytest.mark.parametrize("course", COURSES, ids=named)
def test_every_question_names_the_competency_it_measures(course: Course):
    assert complaints(course, lambda question: question.competency not in course.competencies) == []


@pytest.mark.parametrize("course", COURSES, ids=named)
def test_every_question_explains_its_answer_in_both_languages(course: Course):
    def unexplained(question: Question) -> bool:
        texts = [question.texts[language] for language in LANGUAGES]
        return not all(text.explanation_html or text.sample_html for text in texts)

    assert complaints(course, unexplained) == []


@pytest.mark.parametrize("course", COURSES, ids=named)
def test_every_option_says_why_it_is_right_or_wrong(course: Course):
    def silent(question: Question) -> bool:
        if question.kind not in {"single", "multiple"}:
            return False
        shown = [question.texts[language].options for language in LANGUAGES]
        return not all(option.feedback_html for options in shown for option in options.values())

    assert complaints(course, silent) == []


@pytest.mark.parametrize("course", COURSES, ids=named)
def test_no_option_stands_for_the_others(course: Course):
    def lazy(question: Question) -> bool:
        shown = [text.options for text in question.texts.values()]
        return any(WEAK.search(option.html) for options in shown for option in options.values())

    assert complaints(course, lazy) == []


@pytest.mark.parametrize("course", COURSES, ids=named)
def test_at_most_one_question_in_five_is_true_or_false(course: Course):
    kinds = Counter(question.kind for question in questions(course))
    assert 5 * kinds["true-false"] <= kinds.total()


@pytest.mark.parametrize("course", COURSES, ids=named)
def test_four_in_ten_questions_of_the_final_calculate_or_judge_a_case(course: Course):
    final = course.modules[-1].lessons[-1]
    drawn = sum(each.count for each in final.draws)
    weighty = sum(each.count for each in final.draws if set(each.tags) <= {"calc", "case"})
    assert weighty >= 0.4 * drawn


@pytest.mark.parametrize("course", COURSES, ids=named)
def test_a_question_of_a_pool_is_of_one_kind_and_worth_one_point(course: Course):
    asked = [question for pool in course.pools.values() for question in pool.questions]
    assert [each.id for each in asked if len(KINDS & set(each.tags)) != 1 or each.points != 1] == []


def is_told_by_length(question: Question, language: str) -> bool:
    """Whether the right option is longer than every other, as a reader sees them."""
    shown = question.texts[language].options
    lengths = {key: len(Markup(option.html).striptags()) for key, option in shown.items()}
    right = next(option.key for option in question.options if option.right)
    return all(lengths[right] > length for key, length in lengths.items() if key != right)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("course", COURSES, ids=named)
def test_the_right_option_is_not_given_away_by_its_length(course: Course, language: str):
    """Chance would make the right one of four options the longest in a quarter of the questions."""
    pooled = [question for pool in course.pools.values() for question in pool.questions]
    for asked in (list(questions(course)), pooled):
        single = [question for question in asked if question.kind == "single"]
        told = [question.id for question in single if is_told_by_length(question, language)]
        assert len(told) <= 0.4 * len(single), f"{len(told)} of {len(single)}: {told}"


@pytest.mark.parametrize("competency", TAUGHT)
def test_a_competency_is_taught_by_two_lessons_and_tested_by_six_questions(competency: str):
    taught = [lesson.id for lesson in lessons() if competency in lesson.competencies]
    tested: defaultdict[str, int] = defaultdict(int)
    for course in COURSES:
        for question in questions(course):
            tested[question.competency or ""] += 1
    assert len(taught) >= 2, taught
    assert tested[competency] >= 6


@pytest.mark.parametrize("course", COURSES, ids=named)
def test_a_course_calls_its_competencies_as_the_plan_does(course: Course):
    known = plan.competencies()
    assert {id: dict(each.title) for id, each in course.competencies.items()} == {
        id: known[id] for id in course.competencies
    }
    assert {each.levels for each in course.competencies.values()} == {4}
