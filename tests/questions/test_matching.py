"""Answers to one version of a question, read as answers to another: what is known again, and what keeps its score."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.questions import KINDS, variants
from app.questions.changes import differences
from app.questions.matching import Matching
from app.questions.model import (
    Answer,
    Blank,
    BlankText,
    NumberAnswer,
    Option,
    OptionText,
    Question,
    QuestionText,
    Variable,
    Word,
)
from app.questions.revisions import stamp

from .samples import around, number


def choice(kind: str, words: str, right: str, **fields: Any) -> Question:
    """Options named by letters: "tea coffee" with `right` holding the words that are right; `id:word` writes an id."""
    entries = [word.rpartition(":") for word in words.split()]
    keys = [name or letter for (name, _colon, _word), letter in zip(entries, "abcdefgh", strict=False)]
    options = tuple(
        Option(key, word in right.split()) for key, (_name, _colon, word) in zip(keys, entries, strict=True)
    )
    texts = {key: OptionText(f"<p>{word}</p>") for key, (_name, _colon, word) in zip(keys, entries, strict=True)}
    partial = {"multiple": "net"}.get(kind, "none")
    text = QuestionText("Which?", options=texts)
    return stamp(Question("q", kind, "en", {"en": text}, **{"options": options, "partial": partial, **fields}))


def ordering(*items: str, partial: Any = "moves") -> Question:
    options = tuple(Option(str(at), True) for at in range(1, len(items) + 1))
    texts = {str(at): OptionText(item) for at, item in enumerate(items, 1)}
    return stamp(
        Question("q", "order", "en", {"en": QuestionText(options=texts)}, partial=partial, options=options)
    )  # fmt: skip


def match(*pairs: tuple[str, str], extra: tuple[str, ...] = ()) -> Question:
    rights = [*(right for _left, right in pairs), *extra]
    options = tuple(Option(str(at), at <= len(pairs)) for at in range(1, len(rights) + 1))
    text = QuestionText(
        options={str(at): OptionText(right) for at, right in enumerate(rights, 1)},
        lefts=tuple(left for left, _right in pairs),
    )
    return stamp(
        Question("q", "match", "en", {"en": text}, partial="each", options=options, pairs=len(pairs))
    )  # fmt: skip


def words(*accepted: str, **fields: Any) -> Question:
    text = QuestionText(words=tuple(Word(word) for word in accepted))
    return stamp(Question("q", "text", "en", {"en": text}, **{"partial": "weights", **fields}))


def cloze(
    *, number: str = "12", word: str = "quay", picks: str = "port starboard stern", right: str = "port"
) -> Question:
    blanks = (
        Blank("text"),
        Blank("number", NumberAnswer(number, "0")),
        Blank("select", options=tuple(Option(str(at), pick == right) for at, pick in enumerate(picks.split(), 1))),
    )
    text = QuestionText(blanks=(BlankText(words=(word,)), BlankText(unit="m"), BlankText(options=tuple(picks.split()))))
    return stamp(Question("q", "cloze", "en", {"en": text}, partial="each", blanks=blanks))


def calculation(
    answer: str = "{{total}}".strip("{}"), *, total: str = "a * b", prompt: str = "{{a}} and {{b}}"
) -> Question:
    variables = (Variable("a", "random(2, 9)"), Variable("b", "choice(3, 5)"), Variable("total", total))
    text = QuestionText("How many?", prompt_html=prompt)
    answers = (NumberAnswer(answer, "0"),)
    return stamp(
        Question("q", "number", "en", {"en": text}, partial="weights", answers=answers, variables=variables)
    )  # fmt: skip


def judged(old: Question, new: Question, answer: Answer, values: dict[str, Decimal] | None = None) -> Decimal | None:
    matching = Matching(old, new)
    question, translated = matching.new_question(values or {}), matching.translate(answer)
    if question is None or translated is None:
        return None
    return KINDS[new.kind].grade(question, translated).fraction


SAMPLES: dict[str, tuple[Question, st.SearchStrategy[list[str]]]] = {
    "single": (choice("single", "tea coffee milk", "tea"), st.lists(st.sampled_from("abc"), max_size=1)),
    "true-false": (choice("true-false", "true false", "true"), st.lists(st.sampled_from("ab"), max_size=1)),
    "multiple": (choice("multiple", "tea coffee milk", "tea milk"), st.lists(st.sampled_from("abc"), unique=True)),
    "text": (words("bill of lading", "B/L"), st.sampled_from([["b/l"], ["Bill of lading."], ["no"], []])),
    "number": (
        number(around("12", "1"), around("13", "0", "0.5"), unit="kg", g="0.001"),
        st.sampled_from([["12"], ["12500 g"], ["13 kg"], ["1,5"], ["99"], []]),
    ),
    "order": (ordering("a", "b", "c", "d"), st.permutations(["1", "2", "3", "4"])),
    "match": (
        match(("a", "x"), ("b", "y"), ("c", "x"), extra=("z",)),
        st.lists(st.sampled_from(["1", "2", "3", "4", ""]), min_size=3, max_size=3),
    ),
    "cloze": (
        cloze(),
        st.tuples(
            st.sampled_from(["quay", "sea", ""]), st.sampled_from(["12", "12 m", "x", ""]), st.sampled_from("123")
        ).map(list),
    ),
    "open": (stamp(Question("q", "open", "en", {"en": QuestionText()})), st.sampled_from([["words"], []])),
}


@given(st.sampled_from(sorted(SAMPLES)).flatmap(lambda kind: st.tuples(st.just(kind), SAMPLES[kind][1])))
def test_judged_by_the_same_version_an_answer_of_any_kind_is_worth_the_same(sample):
    kind, raw = sample
    question = SAMPLES[kind][0]
    answer = KINDS[kind].parse(question, raw)
    again = judged(question, question, answer)
    if again is not None:
        assert again == KINDS[kind].grade(question, answer).fraction
    else:
        assert kind == "open" or not answer or "unreadable" in answer


@given(st.text(min_size=1, max_size=8))
def test_numbers_of_ones_own_are_judged_the_same_by_the_same_version(seed):
    question = calculation()
    drawn = variants.draw(question, seed)
    for typed in (str(drawn.values["total"]), "1"):
        answer = KINDS["number"].parse(drawn, [typed])
        assert judged(question, question, answer, dict(drawn.values)) == KINDS["number"].grade(drawn, answer).fraction


OLD = choice("single", "tea coffee milk", "tea")


@pytest.mark.parametrize(
    ("new", "chosen", "expected"),
    [
        (choice("single", "tea coffee milk", "coffee"), "b", 1),  # another key
        (choice("single", "milk tea coffee", "tea"), "a", 1),  # another order: known by its text
        (choice("single", "Tea. coffee milk", "Tea."), "a", 1),  # in compared form
        (choice("single", "chai coffee milk", "chai"), "a", 1),  # by place, as there are as many
        (choice("single", "water tea coffee milk", "tea"), "a", 1),  # one more: by text all the same
        (choice("single", "coffee milk", "coffee"), "a", None),  # gone
        (choice("multiple", "tea coffee milk", "tea"), "a", None),  # another type
    ],
)
def test_options_are_known_by_their_text_or_else_their_place(new, chosen, expected):
    assert judged(OLD, new, {"chosen": [chosen]}) == expected


def test_options_are_known_by_their_id_whatever_else_has_changed():
    old = choice("single", "x:tea y:coffee z:milk", "tea")
    new = choice("single", "z:tea x:coffee y:milk", "coffee")
    assert judged(old, new, {"chosen": ["x"]}) == 1
    assert judged(old, new, {"chosen": ["y"]}) == 0


def test_a_letter_may_be_written_as_id_when_options_are_moved():
    new = choice("single", "c:cream b:coffee a:chai", "chai")
    assert judged(OLD, new, {"chosen": ["a"]}) == 1


def test_boxes_left_empty_on_purpose_stay_so():
    old, new = choice("multiple", "a b", "a b", partial="each"), choice("multiple", "a b", "a", partial="each")
    assert judged(old, new, {"chosen": []}) == Decimal("0.5")


def test_an_ordering_is_known_by_its_texts():
    given: Answer = {"order": ["2", "1", "3"]}
    assert judged(ordering("a", "b", "c"), ordering("b", "a", "c"), given) == 1
    assert judged(ordering("a", "b", "c"), ordering("b", "a"), given) == 1  # one is gone
    assert judged(ordering("a", "b", "c"), ordering("a", "b", "c", "d"), given) is None  # one was never seen


def test_pairs_are_known_by_both_their_sides():
    old = match(("a", "x"), ("b", "y"))
    assert judged(old, match(("a", "y"), ("b", "x")), {"pairs": {"1": "2", "2": "1"}}) == 1
    assert judged(old, match(("b", "y"), ("a", "x")), {"pairs": {"1": "1", "2": "2"}}) == 1
    assert judged(old, match(("a", "x"), ("b", "y"), ("c", "z")), {"pairs": {"1": "1"}}) is None


def test_words_are_compared_as_the_new_version_compares():
    assert judged(words("quay", match="exact"), words("Quay"), {"text": "QUAY"}) == 1
    assert judged(words("quay"), words("berth", "quay"), {"text": "berth"}) == 1


@pytest.mark.parametrize(
    ("old", "new", "typed", "expected"),
    [
        (number(around("12"), unit="kg"), number(around("12", "1"), unit="kg"), "12.5", 1),
        (number(around("12"), unit="kg"), number(around("12"), unit="kg", g="0.001"), "12000 g", 1),  # was unreadable
        (number(around("12"), unit="kg"), number(around("12000"), unit="g", kg="1000"), "12", 1),  # it stood beside kg
        (
            number(around("12"), unit="kg"),
            number(around("12000"), unit="g"),
            "12",
            None,
        ),  # nothing says how much that is
        (number(around("12"), unit="kg"), number(around("12")), "12 kg", 1),
        (number(around("19")), number(around("19"), unit="%"), "19%", 1),
        (number(around("12"), unit="公斤"), number(around("12"), unit="kg"), "12 千克", 1),
        (number(around("12"), unit="kg"), number(around("12"), unit="kg"), "twelve", None),
    ],
)
def test_numbers_are_read_again_in_the_unit_they_were_meant_in(old, new, typed, expected):
    assert judged(old, new, KINDS["number"].parse(old, [typed])) == expected


def test_blanks_are_known_by_their_place_and_what_was_picked_by_its_text():
    given = KINDS["cloze"].parse(cloze(), ["quay", "12", "2"])
    new = cloze(picks="starboard port stern", right="starboard")
    assert judged(cloze(), new, given) == 1
    assert judged(cloze(), cloze(number="13"), given) == Decimal(1) / 3
    assert judged(cloze(), replace(cloze(), blanks=cloze().blanks[:2]), given) is None


def test_a_formula_that_was_wrong_is_computed_anew_with_the_numbers_that_were_shown():
    old, new = calculation(), calculation(total="a + b")
    assert judged(old, new, {"text": "7", "value": "7"}, {"a": Decimal(4), "b": Decimal(3), "total": Decimal(12)}) == 1


def test_an_answer_to_other_numbers_cannot_be_judged():
    values = {"a": Decimal(4), "b": Decimal(3), "total": Decimal(12)}
    shown = calculation(prompt="{{a}} and {{total}}")
    assert judged(shown, calculation(total="a + b", prompt="{{a}} and {{total}}"), {"value": "12"}, values) is None
    renamed = replace(calculation("a"), variables=(Variable("c", "random(1, 2)"),))
    assert judged(calculation(), renamed, {"text": "1", "value": "1"}, values) is None
    unmet = replace(calculation(), conditions=("a > 5",))
    assert judged(calculation(), unmet, {"text": "12", "value": "12"}, values) is None


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (OLD, choice("multiple", "tea coffee milk", "tea"), ("type",)),
        (OLD, choice("single", "tea coffee milk", "coffee"), ("marks",)),
        (OLD, choice("single", "tea coffee", "tea"), ("options",)),
        (OLD, stamp(replace(OLD, points=Decimal(2))), ("points",)),
        (ordering("a", "b"), ordering("b", "a"), ("order",)),
        (match(("a", "x"), ("b", "y")), match(("a", "y"), ("b", "x")), ("pairs",)),
        (words("a"), words("b"), ("words",)),
        (number(around("1"), unit="kg"), number(around("2"), unit="g"), ("numbers", "units")),
        (calculation(), calculation(total="a + b"), ("variables",)),
        (cloze(), cloze(right="stern"), ("marks",)),
        (OLD, OLD, ()),
    ],
)
def test_what_has_changed_is_named(old, new, expected):
    assert differences(old, new) == expected
