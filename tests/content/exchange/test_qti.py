import io
import stat
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from app.content.exchange.model import BLANK, Foreign
from app.content.exchange.xml import parse

from .helpers import bring_in, by_id, nine, read, records, write

V2 = "http://www.imsglobal.org/xsd/imsqti_v2p1"
CHOICE = f"""<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="{V2}" identifier="who" title="Who pays?" adaptive="false" timeDependent="false">
  <responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">
    <correctResponse><value>B</value></correctResponse>
  </responseDeclaration>
  <itemBody>
    <p>Under <strong>DDP</strong>:</p>
    <choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="1">
      <prompt>Who pays import VAT?</prompt>
      <simpleChoice identifier="A">The buyer
        <feedbackInline identifier="A" outcomeIdentifier="F" showHide="show">No.</feedbackInline></simpleChoice>
      <simpleChoice identifier="B" fixed="true">The seller</simpleChoice>
    </choiceInteraction>
  </itemBody>
  <modalFeedback outcomeIdentifier="F" identifier="x" showHide="show">Delivered duty paid.</modalFeedback>
</assessmentItem>
"""
V3 = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="fill" title="Fill">
  <qti-response-declaration identifier="R1" cardinality="single" base-type="identifier">
    <qti-correct-response><qti-value>a</qti-value></qti-correct-response></qti-response-declaration>
  <qti-response-declaration identifier="R2" cardinality="single" base-type="string">
    <qti-correct-response><qti-value>VAT</qti-value></qti-correct-response></qti-response-declaration>
  <qti-item-body><p>Paid by the <qti-inline-choice-interaction response-identifier="R1">
    <qti-inline-choice identifier="a">seller</qti-inline-choice><qti-inline-choice identifier="b">buyer</qti-inline-choice>
    </qti-inline-choice-interaction>, called <qti-text-entry-interaction response-identifier="R2"/>.</p></qti-item-body>
</qti-assessment-item>"""


def package(files: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, data in files.items():
            made.writestr(name, data)
    return stream.getvalue()


def test_an_item_of_version_2():
    found = records("qti", CHOICE)[0]
    assert (found.kind, found.id, found.heading) == ("single", "who", "Who pays?")
    assert found.prompt == "Under **DDP**:\n\nWho pays import VAT?"
    assert [(each.text, each.right, each.feedback, each.pin) for each in found.options] == [
        ("The buyer", False, "No.", False), ("The seller", True, "", True),
    ]  # fmt: skip
    assert found.labels == {"explanation": "Delivered duty paid."}


def test_an_item_of_version_3():
    found = records("qti", V3)[0]
    assert (found.kind, found.prompt) == ("cloze", f"Paid by the {BLANK}, called {BLANK}.")
    assert found.blanks[0].options == ("seller", "buyer")
    assert found.blanks[1].words == ("VAT",)


def test_a_package_in_the_order_of_its_test_and_its_sections_as_pools(tmp_path: Path):
    second = CHOICE.replace('identifier="who"', 'identifier="second"').replace("Who pays?", "And here?")
    test = f"""<assessmentTest xmlns="{V2}" identifier="t" title="Customs"><testPart identifier="p">
      <assessmentSection identifier="s1" title="Two"><selection select="1"/>
        <assessmentItemRef identifier="i2" href="items/b.xml"/><assessmentItemRef identifier="i1" href="items/a.xml"/>
      </assessmentSection></testPart></assessmentTest>"""
    data = package({"imsmanifest.xml": "<manifest/>", "test.xml": test, "items/a.xml": CHOICE, "items/b.xml": second})
    found, said = read("qti", data)
    assert found is not None
    assert (found.title, said) == ("Customs", [])
    assert [(each.id, each.pool) for each in found.records] == [("second", "Two"), ("who", "Two")]
    made, _said = bring_in(tmp_path, found, place="m1/quiz")
    assert "## [pool] Two\n`draw: 1`\n\n### [?] And here?" in next(iter(made.files.values())).decode()


def test_interactions_without_a_counterpart_are_named():
    item = CHOICE.replace("choiceInteraction", "hotspotInteraction")
    assert read("qti", item)[1] == ["C602@2", "C601@0"]


@pytest.mark.parametrize("version", ["qti", "qti3"])
def test_nine_kinds_go_to_qti_and_back(version: str):
    given = by_id(nine())
    data, said = write(version, tuple(given.values()))
    found = by_id(records("qti", data))
    assert set(found) == set(given)
    assert said == ["C602"]  # the unit of a number
    for name, back in found.items():
        record = given[name]
        assert (back.kind, back.heading, back.prompt, back.pairs, back.items, back.labels) == (
            record.kind, record.heading, record.prompt, record.pairs, record.items, record.labels,
        )  # fmt: skip
        assert [(each.text, each.right, each.weight, each.feedback) for each in back.options] == [
            (each.text, each.right, each.weight, each.feedback) for each in record.options
        ]
        assert [(each.text, each.weight) for each in back.answers] == [
            (each.text.removesuffix(" kg"), each.weight) for each in record.answers
        ]
        assert back.settings == record.settings
    assert found["q-text"].answers[1].weight == Decimal("0.5")
    assert [blank.words or blank.options or blank.number for blank in found["q-cloze"].blanks] == [
        ("seller", "buyer"), ("VAT", "value added tax"), "19 ± 0.5",
    ]  # fmt: skip


@pytest.mark.parametrize(("version", "root"), [("qti", "assessmentItem"), ("qti3", "qti-assessment-item")])
def test_each_version_is_written_with_its_own_names(version: str, root: str):
    with zipfile.ZipFile(io.BytesIO(write(version, nine())[0])) as made:
        assert {"imsmanifest.xml", "assessment.xml", "items/q-single.xml"} <= set(made.namelist())
        assert parse(made.read("items/q-single.xml")).tag == root
        written = made.read("items/q-single.xml").decode()
    assert ("maxChoices" in written) == (version == "qti")


def test_what_is_brought_in_from_qti_passes_the_check(tmp_path: Path):
    found = records("qti", write("qti", nine())[0])
    made, said = bring_in(tmp_path, Foreign(found))
    assert (made.written, said) == (9, [])


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/etc/evil.xml", "a/../../evil.xml", "C:/evil.xml", "a\\..\\..\\b.xml"]
)
def test_unsafe_names_in_a_package_are_refused(name: str):
    assert read("qti", package({name: CHOICE}))[1] == ["C608@0"]


def test_links_and_too_many_files_are_refused():
    link = zipfile.ZipInfo("a.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr(link, "/etc/passwd")
    assert read("qti", stream.getvalue())[1] == ["C608@0"]
    assert read("qti", package({f"{number}.xml": "" for number in range(2001)}))[1] == ["C608@0"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"<a/>", b"<assessmentItem/>", b"PK" + bytes(100)])
def test_what_is_no_qti_is_refused(data: bytes):
    found, said = read("qti", data)
    assert found is None
    assert "C601@0" in said


def test_values_that_are_drawn_become_variables(tmp_path: Path):
    item = f"""<assessmentItem xmlns="{V2}" identifier="sum" title="Duty" adaptive="false" timeDependent="false">
      <responseDeclaration identifier="R" cardinality="single" baseType="float"/>
      <templateDeclaration identifier="goods" cardinality="single" baseType="integer"/>
      <templateDeclaration identifier="rate" cardinality="single" baseType="float"/>
      <templateProcessing>
        <setTemplateValue identifier="goods"><randomInteger min="40" max="120" step="10"/></setTemplateValue>
        <setTemplateValue identifier="rate"><randomFloat min="0.1" max="0.2"/></setTemplateValue>
        <setCorrectResponse identifier="R"><product><variable identifier="goods"/><variable identifier="rate"/></product>
        </setCorrectResponse>
      </templateProcessing>
      <itemBody><p>Goods of <printedVariable identifier="goods"/> EUR, <printedVariable identifier="rate"/>: how much?</p>
        <p><textEntryInteraction responseIdentifier="R"/></p></itemBody>
      <responseProcessing><responseCondition><responseIf><equal toleranceMode="absolute" tolerance="0.01 0.01">
        <variable identifier="R"/><correct identifier="R"/></equal></responseIf></responseCondition></responseProcessing>
    </assessmentItem>"""
    found = records("qti", item)
    assert found[0].prompt == "Goods of {{goods}} EUR, {{rate}}: how much?"
    assert found[0].variables == "goods = random(40, 120, 10)\nrate = random(0.1, 0.2, 0.01)"
    assert found[0].answers[0].text == "{{(goods * rate)}} ± 0.01"
    made, said = bring_in(tmp_path, Foreign(found))
    assert (made.written, said) == (1, [])
