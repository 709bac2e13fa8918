from dataclasses import replace
from decimal import Decimal

import pytest

from app.demo.answers import answer_question, can_answer
from app.demo.chance import chance
from app.editing.analysis.statistics import alpha
from app.learning.grading import grade_answer
from app.questions.model import Question
from app.questions.revisions import stamp

from .catalogue import cloze, match, multiple, number, order, single, words

QUESTIONS = [single("s"), multiple("m"), number("n"), order("o"), match("p"), cloze("c"), words("w")]


def share(question: Question, ability: float) -> float:
    rng = chance("share", question.id)
    grades = [grade_answer(question, answer_question(question, ability, rng)) for _ in range(300)]
    assert not any(grade.unreadable for grade in grades)
    return sum(grade.fraction == 1 for grade in grades) / len(grades)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.kind)
def test_the_able_are_right_more_often_but_not_always(question):
    weak, strong = share(question, -1.5), share(question, 2.5)
    assert 0.05 < weak < strong - 0.2
    assert strong < 1


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.kind)
def test_someone_sure_is_always_right(question):
    assert share(question, 99) == 1


@pytest.mark.parametrize("question", [order("o"), match("p"), cloze("c")], ids=lambda question: question.kind)
def test_mistakes_where_much_is_asked_at_once_are_right_in_part(question):
    rng = chance("parts", question.kind)
    fractions = {grade_answer(question, answer_question(question, -4, rng)).fraction for _ in range(100)}
    assert any(0 < fraction < 1 for fraction in fractions)


def test_what_nobody_knows_how_to_write_is_left_alone():
    known, other = (stamp(replace(single(key), kind="open", options=())) for key in ("c5-case-mail", "essay"))
    assert (can_answer(known), can_answer(other), can_answer(single("s"))) == (True, False, True)
    assert answer_question(known, 0, chance("write"))["text"]
    assert answer_question(other, 0, chance("write")) == {}


def test_hard_questions_are_answered_less_well():
    easy, hard = (single("same", difficulty=difficulty) for difficulty in ("easy", "hard"))
    assert share(hard, 0.5) < share(easy, 0.5)


def test_mistakes_in_multiple_choice_often_earn_a_part():
    rng = chance("parts")
    fractions = {grade_answer(multiple("m"), answer_question(multiple("m"), -2, rng)).fraction for _ in range(100)}
    assert Decimal("0.5") in fractions


def test_ten_questions_tell_the_able_from_the_others():
    rng = chance("reliability")
    abilities = [rng.gauss(0.9, 1.8) for _ in range(250)]
    kinds = (single, multiple, number, single, single)
    asked = [kinds[place % len(kinds)](f"ten-{place}") for place in range(10)]
    items = [
        [float(grade_answer(question, answer_question(question, ability, rng)).fraction) for ability in abilities]
        for question in asked
    ]
    found = alpha(items)
    assert found is not None
    assert found > 0.65
