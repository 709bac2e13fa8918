from app.content.exchange.model import Record

from .helpers import nine, read, records, write

SAMPLE = """What is a [bill] of lading?
A. A receipt
B) A * contract
C. A title
ANSWER: C

Two lines
of text?
A. yes
B. no
ANSWER: b
"""


def test_aiken_is_read():
    found = records("aiken", SAMPLE)
    assert [(each.kind, each.heading, each.prompt) for each in found] == [
        ("single", r"What is a \[bill] of lading?", ""),
        ("single", "", "Two lines\nof text?"),
    ]
    assert [(each.text, each.right) for each in found[0].options] == [
        ("A receipt", False), (r"A \* contract", False), ("A title", True),
    ]  # fmt: skip
    assert [each.right for each in found[1].options] == [False, True]


def test_what_lacks_an_answer_is_named_and_the_rest_is_read():
    found, said = read("aiken", "One?\nA. a\nB. b\n\nTwo?\nA. a\nB. b\nANSWER: B\n\nThree?\nA. a\nB. b\nANSWER: D\n")
    assert found is not None
    assert [each.heading for each in found.records] == ["Two?"]
    assert said == ["C604@1", "C604@10"]


def test_single_choices_go_out_and_the_rest_is_named():
    data, said = write("aiken", nine())
    found = records("aiken", data)
    assert [[option.right for option in each.options] for each in found] == [[False, True], [False, True]]
    assert (
        said.count("C602") == len(said) == 7 + 5
    )  # seven kinds; of the first points, tags, difficulty, explanation and feedback


def test_signs_of_markdown_do_not_go_out():
    record = records("aiken", SAMPLE)[0]
    assert b"A * contract" in write("aiken", [record])[0]
    bold = Record("single", heading="Is **this** *it*?", options=record.options)
    assert write("aiken", [bold])[0].startswith(b"Is this it?\n")
