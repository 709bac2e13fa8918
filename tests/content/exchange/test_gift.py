from decimal import Decimal
from pathlib import Path

import pytest

from app.content.exchange.model import BLANK, Foreign

from .helpers import bring_in, by_id, nine, read, records, write

SAMPLE = r"""// [id:who] [tag:vat] [tag:difficulty:easy]
$CATEGORY: top/Customs/Incoterms

::Q1:: Who pays? {
  ~The buyer#That is DAP.
  =The seller
  ~%25%Nobody
####Delivered duty paid.
}

VAT is income.{F#No, it is passed on.#Right.}

Name the code. {=HS code =%50%tariff code#Nearly.}

How heavy? {#12.5:0.05}

How many days? {#3..5}

::Pi:: Value? {#=3.14:0.01 =%50%3:0.2#Too rough.}

Match. {=EXW -> collect =DDP -> seller pays = -> nobody}

Which? {~%50%a ~%50%b ~%-50%c}

The capital is {=Paris ~Rome ~Bern} since long.

Say why. {}

A title that asks nothing

Escaped \{braces\}, 2 \= 2 \# \~ *stars* [[x]] {=a\=b ~c\}d}
"""


def test_every_kind_of_gift_is_read():
    found, said = read("gift", SAMPLE)
    assert found is not None
    kinds = [each.kind for each in found.records]
    assert kinds == [
        "single", "true-false", "text", "number", "number", "number", "match", "multiple", "cloze", "open", "single",
    ]  # fmt: skip
    first = found.records[0]
    assert (first.id, first.pool, first.heading, first.prompt) == ("who", "Incoterms", "Q1", "Who pays?")
    assert [(each.text, each.right, each.weight) for each in first.options] == [
        ("The buyer", False, None), ("The seller", True, None), ("Nobody", False, Decimal("0.25")),
    ]  # fmt: skip
    assert first.options[0].feedback == "That is DAP."
    assert first.labels["explanation"] == "Delivered duty paid."
    assert first.settings == {"tags": "vat", "difficulty": "easy"}
    assert said == ["C602@29"]


def test_details_of_gift_answers():
    found = records("gift", SAMPLE)
    truth, words, near, days, pi, match, which, capital = found[1:9]
    assert [(each.text, each.right, each.feedback) for each in truth.options] == [
        ("True", False, "No, it is passed on."), ("False", True, "Right."),
    ]  # fmt: skip
    assert [(each.text, each.weight, each.feedback) for each in words.answers] == [
        ("HS code", None, ""), ("tariff code", Decimal("0.5"), "Nearly."),
    ]  # fmt: skip
    assert near.answers[0].text == "12.5 ± 0.05"
    assert days.answers[0].text == "3 .. 5"
    assert [each.text for each in pi.answers] == ["3.14 ± 0.01", "3 ± 0.2"]
    assert match.pairs == (("EXW", "collect"), ("DDP", "seller pays"), ("", "nobody"))
    assert [(each.right, each.weight) for each in which.options] == [(True, None), (True, None), (False, None)]
    assert capital.heading == f"The capital is {BLANK} since long."
    assert capital.blanks[0].options == ("Paris", "Rome", "Bern")


def test_escaped_signs_and_signs_of_markdown_stay_what_they_were():
    last = records("gift", SAMPLE)[-1]
    assert last.heading == r"Escaped {braces}, 2 = 2 # ~ \*stars\* \[\[x]]"
    assert [each.text for each in last.options] == ["a=b", "c}d"]


def test_categories_become_pools(tmp_path: Path):
    text = "$CATEGORY: a\n\nOne? {T}\n\n$CATEGORY: b\n\nTwo? {F}\n"
    made, said = bring_in(tmp_path, Foreign(records("gift", text)))
    assert (sorted(path.name for path in made.files), said) == (["new-a.en.md", "new-b.en.md"], [])
    made, _said = bring_in(tmp_path, Foreign(records("gift", text)), place="m1/quiz")
    assert "## [pool] a\n\n### [?] One?" in next(iter(made.files.values())).decode()


def test_html_becomes_markdown():
    found, said = read("gift", "[html]<p>Who <b>pays</b> &lt;now&gt;?</p> {=<i>I</i> ~You}")
    assert found is not None
    assert found.records[0].heading == r"Who **pays** \<now>?"
    assert [each.text for each in found.records[0].options] == ["*I*", "You"]
    assert "C605@1" in said


def test_nine_kinds_go_to_gift_and_back():
    given = by_id(nine())
    data, _said = write("gift", tuple(given.values()))
    found = by_id(records("gift", data))
    assert set(given) - set(found) == {"q-order", "q-cloze"}
    for name, back in found.items():
        record = given[name]
        assert (back.kind, back.heading, back.prompt, back.pairs) == (
            record.kind, record.heading, record.prompt, record.pairs,
        )  # fmt: skip
        assert [(each.text, each.right, each.weight, each.feedback) for each in back.options] == [
            (each.text, each.right, each.weight, each.feedback) for each in record.options
        ]
        assert [(each.text, each.weight) for each in back.answers] == [
            (each.text.removesuffix(" kg"), each.weight) for each in record.answers
        ]
        assert dict(back.labels) == dict(record.labels)
        assert {**record.settings, "points": ""} == {**back.settings, "points": ""}


def test_what_gift_cannot_say_is_said():
    _data, said = write("gift", nine())
    assert said.count("C602") == len(said) == 5  # points twice, a unit, the ordering, three blanks


@pytest.mark.parametrize("text", ["", "no braces", "{", "}{", "{=}", "{~}", "{####}", "::a::", "{#}", "{->}", "{=%%}"])
def test_what_is_no_gift_is_refused_without_an_exception(text: str):
    found, said = read("gift", text)
    assert said or found is not None


def test_a_full_stop_behind_the_answers_makes_no_blank():
    found = records("gift", "Two plus two equals {=four =4}.\n\nGrant is {~buried =entombed} in his tomb.\n")
    assert [each.kind for each in found] == ["text", "cloze"]
