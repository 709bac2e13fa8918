"""From responses to a result. Pure."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.learning.drawing import draw_questions, form_of, new_seed
from app.learning.grading import counts_as_passed, grade_attempt
from app.learning.models import Attempt
from app.questions.model import Answer

from .courses import RIGHT, WRONG, course, multiple, number, quiz, single

BAR = Decimal("0.8")


def test_all_right_passes_with_all_points():
    questions = [single("q1", points=Decimal(2)), multiple("q2"), number("q3")]
    answers: dict[str, Answer] = {"q1": RIGHT, "q2": {"chosen": ["a", "b"]}, "q3": {"text": "12", "value": "12"}}
    result = grade_attempt(questions, answers, BAR)
    assert (result.points, result.points_possible, result.score_ratio, result.passed) == (4, 4, 1, True)


def test_a_question_without_an_answer_is_worth_nothing():
    result = grade_attempt([single("q1"), single("q2")], {"q1": RIGHT}, BAR)
    assert result.fractions == {"q1": 1, "q2": 0}
    assert not result.passed


def test_an_unreadable_number_is_worth_nothing():
    assert grade_attempt([number("q")], {"q": {"unreadable": "twelve"}}, BAR).points == 0


def test_a_ratio_equal_to_the_bar_passes():
    questions = [single(f"q{index}") for index in range(5)]
    result = grade_attempt(questions, {f"q{index}": RIGHT for index in range(4)}, BAR)
    assert (result.score_ratio, result.passed) == (BAR, True)


@pytest.mark.parametrize(
    ("chosen", "fraction"), [(["a", "b"], 1), (["a"], "0.5"), (["a", "c"], 0), (["a", "b", "c"], "0.5"), (["c"], 0)]
)
def test_half_of_a_multiple_choice_counts_half(chosen, fraction):
    assert grade_attempt([multiple("q")], {"q": {"chosen": chosen}}, BAR).fractions["q"] == Decimal(fraction)


def test_a_quiz_of_nothing_is_not_passed():
    result = grade_attempt([], {}, Decimal(0))
    assert (result.score_ratio, result.passed) == (0, False)


def draw_form(exam, seed):
    return form_of(draw_questions(course(exam), exam, seed), seed)


def test_the_same_seed_draws_the_same_form_and_another_seed_another_one():
    exam = quiz(questions=tuple(single(f"q{index}") for index in range(8)), shuffle_questions=True)
    first = draw_form(exam, "seed")
    assert draw_form(exam, "seed") == first
    assert any(draw_form(exam, f"seed {number}") != first for number in range(5))


def test_questions_keep_their_order_unless_they_are_shuffled():
    exam = quiz(questions=tuple(single(f"q{index}") for index in range(8)))
    assert [entry["question"] for entry in draw_form(exam, new_seed())] == [f"q{index}" for index in range(8)]


def test_options_keep_their_order_where_the_question_says_so():
    exam = quiz(questions=(single("q1", shuffle=False),))
    assert all(draw_form(exam, new_seed())[0]["order"] == ["a", "b", "c"] for _ in range(20))


def test_s25_seeds_cannot_be_guessed():
    seeds = {new_seed() for _ in range(200)}
    assert len(seeds) == 200
    assert min(len(seed) for seed in seeds) == 32


@given(st.dictionaries(st.sampled_from(["q1", "q2", "q3"]), st.sampled_from([RIGHT, WRONG, {}, {"unreadable": "x"}])))
def test_points_lie_between_nothing_and_everything(answers):
    result = grade_attempt([single("q1"), multiple("q2"), number("q3")], answers, BAR)
    assert 0 <= result.points <= result.points_possible == 3
    assert 0 <= result.score_ratio <= 1
    assert result.passed == (result.points >= BAR * 3)


@pytest.mark.parametrize(
    ("score", "ratios", "counts"),
    [
        ("best", (0.5, 1.0, 0.5), True),
        ("last", (1.0, 0.5), False),
        ("last", (0.5, 1.0), True),
        ("first", (0.5, 1.0), False),
        ("first", (1.0, 0.5), True),
        ("average", (1.0, 0.7), True),
        ("average", (1.0, 0.5), False),
    ],
)
def test_the_result_that_counts_decides(score, ratios, counts):
    exam = replace(quiz("exam"), score=score)
    attempts = [Attempt(score_ratio=ratio, passed=ratio >= 0.8) for ratio in ratios]
    assert counts_as_passed(exam, attempts) is counts


def test_as_many_attempts_have_to_pass_as_the_quiz_says():
    exam = replace(quiz("exam"), passes=2)
    passed = Attempt(score_ratio=1.0, passed=True)
    assert not counts_as_passed(exam, [passed])
    assert counts_as_passed(exam, [passed, passed])
