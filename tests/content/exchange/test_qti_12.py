import io
import zipfile
from pathlib import Path

from app.content.exchange.model import BLANK, Foreign

from .helpers import bring_in, read, records

START = '<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"><assessment ident="a" title="Customs"><section ident="s">'
END = "</section></assessment></questestinterop>"


def field(name: str, value: str) -> str:
    return f"<qtimetadatafield><fieldlabel>{name}</fieldlabel><fieldentry>{value}</fieldentry></qtimetadatafield>"


def item(
    kind: str, presentation: str, processing: str = "", more: str = "", ident: str = "q1", points: str = "1"
) -> str:
    data = field("question_type", kind) + field("points_possible", points)
    return (
        f'<item ident="{ident}" title="Question"><itemmetadata><qtimetadata>{data}</qtimetadata></itemmetadata>'
        f"<presentation>{presentation}</presentation><resprocessing>{processing}</resprocessing>{more}</item>"
    )


def material(text: str) -> str:
    return f'<material><mattext texttype="text/html">{text}</mattext></material>'


def labels(*texts: str) -> str:
    inside = "".join(
        f'<response_label ident="{at}"><material><mattext texttype="text/plain">{text}</mattext></material></response_label>'
        for at, text in enumerate(texts, 1)
    )
    return f"<render_choice>{inside}</render_choice>"


def right(condition: str) -> str:
    return (
        f'<respcondition continue="No"><conditionvar>{condition}</conditionvar>'
        '<setvar action="Set" varname="SCORE">100</setvar></respcondition>'
    )


def equal(value: str, response: str = "r") -> str:
    return f'<varequal respident="{response}">{value}</varequal>'


ITEMS = (
    item(
        "multiple_choice_question",
        material("&lt;p&gt;Who &lt;b&gt;pays&lt;/b&gt;?&lt;/p&gt;")
        + f'<response_lid ident="r" rcardinality="Single">{labels("The buyer", "The seller")}</response_lid>',
        right(equal("2")),
        '<itemfeedback ident="1_fb"><flow_mat><material><mattext>No.</mattext></material></flow_mat></itemfeedback>'
        '<itemfeedback ident="general_fb"><flow_mat><material><mattext>In short.</mattext></material></flow_mat></itemfeedback>',
        points="2.0",
    )
    + item(
        "multiple_answers_question",
        material("Which?") + f'<response_lid ident="r" rcardinality="Multiple">{labels("a", "b", "c")}</response_lid>',
        right(f"<and>{equal('1')}<not>{equal('2')}</not>{equal('3')}</and>"),
        ident="q2",
    )
    + item(
        "true_false_question",
        material("It is so.")
        + f'<response_lid ident="r" rcardinality="Single">{labels("True", "False")}</response_lid>',
        right(equal("2")),
        ident="q3",
    )
    + item(
        "short_answer_question",
        material("Name it.") + '<response_str ident="r"><render_fib/></response_str>',
        right(equal("HS code") + equal("tariff code")),
        ident="q4",
    )
    + item(
        "numerical_question",
        material("How heavy?") + '<response_str ident="r"><render_fib/></response_str>',
        right(
            f'<or>{equal("12.5")}<and><vargte respident="r">12.45</vargte><varlte respident="r">12.55</varlte></and></or>'
        ),
        ident="q5",
    )
    + item("essay_question", material("Why?") + '<response_str ident="r"><render_fib/></response_str>', ident="q6")
    + item(
        "matching_question",
        material("Match.")
        + "".join(
            f'<response_lid ident="m{at}">{material(left)}{labels("collect", "pay", "nobody")}</response_lid>'
            for at, left in enumerate(("EXW", "DDP"), 1)
        ),
        right(equal("1", "m1")) + right(equal("2", "m2")),
        ident="q7",
    )
    + item(
        "multiple_dropdowns_question",
        material("Paid by the [who] at [rate].")
        + f'<response_lid ident="response_who">{labels("seller", "buyer")}</response_lid>'
        + f'<response_lid ident="response_rate">{labels("7", "19")}</response_lid>',
        right(equal("1", "response_who")) + right(equal("2", "response_rate")),
        ident="q8",
    )
    + item(
        "fill_in_multiple_blanks_question",
        material("Called [name].")
        + f'<response_lid ident="response_name">{labels("VAT", "value added tax")}</response_lid>',
        right(equal("1", "response_name")) + right(equal("2", "response_name")),
        ident="q9",
    )
    + item("text_only_question", material("Read on."), ident="q10")
)
SAMPLE = START + ITEMS + END


def test_every_kind_of_canvas_and_of_the_cartridge_profile_is_read():
    found, said = read("qti12", SAMPLE)
    assert found is not None
    assert [each.kind for each in found.records] == [
        "single", "multiple", "true-false", "text", "number", "open", "match", "cloze", "cloze",
    ]  # fmt: skip
    assert said == ["C602@1"]
    single, multiple, truth, words, number, _essay, match, lists, typed = found.records
    assert (single.heading, single.labels, single.settings) == (
        "Who **pays**?", {"explanation": "In short."}, {"points": "2"},
    )  # fmt: skip
    assert [(each.text, each.right, each.feedback) for each in single.options] == [
        ("The buyer", False, "No."), ("The seller", True, ""),
    ]  # fmt: skip
    assert [each.right for each in multiple.options] == [True, False, True]
    assert [each.right for each in truth.options] == [False, True]
    assert [each.text for each in words.answers] == ["HS code", "tariff code"]
    assert number.answers[0].text == "12.5 ± 0.05"
    assert match.pairs == (("EXW", "collect"), ("DDP", "pay"), ("", "nobody"))
    assert lists.heading == f"Paid by the {BLANK} at {BLANK}."
    assert [(blank.options, blank.right) for blank in lists.blanks] == [(("seller", "buyer"), 0), (("7", "19"), 1)]
    assert typed.blanks[0].words == ("VAT", "value added tax")


def test_everything_of_it_passes_the_check(tmp_path: Path):
    made, said = bring_in(tmp_path, Foreign(records("qti12", SAMPLE)))
    assert (made.written, said) == (9, [])


def test_a_cartridge_gives_its_questions_and_names_what_is_left_out():
    manifest = (
        '<manifest><resources><resource type="imsqti_xmlv1p2/imscc_xmlv1p1/assessment" identifier="a"/>'
        '<resource type="imsdt_xmlv1p1" identifier="d"/><resource type="webcontent" identifier="w"/></resources></manifest>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("imsmanifest.xml", manifest)
        made.writestr("a/assessment.xml", SAMPLE)
    found, said = read("qti12", stream.getvalue())
    assert found is not None
    assert (found.title, len(found.records)) == ("Customs", 9)
    assert said == ["C602@1", "C602@1", "C602@1"]
