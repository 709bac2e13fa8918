import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.questions.model import NumberAnswer, Option, OptionText, Question, QuestionText, plain_number
from app.questions.revisions import stamp

from .samples import around, choice, number

words = st.text(max_size=12)
shares = st.decimals(-1, 1, places=4)
numbers = st.decimals(-(10**9), 10**9, places=3)
literals = numbers.map(plain_number)
number_answers = st.builds(NumberAnswer, literals, st.none() | literals, weight=shares) | st.builds(
    NumberAnswer, low=literals, high=literals, weight=shares
)
option_texts = st.dictionaries(words, st.builds(OptionText, words, words), max_size=3)
texts = st.builds(
    QuestionText, words, words, words, option_texts, unit=words, hints=st.tuples(words), explanation_html=words
)
questions = st.builds(
    Question,
    id=words,
    kind=st.sampled_from(["single", "multiple", "true-false", "number"]),
    source_lang=st.just("en"),
    texts=st.dictionaries(st.sampled_from(["zh-CN", "fr"]), texts).flatmap(
        lambda more: texts.map(lambda text: {"en": text, **more})
    ),
    points=st.decimals(0, 100, places=2),
    options=st.lists(st.builds(Option, words, st.booleans(), st.none() | shares, st.booleans()), max_size=3).map(tuple),
    answers=st.lists(number_answers, max_size=2).map(tuple),
    units=st.dictionaries(words, numbers, max_size=2),
    tags=st.tuples(words),
    competency=st.none() | words,
)


@given(questions)
def test_a_question_comes_back_from_json_as_it_was(question: Question):
    stamped = stamp(question)
    assert Question.from_json(json.loads(json.dumps(stamped.to_json()))) == stamped
    assert stamp(Question.from_json(stamped.to_json())) == stamped


SINGLE = choice("single", "a", count=2)
TEXT = SINGLE.texts["en"]


@pytest.mark.parametrize(
    "change",
    [
        {"tags": ("x",)},
        {"difficulty": "easy"},
        {"texts": {"en": replace(TEXT, title="Who has to pay?", hints=("think",))}},
        {"texts": {"en": TEXT, "zh-CN": TEXT}},
    ],
)
def test_wording_makes_a_new_revision_and_keeps_the_answer_key(change: dict[str, Any]):
    changed = stamp(replace(SINGLE, **change))
    assert changed.revision != SINGLE.revision
    assert changed.answer_key == SINGLE.answer_key


@pytest.mark.parametrize(
    "change",
    [
        {"options": SINGLE.options[::-1]},
        {"points": Decimal(2)},
        {"options": (*SINGLE.options, Option("c", False))},
        {"kind": "multiple"},
        {"partial": "each"},
        {"options": (SINGLE.options[0], replace(SINGLE.options[1], weight=Decimal("0.5")))},
    ],
)
def test_what_decides_the_score_makes_a_new_answer_key(change: dict[str, Any]):
    assert stamp(replace(SINGLE, **change)).answer_key != SINGLE.answer_key


def test_numbers_tolerances_and_units_are_part_of_the_answer_key():
    keys = {
        number(around("2", "1"), unit="EUR").answer_key,
        number(around("2", "2"), unit="EUR").answer_key,
        number(around("2", "1"), unit="USD").answer_key,
        number(around("2", "1"), unit="EUR", CNY="0.13").answer_key,
    }
    assert len(keys) == 4
    assert number(around("2.0", "1.00"), unit="EUR").answer_key in keys
