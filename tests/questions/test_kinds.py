from dataclasses import replace
from decimal import Decimal

import pytest

from app.questions import KINDS
from app.questions.model import NumberAnswer, Partial
from app.questions.scoring import score

from .samples import around, choice, number

SINGLE, MULTIPLE, NUMBER = KINDS["single"], KINDS["multiple"], KINDS["number"]


def test_every_kind_is_found_by_its_file():
    assert list(KINDS) == [
        "true-false", "single", "multiple", "number", "text", "order", "match", "cloze", "open",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("partial", "chosen", "fraction"),
    [
        ("net", "ab", "1"),
        ("net", "a", "0.5"),
        ("net", "ac", "0"),
        ("net", "abc", "0.5"),
        ("net", "abcd", "0"),
        ("net", "", "0"),
        ("each", "ab", "1"),
        ("each", "a", "0.75"),
        ("each", "ac", "0.5"),
        ("each", "", "0.5"),
        ("none", "ab", "1"),
        ("none", "a", "0"),
        ("none", "abc", "0"),
    ],
)
def test_multiple_choice_is_graded_by_its_partial_rule(partial: Partial, chosen: str, fraction: str):
    question = choice("multiple", "ab", partial=partial)
    assert MULTIPLE.grade(question, {"chosen": list(chosen)}).fraction == Decimal(fraction)


@pytest.mark.parametrize(
    ("chosen", "fraction"), [("ab", "1"), ("a", "0.75"), ("ac", "0.25"), ("c", "0"), ("abd", "1"), ("", "0")]
)
def test_weights_are_added_and_kept_between_nothing_and_all(chosen: str, fraction: str):
    question = choice("multiple", "ab", partial="weights", a="0.75", b="0.25", c="-0.5")
    assert MULTIPLE.grade(question, {"chosen": list(chosen)}).fraction == Decimal(fraction)


@pytest.mark.parametrize("partial", ["net", "each", "none", "weights"])
def test_no_answer_is_worth_nothing_whatever_the_rule(partial: Partial):
    question = choice("multiple", "ab", partial=partial, a="0.5", b="0.5")
    assert MULTIPLE.grade(question, MULTIPLE.parse(question, [])).fraction == 0


def test_single_choice_is_right_or_wrong_or_worth_its_weight():
    question = choice("single", "b", c="0.4")
    assert [SINGLE.grade(question, {"chosen": [key]}).fraction for key in "abc"] == [0, 1, Decimal("0.4")]


@pytest.mark.parametrize("kind", ["single", "multiple", "true-false"])
def test_keys_that_a_question_does_not_have_are_no_answer(kind: str):
    question = choice(kind, "a")
    assert KINDS[kind].parse(question, ["zz", "<script>"]) == {}
    assert KINDS[kind].parse(question, ["a", "zz"]) == {"chosen": ["a"]}


def test_two_options_of_a_single_choice_are_no_answer():
    assert SINGLE.parse(choice("single", "a"), ["a", "b"]) == {}


@pytest.mark.parametrize(
    ("typed", "fraction"), [("101", "1"), ("101.01", "0.4"), ("90", "0.4"), ("89", "0"), ("", "0")]
)
def test_a_number_is_worth_the_best_answer_that_fits(typed: str, fraction: str):
    question = number(around("100", "1"), around("100", "10", "0.4"), unit="EUR")
    assert NUMBER.grade(question, NUMBER.parse(question, [typed])).fraction == Decimal(fraction)


def test_a_number_that_cannot_be_read_is_not_judged():
    question = number(around("100"))
    answer = NUMBER.parse(question, ["a lot"])
    assert answer == {"unreadable": "a lot"}
    assert NUMBER.grade(question, answer).unreadable


def test_without_partial_credit_only_a_full_weight_counts():
    question = number(around("100"), around("90", "0", "0.5"), partial="none")
    assert [NUMBER.grade(question, NUMBER.parse(question, [typed])).fraction for typed in ("100", "90")] == [1, 0]


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (around("12"), "12 kg"),
        (around("12.5", "0.05"), "12.5 kg (± 0.05)"),
        (NumberAnswer(low="3", high="5"), "3–5 kg"),
    ],
)
def test_what_is_right_is_said_in_plain_text(answer: NumberAnswer, shown: str):
    assert NUMBER.right(number(answer, unit="kg"), "en") == shown
    assert MULTIPLE.right(choice("multiple", "ac"), "en") == "Option a; Option c"
    assert MULTIPLE.right(choice("multiple", "ac"), "zh-CN") == "Option a；Option c"


def test_an_answer_is_described_and_remarked_on():
    question = choice("multiple", "ac")
    answer = MULTIPLE.parse(question, ["d", "b"])
    assert MULTIPLE.describe(question, answer, "en") == "Option b; Option d"
    assert MULTIPLE.feedback(question, answer, "en") == ("Remark b",)
    typed = number(around("1"), around("2", "0", "0.5"))
    assert NUMBER.describe(typed, NUMBER.parse(typed, [" 2.0 "]), "en") == "2.0"
    assert NUMBER.feedback(typed, NUMBER.parse(typed, ["2"]), "en") == ("Remark 1",)
    assert NUMBER.feedback(typed, NUMBER.parse(typed, ["3"]), "en") == ()


def test_hints_cost_their_share_down_to_nothing():
    dear = replace(choice("single", "a"), points=Decimal(2), hint_cost=Decimal("0.25"))
    grade = SINGLE.grade(dear, {"chosen": ["a"]})
    assert [score(dear, grade, hints_opened=opened) for opened in (0, 2, 5)] == [2, 1, 0]


def test_points_are_kept_to_four_decimals():
    question = choice("multiple", "abc", partial="net")
    assert str(score(question, MULTIPLE.grade(question, {"chosen": ["a"]}))) == "0.3333"
