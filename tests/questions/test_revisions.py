import json
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.questions import KINDS
from app.questions.draft import Draft
from app.questions.model import (
    Blank,
    BlankText,
    NumberAnswer,
    Option,
    OptionText,
    Question,
    QuestionText,
    Variable,
    Word,
    plain_number,
)
from app.questions.reading import read
from app.questions.revisions import stamp

from .drafts import draft, filled, matched, ordered, typed
from .samples import around, choice, number

words = st.text(max_size=12)
shares = st.decimals(-1, 1, places=4)
numbers = st.decimals(-(10**9), 10**9, places=3)
literals = numbers.map(plain_number)
operands = literals | st.sampled_from(["vat", "round(a * 2, 2)", "no formula"])
number_answers = st.builds(NumberAnswer, operands, st.none() | operands, weight=shares) | st.builds(
    NumberAnswer, low=operands, high=operands, weight=shares
)
option_texts = st.dictionaries(words, st.builds(OptionText, words, words), max_size=2)
blank_texts = st.builds(BlankText, st.tuples(words), st.tuples(words), words)
texts = st.builds(
    QuestionText,
    words,
    words,
    words,
    option_texts,
    lefts=st.tuples(words),
    columns=st.just(()) | st.tuples(words, words),
    words=st.lists(st.builds(Word, words, shares, words), max_size=2).map(tuple),
    blanks=st.tuples(blank_texts, blank_texts),
    unit=words,
    hints=st.tuples(words),
    explanation_html=words,
    rubric_html=words,
)
options = st.lists(st.builds(Option, words, st.booleans(), st.none() | shares, st.booleans()), max_size=2).map(tuple)
blanks = st.builds(Blank, st.sampled_from(["text", "number", "select"]), st.none() | number_answers, options)
questions = st.builds(
    Question,
    id=words,
    kind=st.sampled_from(sorted(KINDS)),
    source_lang=st.just("en"),
    texts=st.dictionaries(st.sampled_from(["zh-CN", "fr"]), texts).flatmap(
        lambda more: texts.map(lambda text: {"en": text, **more})
    ),
    points=st.decimals(0, 100, places=2),
    partial=st.sampled_from(["net", "each", "none", "weights", "moves", "position"]),
    options=options,
    answers=st.lists(number_answers, max_size=2).map(tuple),
    tolerance=st.none() | shares,
    match=st.sampled_from(["normal", "exact", "loose", "wildcard"]),
    pairs=st.integers(0, 3),
    blanks=st.tuples(blanks) | st.just(()),
    min_words=st.none() | st.integers(0, 5000),
    variables=st.lists(st.builds(Variable, words, words), max_size=2).map(tuple),
    conditions=st.tuples(words),
    values=st.dictionaries(words, numbers, max_size=2),
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


OF_0_1 = {
    "id": "q1", "kind": "number", "source_lang": "en", "points": "1", "partial": "weights", "options": [],
    "texts": {"en": {
        "title": "How many?", "heading_html": "", "prompt_html": "", "options": {}, "unit": "kg", "hints": [],
        "answer_feedback": ["Remark 0", "Remark 1"], "explanation_html": "", "correct_html": "", "partial_html": "",
        "wrong_html": "",
    }},
    "answers": [
        {"low": "11.9", "high": "12.1", "value": "12", "weight": "1"},
        {"low": "3", "high": "5", "value": None, "weight": "0.5"},
    ],
    "units": {"g": "0.001"}, "hint_cost": "0", "shuffle": True, "status": "live", "competency": None,
    "competency_level": None, "difficulty": None, "tags": [], "aliases": [], "revision": "r", "answer_key": "k",
}  # fmt: skip


def test_a_question_stored_by_the_first_release_is_read():
    question = Question.from_json(OF_0_1)
    assert question.answers == (NumberAnswer("12", "0.1"), NumberAnswer(low="3", high="5", weight=Decimal("0.5")))
    number_kind = KINDS["number"]
    graded = [number_kind.grade(question, number_kind.parse(question, [typed])) for typed in ("12.1", "4000 g", "12.2")]
    assert [grade.fraction for grade in graded] == [1, Decimal("0.5"), 0]


def test_hashes_of_the_first_release_stay_as_they_were():
    """The hashes are those that release 0.1 gave; another answer key would be another version of every question."""
    single, multiple = choice("single", "a"), choice("multiple", "ab", partial="weights", a="0.5", b="0.5", c="-0.5")
    assert (single.revision[:8], single.answer_key[:8]) == ("4463ad2b", "8deb1944")
    assert (multiple.revision[:8], multiple.answer_key[:8]) == ("5d0b706e", "f7fc80f2")
    assert number(around("12", "0.1"), unit="kg", g="0.001").answer_key.startswith("7b391c14")


def key(made: Draft, **fields: Any) -> str:
    found = read(made)
    assert found is not None
    texts = {"en": QuestionText("?", **found.parts.text)}
    return stamp(Question("q1", found.kind, "en", texts, **{**found.parts.question, **fields})).answer_key


class Drawn(TypedDict):
    variables: str
    formulas: tuple[str, ...]


VAT: Drawn = {"variables": "p = random(1, 9)", "formulas": ("p",)}
BLANKS = ("a|b", "= 5 ± 1 kg", " (x) yes | ( ) no ")


@pytest.mark.parametrize(
    ("one", "same"),
    [
        (typed("number", "{{p * 2}} ± 1", **VAT), typed("number", "{{p*2}} ± 1.0", **VAT)),
        (
            typed("number", "{{p}} ± 1", **VAT),
            typed("number", "{{p}} ± 1", variables="p  =  random(1,9)  # price", formulas=("p",)),
        ),
        (typed("text", "HS code", "SKU"), typed("text", "ＨＳ Code.", "sku", "hs CODE")),
        (ordered("a", "b"), ordered("first", "second")),
        (matched(("a", "1"), ("b", "2")), matched(("one", "eins"), ("two", "zwei"))),
        (filled(*BLANKS), filled("B|A.", "= 5.0 ± 1 kg", " (x) oui | ( ) non ")),
        (draft("open"), draft("open", min_words="30")),
    ],
)
def test_the_answer_key_is_the_same_for_what_is_judged_the_same(one: Draft, same: Draft):
    assert key(one) == key(same)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (typed("number", "{{p}} ± 1", **VAT), typed("number", "{{p}} ± 2", **VAT)),
        (
            typed("number", "{{p}} ± 1", **VAT),
            typed("number", "{{p}} ± 1", variables="p = random(1, 8)", formulas=("p",)),
        ),
        (typed("number", "{{p}}", tolerance="1%", **VAT), typed("number", "{{p}}", tolerance="2%", **VAT)),
        (typed("number", "5", tolerance="1%"), typed("number", "5", tolerance="2%")),
        (
            typed("number", "{{p}} ± 1", **VAT),
            typed("number", "{{p}} ± 1", variables="p = random(1, 9)\nrequire p > 2", formulas=("p",)),
        ),
        (typed("text", "HS code"), typed("text", "HS-code")),
        (typed("text", "HS code"), typed("text", "HS code", match="exact")),
        (typed("text", "a", "b"), typed("text", "a", "b", weights=("", "50%"))),
        (ordered("a", "b"), ordered("a", "b", "c")),
        (ordered("a", "b"), ordered("a", "b", partial="position")),
        (matched(("a", "1"), ("b", "2")), matched(("a", "1"), ("b", "2"), ("", "3"))),
        (matched(("a", "1"), ("b", "2"), ("c", "3")), matched(("a", "1"), ("b", "2"), ("", "3"))),
        (matched(("a", "1"), ("b", "2")), matched(("a", "1"), ("b", "1"))),
        (filled(*BLANKS), filled("a", *BLANKS[1:])),
        (filled(*BLANKS), filled(BLANKS[0], "= 5 ± 2 kg", BLANKS[2])),
        (filled(*BLANKS), filled(*BLANKS[:2], " ( ) yes | (x) no ")),
        (filled(*BLANKS), filled(*BLANKS, match="loose")),
    ],
)
def test_the_answer_key_differs_where_the_score_may(one: Draft, other: Draft):
    assert key(one) != key(other)
