from dataclasses import replace

import pytest

from app.questions import KINDS
from app.questions.chance import order_options, order_questions
from app.questions.model import Option

from .samples import choice


@pytest.mark.parametrize(("seed", "order"), [("seed-1", "dacbe"), ("seed-2", "cdbae")])
def test_options_stand_in_the_order_of_the_seed_and_pinned_ones_stay(seed: str, order: str):
    assert order_options(seed, "q1", "abcde", "e") == tuple(order)


def test_every_question_of_a_quiz_is_asked_once_in_the_order_of_the_seed():
    ids = [f"q{number}" for number in range(9)]
    first = order_questions("seed-1", "quiz", ids)
    assert sorted(first) == ids
    assert first == order_questions("seed-1", "quiz", ids[::-1])
    assert first != order_questions("seed-2", "quiz", ids)


def test_options_that_are_not_shuffled_and_true_or_false_keep_the_order_of_the_file():
    question = choice("single", "a")
    assert KINDS["single"].order(question, "seed-1") != ("a", "b", "c", "d")
    assert KINDS["single"].order(replace(question, shuffle=False), "seed-1") == ("a", "b", "c", "d")
    both = replace(question, kind="true-false", options=(Option("a", True), Option("b", False)))
    assert {KINDS["true-false"].order(both, f"seed-{number}") for number in range(9)} == {("a", "b")}
