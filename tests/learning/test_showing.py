"""What a page may show of a question."""

from decimal import Decimal

import pytest

from app.learning.models import Attempt, Response
from app.learning.queries import CheckState
from app.learning.showing import Sent, policy_of, readable_answer, shown_attempt, shown_checks

from .courses import RIGHT, WRONG, lesson, number, quiz, single

PASSED = Attempt(submitted_at=1, passed=True)
FAILED = Attempt(submitted_at=1, passed=False)
UNDER_WAY = Attempt(submitted_at=None, passed=None)


@pytest.mark.parametrize(
    ("answers", "attempts", "shown"),
    [
        ("after_submit", [FAILED], True),
        ("after_pass", [FAILED], False),
        ("after_pass", [FAILED, PASSED], True),
        ("after_pass", [PASSED, FAILED], True),
        ("after_last", [FAILED], False),
        ("after_last", [FAILED, UNDER_WAY], False),
        ("after_last", [FAILED, FAILED], True),
        ("after_last", [PASSED], True),
        ("never", [PASSED, PASSED], False),
    ],
)
def test_p5_right_answers_are_shown_when_the_quiz_says_so(answers, attempts, shown):
    assert policy_of(quiz(answers=answers), attempts, left=2 - len(attempts)).answers is shown


def test_p5_an_attempt_granted_on_top_hides_the_answers_again():
    assert not policy_of(quiz(answers="after_last"), [FAILED, FAILED], left=1).answers


def test_p5_without_a_limit_there_is_no_last_attempt():
    assert not policy_of(quiz(answers="after_last"), [FAILED] * 9, left=None).answers


@pytest.mark.parametrize(("feedback", "shown"), [("immediate", True), ("after_submit", True), ("never", False)])
def test_a_quiz_may_keep_back_what_was_right(feedback, shown):
    assert policy_of(quiz(feedback=feedback), [FAILED], left=None).feedback is shown


def test_a_withdrawn_quiz_shows_neither():
    policy = policy_of(None, [PASSED], left=None)
    assert (policy.feedback, policy.answers) == (False, False)


def attempt(*responses: Response) -> Attempt:
    form = [{"question": "q2", "order": ["c", "a", "b"]}, {"question": "q1", "order": ["a", "b", "c"]}]
    return Attempt(form=form, responses=list(responses))


def test_an_attempt_under_way_is_shown_without_any_judgement(app):
    questions = [single("q2"), single("q1")]
    shown = shown_attempt(attempt(Response(question_id="q1", answer=RIGHT)), questions, lang="en")
    assert [(item.number, item.question.id, item.order, item.answer) for item in shown] == [
        (1, "q2", ("c", "a", "b"), {}),
        (2, "q1", ("a", "b", "c"), RIGHT),
    ]
    assert not any(item.grade or item.feedback or item.right or item.show_right for item in shown)


def test_a_finished_attempt_is_judged_but_keeps_the_right_answers_back(app):
    policy = policy_of(quiz(answers="after_pass"), [FAILED], left=None)
    given = attempt(Response(question_id="q1", answer=WRONG))
    shown = shown_attempt(given, [single("q2"), single("q1")], lang="en", policy=policy)
    assert [item.grade and item.grade.fraction for item in shown] == [0, 0]
    assert not any(item.right or item.show_right for item in shown)


def checks(page, states, sent=None):
    return shown_checks(page, states, sent, learner_id=1, lang="en")


def state(answer, fraction, best=None) -> CheckState:
    return CheckState(answer, Decimal(fraction), Decimal(fraction if best is None else best), "r")


def test_a_check_that_was_not_answered_shows_nothing_but_the_question(app):
    (shown,) = checks(lesson("a", questions=(single("q1"),)), {}).values()
    assert (shown.answer, shown.grade, shown.right) == ({}, None, "")


def test_a_check_that_was_answered_shows_its_result(app):
    (shown,) = checks(lesson("a", questions=(single("q1"),)), {"q1": state(WRONG, 0)}).values()
    assert (shown.answer, shown.grade.fraction, shown.right) == (WRONG, 0, "a")


def test_p5_where_checks_decide_the_right_answer_is_kept_back_until_it_was_given(app):
    page = lesson("a", completion="quiz", questions=(single("q1"),))
    assert not checks(page, {"q1": state(WRONG, 0)})["q1"].show_right
    assert checks(page, {"q1": state(WRONG, 0, best=1)})["q1"].show_right


def test_a_lesson_may_keep_its_feedback_back(app):
    page = lesson("a", feedback="never", questions=(single("q1"),))
    assert checks(page, {"q1": state(RIGHT, 1)})["q1"].grade is None


def test_what_cannot_be_read_comes_back_as_it_was_typed(app):
    page = lesson("a", questions=(number("q1"),))
    refused = Sent("q1", {"unreadable": "twelve"}, "This cannot be read.")
    shown = checks(page, {"q1": state({"text": "12", "value": "12"}, 1)}, refused)["q1"]
    assert shown.answer == {"unreadable": "twelve"}
    assert shown.error
    assert shown.grade is None


def test_an_earlier_answer_loses_the_options_that_are_gone():
    assert readable_answer(single("q1"), {"chosen": ["a", "gone"]}) == {"chosen": ["a"]}
    assert readable_answer(number("q1"), {"text": "12", "value": "12"}) == {"text": "12", "value": "12"}
