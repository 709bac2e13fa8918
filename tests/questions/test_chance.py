from dataclasses import replace

import pytest

from app.questions import KINDS
from app.questions.chance import order_items, order_options, order_picks, order_questions, pick
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


@pytest.mark.parametrize(("seen", "drawn"), [([], "p3 p5 p4"), (["p3", "p5"], "p4 p1 p2"), (["p3", "old"], "p5 p4 p1")])
def test_questions_of_a_pool_that_were_not_seen_before_come_first(seen: list[str], drawn: str):
    ids = ["p1", "p2", "p3", "p4", "p5"]
    assert pick("seed-1", "eu-vat", ids, 3, seen) == tuple(drawn.split())
    assert sorted(pick("seed-1", "eu-vat", ids, 9, seen)) == ids


def test_items_and_right_sides_stand_in_the_order_of_the_seed():
    keys = ["1", "2", "3"]
    orders = [order_items(f"seed-{number}", "q1", keys, "item") for number in range(60)]
    assert all(sorted(order) == keys and order != ("1", "2", "3") for order in orders)
    rights = [order_items(f"seed-{number}", "q1", keys, "right") for number in range(60)]
    assert ("1", "2", "3") in rights
    assert len({order_picks("seed-1", "q1", blank, "12345") for blank in range(1, 9)}) > 4


def test_options_that_are_not_shuffled_and_true_or_false_keep_the_order_of_the_file():
    question = choice("single", "a")
    assert KINDS["single"].order(question, "seed-1") != ("a", "b", "c", "d")
    assert KINDS["single"].order(replace(question, shuffle=False), "seed-1") == ("a", "b", "c", "d")
    both = replace(question, kind="true-false", options=(Option("a", True), Option("b", False)))
    assert {KINDS["true-false"].order(both, f"seed-{number}") for number in range(9)} == {("a", "b")}
