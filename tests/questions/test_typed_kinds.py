"""What answers to the kinds that came with the whole format are worth, and what is said about them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.questions import KINDS, structure
from app.questions.draft import Draft, Parts
from app.questions.model import Question, QuestionText
from app.questions.open import word_count
from app.questions.reading import read
from app.questions.revisions import stamp
from app.questions.scoring import score
from app.questions.variants import draw

from .drafts import draft, filled, matched, ordered, typed


def asked(made: Draft, *translations: Draft, **fields) -> Question:
    """The question of a draft in English, translated into French by the others."""
    found = [read(each) for each in (made, *translations)]
    texts = {
        lang: QuestionText("?", **each.parts.text) for lang, each in zip(("en", "fr"), found, strict=False) if each
    }
    assert found[0] is not None
    return stamp(Question("q1", found[0].kind, "en", texts, **{**found[0].parts.question, **fields}))


def graded(question: Question, *raw: str):
    kind = KINDS[question.kind]
    return kind.grade(question, kind.parse(question, raw))


HS = typed("text", "HS code", "tariff code", "SKU", weights=("", "50%", "0%"))


@pytest.mark.parametrize(
    ("given", "fraction"), [("hs CODE", "1"), ("Tariff code.", "0.5"), ("sku", "0"), ("nothing", "0"), ("", "0")]
)
def test_the_first_accepted_word_that_fits_counts(given: str, fraction: str):
    assert graded(asked(HS), given).fraction == Decimal(fraction)


def test_words_of_every_language_count_those_of_the_source_first():
    question = asked(HS, typed("text", "Code SH", "tariff code"))
    assert graded(question, "code sh").fraction == 1
    assert graded(question, "tariff code").fraction == Decimal("0.5")
    assert KINDS["text"].right(question, "fr") == "Code SH / tariff code"
    assert KINDS["text"].right(question, "en") == "HS code"


def test_without_partial_credit_only_full_weight_counts():
    question = asked(replace(HS, settings={**HS.settings, "partial": replace(HS.settings["type"], value="none")}))
    assert [graded(question, given).fraction for given in ("hs code", "tariff code")] == [1, 0]


def test_typed_words_are_kept_as_they_were_typed():
    text = KINDS["text"]
    question = asked(HS)
    assert text.parse(question, ["  ＨＳ Code "]) == {"text": "ＨＳ Code"}
    assert text.describe(question, {"text": "ＨＳ Code"}, "en") == "ＨＳ Code"
    assert text.parse(question, []) == text.parse(question, ["  "]) == {}
    kept = text.parse(question, ["x" * 9999])["text"]
    assert isinstance(kept, str)
    assert len(kept) == 500


FOUR = ordered("a", "b", "c", "d")


@pytest.mark.parametrize(
    ("partial", "given", "fraction"),
    [
        ("moves", "1234", "1"),
        ("moves", "2134", "0.6667"),
        ("moves", "4123", "0.6667"),
        ("moves", "4321", "0"),
        ("moves", "12", "0.3333"),
        ("moves", "", "0"),
        ("position", "2134", "0.5"),
        ("position", "2341", "0"),
        ("position", "12", "0.5"),
        ("none", "1234", "1"),
        ("none", "2134", "0"),
        ("none", "123", "0"),
    ],
)
def test_an_ordering_is_worth_what_stands_in_order(partial: str, given: str, fraction: str):
    question = asked(FOUR, partial=partial)
    assert score(question, graded(question, *given)) == Decimal(fraction)


def test_an_ordering_is_read_whatever_is_sent():
    order, question = KINDS["order"], asked(FOUR)
    assert order.parse(question, ["2", "2", "9", "<b>", "1"]) == {"order": ["2", "1"]}
    assert order.describe(question, {"order": ["2", "1"]}, "en") == "b → a"
    assert order.right(question, "en") == "a → b → c → d"
    assert order.grade(question, {"order": ["9"]}).fraction == 0


def test_an_ordering_is_never_shown_in_its_right_order():
    orders = {KINDS["order"].order(asked(ordered("a", "b", "c")), f"seed-{each}") for each in range(60)}
    assert len(orders) == 5
    assert ("1", "2", "3") not in orders
    assert len({KINDS["order"].order(asked(ordered("a", "b")), f"seed-{each}") for each in range(9)}) == 2


TERMS = matched(("EXW", "buyer"), ("DAP", "buyer"), ("DDP", "seller"), ("", "nobody"))


@pytest.mark.parametrize(
    ("given", "points"),
    [("123", "1"), ("213", "1"), ("113", "1"), ("423", "0.6667"), ("  3", "0.3333"), ("444", "0"), ("", "0")],
)
def test_right_sides_that_read_the_same_are_interchangeable(given: str, points: str):
    question = asked(TERMS)
    assert score(question, graded(question, *(key.strip() for key in given))) == Decimal(points)
    assert graded(replace(question, partial="none"), *given).fraction == (points == "1")


def test_right_sides_that_read_the_same_in_one_language_are_interchangeable():
    question = asked(matched(("a", "x"), ("b", "y")), matched(("a", "z"), ("b", "z")))
    assert graded(question, "2", "1").fraction == 1


def test_a_match_is_described():
    match, question = KINDS["match"], asked(TERMS)
    assert match.parse(question, ["1", "", "9"]) == {"pairs": {"1": "1"}}
    assert match.parse(question, ["", "<b>"]) == {}
    assert match.describe(question, {"pairs": {"3": "4", "9": "1"}}, "en") == "DDP → nobody"
    assert match.right(question, "en") == "EXW → buyer; DAP → buyer; DDP → seller"
    assert sorted(match.order(question, "seed")) == ["1", "2", "3", "4"]


THREE = filled("a|b", "= 5 ± 1 kg", " (x) yes | ( ) no ", units="g = 0.001")


@pytest.mark.parametrize(
    ("given", "points"),
    [
        (["B", "5 kg", "yes"], "3"),
        (["B", "5500g", "1"], "3"),
        (["x", "6", "yes"], "2"),
        (["a", "", "no"], "1"),
        (["a", "", "2"], "1"),
        (["a"], "1"),
        (["", "", ""], "0"),
        ([], "0"),
    ],
)
def test_blanks_count_alike(given: list[str], points: str):
    question = asked(THREE, points=Decimal(3))
    assert score(question, graded(question, *given)) == Decimal(points)


def test_a_number_that_cannot_be_read_is_not_judged():
    cloze, question = KINDS["cloze"], asked(THREE)
    answer = cloze.parse(question, ["a", "five", "1"])
    assert answer == {"blanks": ["a", "five", "1"], "unreadable": "five"}
    assert cloze.grade(question, answer).unreadable


def test_blanks_are_described_in_words():
    cloze, question = KINDS["cloze"], asked(THREE, filled("à", "= 5 ± 1 kg", " (x) oui | ( ) non "))
    assert cloze.parse(question, [" à ", "", "non"]) == {"blanks": ["à", "", "2"]}
    assert cloze.describe(question, {"blanks": ["à", "", "2"]}, "fr") == "à; …; non"
    assert cloze.right(question, "en") == "a / b; 5 kg (± 1); yes"
    assert cloze.right(question, "fr") == "à; 5 kg (± 1); oui"
    assert graded(question, "à", "", "").fraction == Decimal(1) / 3
    assert cloze.describe(question, {}, "en") == ""


def test_several_numbers_of_one_calculation_are_drawn_and_judged():
    variables = (
        "V = random(2000, 9000, 100)\nd = choice(0, 2.7%, 12%)\nv = choice(19%, 21%)\nr = 1 + v\n"
        "require (d == 0) or (V * d >= 100 and V < 9000)\nduty = round(V * d, 2)\ntotal = round((V + duty) * r, 2)"
    )
    blanks = ("= {{duty}} ± 0.10 EUR", "= {{(V + duty) * v : 2}} ± 0.10 EUR", "= {{total}} ± 0.20 EUR")
    question = draw(asked(filled(*blanks, variables=variables), points=Decimal(3)), "seed-1")
    given = KINDS["cloze"].right(question, "en")
    right = [each.partition(" (")[0] for each in given.split("; ")]
    assert score(question, graded(question, *right)) == 3
    assert score(question, graded(question, right[0], "0.01", right[2])) == 2


def test_an_open_answer_waits_for_a_reviewer():
    question = asked(draft("open", min_words="3"))
    assert question.min_words == 3
    assert graded(question, "Dear customer").waiting
    assert not graded(question, " ").waiting
    assert KINDS["open"].parse(question, ["a\r\nb"]) == {"text": "a\nb"}


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), ("Dear Ms Li,", 3), ("尊敬的客户", 5), ("请看 HS code。", 4), ("it's door-to-door", 2), ("1 2 3", 3)],
)
def test_a_chinese_character_counts_as_a_word(text: str, count: int):
    assert word_count(text) == count


def parts(made: Draft) -> Parts:
    found = read(made)
    assert found is not None
    return found.parts


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        (HS, typed("text", "HS编码"), None),
        (FOUR, ordered("甲", "乙", "丙", "丁"), None),
        (FOUR, ordered("a", "b", "c"), "items"),
        (TERMS, matched(("EXW", "x"), ("DAP", "y"), ("DDP", "z")), "pairs"),
        (TERMS, matched(("EXW", "x"), ("DAP", "y"), ("", "z"), ("", "w")), "pairs"),
        (THREE, filled("a", "= 5 ± 1 千克", " (x) yes | ( ) no "), None),
        (THREE, filled("a", "= 5 ± 1 kg", " ( ) yes | (x) no "), "blanks"),
        (THREE, filled("a", "= 5 ± 1 kg"), "blanks"),
        (THREE, filled("a", "= 5 ± 2 kg", " (x) yes | ( ) no "), "numbers"),
        (typed("number", "5 ± 1"), typed("number", "5.0 ± 1.0 kg"), None),
        (typed("number", "5", tolerance="2%"), typed("number", "5"), None),
        (typed("number", "5 ± 1"), typed("number", "5"), "numbers"),
        (typed("number", "5"), typed("number", "5", "6"), "numbers"),
        (draft("open", variables="a = 1 + 1"), draft("open", variables="a=1+1"), None),
        (draft("open", variables="a = 1"), draft("open", variables="a = 2"), "variables"),
        (draft("open", variables="a = 1\nrequire a > 0"), draft("open", variables="a = 1"), "variables"),
    ],
)
def test_what_differs_between_two_languages_is_named(one: Draft, other: Draft, what: str | None):
    assert structure.difference(parts(one), parts(other)) == what
