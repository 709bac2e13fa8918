"""Which kind a question is, and what is wrong with its answers."""

from dataclasses import replace

import pytest

from app.questions.draft import Draft
from app.questions.model import Blank, BlankText, NumberAnswer, Option, Word
from app.questions.reading import read

from .drafts import chosen, complaints, draft, filled, matched, ordered, typed


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (chosen("A", "B"), "single"),
        (chosen("True", "False"), "true-false"),
        (chosen("True", "False", kind="single"), "single"),
        (typed("text", "HS code"), "text"),
        (typed("number", "12"), "number"),
        (ordered("a", "b"), "order"),
        (matched(("1", "a"), ("2", "b")), "match"),
        (filled("a"), "cloze"),
        (filled("a", kind="cloze"), "cloze"),
        (draft("open"), "open"),
    ],
)
def test_the_kind_is_written_or_seen(made: Draft, kind: str):
    found = read(made)
    assert (found and found.kind, made.complaints) == (kind, [])


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (draft(), ["C209@1:1"]),
        (draft("text"), ["C209@1:1"]),
        (draft("cloze"), ["C209@1:1"]),
        (draft("riddle"), ["C206@2:1"]),
        (typed("", "8517"), ["C214@30:1"]),
        (typed("single", "8517"), ["C221@2:1"]),
        (typed("open", "8517"), ["C221@2:1"]),
        (chosen("A", "B", kind="multiple"), ["C221@2:1"]),
        (chosen("A", "B", "C", kind="true-false"), ["C221@2:1"]),
        (chosen("A", "B", kind="order"), ["C221@2:1"]),
        (filled("a", kind="order"), ["C221@2:1"]),
        (filled("a", kind="open"), ["C221@2:1"]),
        (filled(" "), ["C251@20:1", "C209@1:1"]),
        (filled("[[a", "b"), ["C251@20:1"]),
        (filled("[[a", kind="open"), ["C251@20:1"]),
    ],
)
def test_a_kind_that_does_not_fit_is_complained_about(made: Draft, expected: list[str]):
    assert complaints(made) == expected


def test_blanks_and_a_list_are_two_kinds_of_answers():
    made = replace(chosen("A", "B"), blanks=filled("a").blanks)
    assert complaints(made) == ["C215@30:1"]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (typed("number", "12.5 kg"), ["C233@30:5"]),
        (typed("number", "12.5 kg", tolerance="2%"), []),
        (typed("number", "12.0 kg"), []),
        (typed("number", "100 ± 2% EUR"), ["C235@30:5"]),
        (typed("number", "about 5"), ["C230@30:5"]),
        (typed("number", "5 ± -1"), ["C231@30:5"]),
        (typed("number", "5 ±"), ["C231@30:5"]),
        (typed("number", "5 .. 3"), ["C232@30:5"]),
        (typed("number", "12", "12 kg", "13 lb"), ["C206@32:1"]),
        (typed("number", "12", "  "), ["C216@31:1"]),
        (typed("number", "2", units="g, t=0"), ["C234@2:1", "C234@2:1"]),
        (typed("number", "1", "2", weights=("50%", "90%")), ["C236@30:1"]),
        (typed("number", "1", weights=("120%",)), ["C206@30:20"]),
        (typed("number", "1", partial="moves"), ["C206@2:1"]),
        (typed("number", *(str(each) for each in range(27))), ["C118@56:1"]),
        (typed("text", "a", "  "), ["C216@31:1"]),
        (typed("text", "a*b*c*d*e"), []),
        (typed("text", "a*b*c*d", match="wildcard"), []),
        (typed("text", "a*b*c*d*e", match="wildcard"), ["C255@30:5"]),
        (typed("text", "a", match="fuzzy"), ["C206@2:1"]),
        (typed("text", "a", "b", weights=("50%", "0%")), ["C236@30:1"]),
        (ordered(), ["C237@1:1"]),
        (ordered("one"), ["C237@30:1"]),
        (ordered("one", "two", "One."), ["C238@32:1"]),
        (ordered("one", ""), ["C216@31:1"]),
        (ordered("one", "two", partial="each"), ["C206@2:1"]),
        (ordered(*(str(each) for each in range(27))), ["C118@56:1"]),
        (matched(), ["C239@1:1"]),
        (matched(("1", "a")), ["C239@30:1"]),
        (matched(("1", "a", "x"), ("2", "b", "y")), ["C239@30:1"]),
        (matched(("", "a"), ("", "b")), ["C239@30:1"]),
        (matched(("1", "a"), ("1", "b")), ["C238@33:1"]),
        (matched(("1", "a"), ("2", "a"), ("", "nobody")), []),
        (matched(("1", "a"), ("2", "b"), ("", "a")), ["C238@34:1"]),
        (matched(("1", "a"), ("2", "")), ["C216@33:1"]),
        (matched(("1", "a"), ("2", "b"), partial="net"), ["C206@2:1"]),
        (filled("= 19.5 %"), ["C233@20:1"]),
        (filled("= about 5"), ["C230@20:1"]),
        (filled("= {{b}} ± 1"), ["C241@20:7"]),
        (filled(" (x) a | (x) b "), ["C252@20:1"]),
        (filled(" ( ) a | ( ) b "), ["C252@20:1"]),
        (filled(" (x) a "), ["C252@20:1"]),
        (filled(" (x) a | b "), ["C252@20:1"]),
        (filled(" (x) a | ( ) A. "), ["C217@20:1"]),
        (filled("a*b*c*d*e", match="wildcard"), ["C255@20:1"]),
        (filled("a", partial="net"), ["C206@2:1"]),
        (filled(*["a"] * 51), ["C118@20:501"]),
        (draft("open", min_words="30", max_words="100"), []),
        (draft("open", min_words="many"), ["C206@2:1"]),
        (draft("open", min_words="100", max_words="30"), ["C206@2:1"]),
        (draft("open", max_words="5001"), ["C206@2:1"]),
    ],
)
def test_answers_that_will_not_do_are_complained_about_at_their_places(made: Draft, expected: list[str]):
    assert complaints(made) == expected


def parts(made: Draft) -> tuple[dict, dict]:
    found = read(made)
    assert found is not None
    return dict(found.parts.question), dict(found.parts.text)


def test_numbers_are_read_with_tolerance_range_formula_and_unit():
    answers = ("12.5 ± 0.05 kg", "3 .. 5", "{{a : 2}} ± {{a / 10}}")
    question, text = parts(typed("number", *answers, weights=("", "50%"), variables="a = 1", units="g = 0.001"))
    assert question["answers"][0] == NumberAnswer("12.5", "0.05")
    assert question["answers"][1].low == "3"
    assert question["answers"][1].weight * 2 == 1
    assert question["answers"][2] == NumberAnswer("round(a, 2)", "a / 10")
    assert (text["unit"], [*question["units"]]) == ("kg", ["g"])


def test_words_lose_the_backticks_around_them():
    assert parts(typed("text", "`*.csv`", "order_id_2 * 2"))[1]["words"] == (Word("*.csv"), Word("order_id_2 * 2"))


def test_a_match_is_read_with_its_extra_sides():
    question, text = parts(matched(("EXW", "collect"), ("DDP", "seller pays"), ("", "nobody pays")))
    assert question["pairs"] == 2
    assert [option.right for option in question["options"]] == [True, True, False]
    assert (text["lefts"], text["columns"]) == (("EXW", "DDP"), ("Head 0", "Head 1"))
    assert [option.html for option in text["options"].values()] == ["collect", "seller pays", "nobody pays"]


def test_blanks_of_three_kinds_are_read():
    question, text = parts(filled(r"VAT|value \| tax", "= 19 ± 0.5 %", " （√）buyer | ( ) seller "))
    assert question["blanks"] == (
        Blank("text"),
        Blank("number", NumberAnswer("19", "0.5")),
        Blank("select", options=(Option("1", True), Option("2", False))),
    )
    assert text["blanks"] == (
        BlankText(words=("VAT", "value | tax")),
        BlankText(unit="%"),
        BlankText(options=("buyer", "seller")),
    )
