"""After an attempt: which lessons teach what was missed."""

import re
from decimal import Decimal

import pytest

from app.learning.reading_again import reading_again
from app.learning.shown import Shown
from app.questions.model import Grade
from tests.conftest import statements

from .courses import RIGHT as ANSWER
from .courses import course, lesson, quiz, single
from .test_quizzes import QUIZ_FILE, RIGHT, WRONG, hand_in, start, text

TEACHING = course(
    lesson("about"),
    lesson("knots", competencies={"ROPE": 1}),
    lesson("splices", competencies={"ROPE": 2, "WIRE": 1}),
    quiz("exam", competencies={"ROPE": 1, "TIDE": 1}),
)


def asked(number: int, competency: str | None, fraction: str = "0", *, tells: bool = True, **grade: bool) -> Shown:
    question = single(f"q{number}", competency=competency)
    shown = Shown(question, "en", number, ("a", "b", "c"), "seed", ANSWER)
    return shown.judged(Grade(Decimal(fraction), **grade), feedback=tells, right=False)


def found(*items: Shown) -> list[tuple[str, list[int]]]:
    return [(each.lesson.id, [item.number for item in each.items]) for each in reading_again(TEACHING, items)]


def test_a_missed_question_leads_to_the_first_lesson_that_teaches_its_competency():
    assert found(asked(1, "ROPE")) == [("knots", [1])]


def test_a_competency_has_one_link_for_all_its_questions_and_lessons_keep_their_order():
    assert found(asked(1, "WIRE"), asked(2, "ROPE"), asked(3, "ROPE", "0.5")) == [("knots", [2, 3]), ("splices", [1])]


def test_what_was_right_waits_or_is_taught_by_no_lesson_has_no_link():
    assert found(asked(1, "ROPE", "1"), asked(2, "ROPE", waiting=True), asked(3, "TIDE"), asked(4, None)) == []


def test_a_question_that_does_not_say_whether_it_is_right_has_no_link():
    assert found(asked(1, "ROPE", tells=False)) == []


def test_an_attempt_at_a_withdrawn_course_has_no_links():
    assert reading_again(None, [asked(1, "ROPE")]) == []


@pytest.fixture
def taught(course_files):
    """A sample course whose second lesson teaches what two of the quiz's questions ask."""
    course_files.change("packing/course.yaml", "modules: [basics]", COMPETENCIES + "modules: [basics]")
    course_files.change("packing/10-basics/20-labels.zh-CN.md", "minutes: 5", "minutes: 5\ncompetencies: {LAB: 1}")
    course_files.change(QUIZ_FILE, "`id: fields` `points: 2`", "`id: fields` `points: 2` `competency: LAB`")
    course_files.change(QUIZ_FILE, "`id: tape`", "`id: tape` `competency: LAB`")
    return course_files


COMPETENCIES = "competencies:\n  LAB:\n    title: {zh-CN: 标签, en: Labels}\n    levels: 4\n"


def again(page: str) -> str:
    """What the page says of reading again, as plain text with the addresses."""
    part = re.search(r'aria-labelledby="h-again">(.*?)</section>', page, re.S)
    return " ".join(re.sub(r"<(?!a )[^>]+>", " ", part[1]).split()) if part else ""


def test_the_result_of_a_failed_quiz_links_to_the_lesson_before_the_questions(browser, taught):
    attempt = start(browser)
    hand_in(browser, attempt, WRONG)
    page = text(browser.get(attempt))
    assert 'href="/courses/packing/lessons/labels"' in again(page)
    assert "for questions 2, 3" in again(page)
    assert page.index("h-again") < page.index("h-q")
    assert "canary-word" not in page


def test_a_quiz_that_says_nothing_about_its_answers_gives_no_links(browser, taught):
    taught.change(QUIZ_FILE, "attempts: 2", "attempts: 2\nfeedback: never")
    attempt = start(browser)
    hand_in(browser, attempt, WRONG)
    assert again(text(browser.get(attempt))) == ""


def test_an_attempt_with_everything_right_gives_no_links(browser, taught):
    attempt = start(browser)
    hand_in(browser, attempt, RIGHT)
    assert again(text(browser.get(attempt))) == ""


def test_the_links_cost_no_statement(browser, taught):
    attempt = start(browser)
    hand_in(browser, attempt, WRONG)
    with statements() as linked:
        assert again(text(browser.get(attempt)))
    taught.change("packing/10-basics/20-labels.zh-CN.md", "competencies: {LAB: 1}\n", "")
    with statements() as bare:
        assert not again(text(browser.get(attempt)))
    assert len(linked) == len(bare)
