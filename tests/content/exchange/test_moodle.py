import base64
from decimal import Decimal
from pathlib import Path

import pytest

from app.content.diagnostics import Report
from app.content.exchange.model import BLANK, Foreign, Record
from app.content.exchange.moodle import writing

from .helpers import bring_in, by_id, nine, read, records, write

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def quiz(*questions: str) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "\n".join(questions) + "\n</quiz>"


def question(kind: str, text: str, answers: str, name: str = "") -> str:
    return (
        f'<question type="{kind}"><name><text>{name}</text></name><questiontext format="html"><text><![CDATA[{text}]]>'
        f"</text></questiontext>{answers}</question>"
    )


def answer(fraction: str, text: str, more: str = "") -> str:
    return f'<answer fraction="{fraction}" format="html"><text><![CDATA[{text}]]></text>{more}</answer>'


def test_a_choice_with_all_that_moodle_says_about_it():
    more = (
        "<defaultgrade>2.0000000</defaultgrade><penalty>0.3333333</penalty><idnumber>who</idnumber><single>true</single>"
        "<shuffleanswers>false</shuffleanswers>"
        '<generalfeedback format="html"><text>&lt;p&gt;Delivered duty paid.&lt;/p&gt;</text></generalfeedback>'
        '<incorrectfeedback format="html"><text>Your answer is incorrect.</text></incorrectfeedback>'
        '<correctfeedback format="html"><text>Well done</text></correctfeedback>'
        '<hint format="html"><text>Think of DDP.</text></hint>'
        "<tags><tag><text>vat</text></tag><tag><text>difficulty:hard</text></tag></tags>"
        + answer("0", "<p>The <b>buyer</b></p>", '<feedback format="html"><text>No.</text></feedback>')
        + answer("100", "<p>The seller</p>")
        + answer("25", "<p>Nobody</p>")
    )
    category = '<question type="category"><category><text>$course$/top/Customs/Terms</text></category></question>'
    found = records("moodle", quiz(category, question("multichoice", "<p>Who <i>pays</i>?</p>", more, "Q &amp; A")))[0]
    assert (found.id, found.pool, found.heading, found.prompt) == ("who", "Terms", "Q & A", "Who *pays*?")
    assert found.settings == {
        "tags": "vat", "difficulty": "hard", "points": "2", "hint_cost": "33.33%", "shuffle": "no",
    }  # fmt: skip
    assert [(each.text, each.right, each.weight, each.feedback) for each in found.options] == [
        ("The **buyer**", False, None, "No."), ("The seller", True, None, ""), ("Nobody", False, Decimal("0.25"), ""),
    ]  # fmt: skip
    assert found.labels == {"explanation": "Delivered duty paid.", "correct": "Well done"}
    assert found.hints == ("Think of DDP.",)


def test_the_other_types_of_moodle():
    text = quiz(
        question("truefalse", "VAT is income.", answer("0", "true") + answer("100", "false")),
        question("shortanswer", "Name it.", "<usecase>1</usecase>" + answer("100", "HS code") + answer("0", "*")),
        question(
            "numerical",
            "How heavy?",
            answer("100", "12.5", "<tolerance>0.05</tolerance>")
            + "<units><unit><multiplier>1</multiplier><unit_name>kg</unit_name></unit>"
            "<unit><multiplier>1000</multiplier><unit_name>g</unit_name></unit></units>",
        ),
        question(
            "matching",
            "Match.",
            "<subquestion><text>EXW</text><answer><text>collect</text></answer></subquestion>"
            "<subquestion><text>DDP</text><answer><text>pay</text></answer></subquestion>"
            "<subquestion><text></text><answer><text>nobody</text></answer></subquestion>",
        ),
        question("ordering", "Order.", answer("1", "Label") + answer("2", "Export")),
        question("essay", "Why?", "<graderinfo><text>Tone 1.</text></graderinfo><minwordlimit>30</minwordlimit>"),
        question("description", "Read on.", ""),
    )
    found, said = read("moodle", text)
    assert found is not None
    truth, words, number, match, order, essay = found.records
    assert [each.right for each in truth.options] == [False, True]
    assert ([each.text for each in words.answers], words.settings) == (["HS code"], {"match": "exact"})
    assert ([each.text for each in number.answers], number.settings) == (["12.5 ± 0.05 kg"], {"units": "g = 0.001"})
    assert match.pairs == (("EXW", "collect"), ("DDP", "pay"), ("", "nobody"))
    assert order.items == ("Label", "Export")
    assert (essay.labels, essay.settings) == ({"rubric": "Tone 1."}, {"min_words": "30"})
    assert [each.partition("@")[0] for each in said] == ["C602"]


def test_three_kinds_of_answers_within_a_text():
    cloze = question(
        "cloze",
        "<p>Paid by the {1:MULTICHOICE:=seller~buyer#No}, called {1:SA:=VAT~=value added tax}, "
        "at {2:NM:=19:0.5} {braces}.</p>",
        "",
    )
    found = records("moodle", quiz(cloze))[0]
    assert found.heading == f"Paid by the {BLANK}, called {BLANK}, at {BLANK} {{braces}}."
    assert found.blanks[0].options == ("seller", "buyer")
    assert found.blanks[1].words == ("VAT", "value added tax")
    assert found.blanks[2].number == "19 ± 0.5"


@pytest.mark.parametrize("kind", ["gapselect", "ddwtos"])
def test_gaps_with_numbers_offer_their_own_group(kind: str):
    boxes = "".join(
        f"<{'selectoption' if kind == 'gapselect' else 'dragbox'}><text>{text}</text><group>{group}</group>"
        f"</{'selectoption' if kind == 'gapselect' else 'dragbox'}>"
        for text, group in (("seller", 1), ("19", 2), ("buyer", 1), ("7", 2))
    )
    found = records("moodle", quiz(question(kind, "By the [[1]] at [[2]] %.", boxes)))[0]
    assert [(blank.options, blank.right) for blank in found.blanks] == [(("seller", "buyer"), 0), (("19", "7"), 0)]


def test_a_calculated_question_becomes_one_with_variables(tmp_path: Path):
    dataset = "".join(
        f"<dataset_definition><name><text>{name}</text></name><distribution><text>uniform</text></distribution>"
        f"<minimum><text>{low}</text></minimum><maximum><text>{high}</text></maximum>"
        "<decimals><text>0</text></decimals></dataset_definition>"
        for name, low, high in (("a", 1, 9), ("b", 10, 20))
    )
    right = answer("100", "{a}*{b}", "<tolerance>0.01</tolerance><tolerancetype>1</tolerancetype>")
    text = quiz(
        question(
            "calculated",
            "<p>What is {a} times {b}?</p>",
            right + f"<dataset_definitions>{dataset}</dataset_definitions>",
        )
    )
    found = records("moodle", text)
    assert (found[0].heading, found[0].variables) == (
        "What is {{a}} times {{b}}?", "a = random(1, 9)\nb = random(10, 20)",
    )  # fmt: skip
    made, said = bring_in(tmp_path, Foreign(found))
    assert said == []
    assert made.written == 1


def test_embedded_pictures_become_files_of_the_course(tmp_path: Path):
    data = base64.b64encode(PNG).decode()
    text = quiz(
        '<question type="essay"><name><text>Q</text></name><questiontext format="html"><text><![CDATA[<p>'
        '<img src="@@PLUGINFILE@@/my%20pic.png" alt="A box"> and <img src="data:image/png;base64,'
        + data
        + f'" alt="inline"></p>]]></text><file name="my pic.png" path="/" encoding="base64">{data}</file></questiontext>'
        "</question>"
    )
    found, said = read("moodle", text)
    assert found is not None
    made, more = bring_in(tmp_path, found)
    names = sorted(path.relative_to(tmp_path / "c").as_posix() for path in made.files)
    assert names == ["pools/assets/new/my-pic.png", "pools/assets/new/picture-2.png", "pools/new.en.md"]
    assert "![A box](assets/new/my-pic.png)" in made.files[tmp_path / "c/pools/new.en.md"].decode()
    assert said + more == ["C605@3"]


def test_html_that_could_do_harm_does_not_come_in(tmp_path: Path):
    text = (
        '<p onclick="x()">Who?<script>alert(1)</script><iframe src="https://e.example"></iframe>'
        '<a href="javascript:x()">here</a> <img src="https://e.example/p.png" alt="far"></p>'
    )
    found, said = read("moodle", quiz(question("essay", text, "", "Q")))
    assert found is not None
    made, more = bring_in(tmp_path, found)
    written = next(iter(made.files.values())).decode()
    assert "script" not in written
    assert "[far](https://e.example/p.png)" in written
    assert "C602" in " ".join(said)
    assert more == []


def test_nine_kinds_go_to_moodle_and_back():
    given = by_id(nine())
    data, said = write("moodle", tuple(given.values()))
    found = by_id(records("moodle", data))
    assert set(found) == set(given)
    assert said == []
    for name, back in found.items():
        record = given[name]
        assert (back.kind, back.heading, back.prompt, back.pairs, back.items, back.labels, back.settings) == (
            record.kind, record.heading, record.prompt, record.pairs, record.items, record.labels, record.settings,
        )  # fmt: skip
        assert [(each.text, each.right, each.weight, each.feedback) for each in back.options] == [
            (each.text, each.right, each.weight, each.feedback) for each in record.options
        ]
        assert [(each.text, each.weight) for each in back.answers] == [
            (each.text, each.weight) for each in record.answers
        ]
    assert [blank.words or blank.options or blank.number for blank in found["q-cloze"].blanks] == [
        ("seller", "buyer"), ("VAT", "value added tax"), "19 ± 0.5",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<quiz>",
        "<html/>",
        '<!DOCTYPE q [<!ENTITY a "b">]><quiz>&a;</quiz>',
        '<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>',
        '<?xml version="1.0" encoding="nowhere"?><quiz/>',
        "<quiz>" + "<a>" * 5000,
    ],
)
def test_what_is_no_moodle_xml_is_refused(text: str):
    assert read("moodle", text) == (None, ["C601@0"])


def test_pictures_go_out_within_the_file():
    report = Report("f")
    record = Record("open", id="q", heading="See", prompt="![A box](assets/box.png)")
    data = writing.write([record], lambda target: PNG if target == "assets/box.png" else None, report)
    assert b'src="@@PLUGINFILE@@/box.png"' in data
    assert b'<file name="box.png" path="/" encoding="base64">' in data
    assert report.found == []
    back, _said = read("moodle", data)
    assert back is not None
    assert (back.records[0].prompt, dict(back.files)) == ("![A box](imported-files:box.png)", {"box.png": PNG})
