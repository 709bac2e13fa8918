from pathlib import Path

from app.content.exchange.model import Foreign

from .helpers import bring_in, read, records

SAMPLE = """Quiz title: Customs
% a comment
COMMENT
anything
END_COMMENT

Title: Who
Points: 2
1.  Who pays *import VAT*?

    Under DDP.
... It is in the name.
+ Well done.
- Read again.
a)  The buyer
... That is DAP.
*b) The seller

2.  Which apply?
[*] a
[ ] b
[*] c

3. Root of two?
= 1.4142 +- 0.0001

4. Between?
= [1, 2.5]

5. About?
= 200 +- 1%

6. Name it.
* HS code
* tariff code

7. Why?
____

8. It is so.
*a) True
b) False

GROUP
pick: 1
points per question: 3

9. One?
*a) x
b) y

10. Two?
*a) x
b) y
END_GROUP

11. Hand in.
^^^^
"""


def test_the_notation_is_read():
    found, said = read("text2qti", SAMPLE)
    assert found is not None
    assert found.title == "Customs"
    assert [each.kind for each in found.records] == [
        "single", "multiple", "number", "number", "number", "text", "open", "true-false", "single", "single",
    ]  # fmt: skip
    first = found.records[0]
    assert (first.heading, first.prompt, first.settings) == (
        "Who",
        "Who pays *import VAT*?\n\nUnder DDP.",
        {"points": "2"},
    )
    assert first.labels == {"explanation": "It is in the name.", "correct": "Well done.", "wrong": "Read again."}
    assert [(each.text, each.right, each.feedback) for each in first.options] == [
        ("The buyer", False, "That is DAP."), ("The seller", True, ""),
    ]  # fmt: skip
    assert [each.answers[0].text for each in found.records[2:5]] == ["1.4142 ± 0.0001", "1 .. 2.5", "200 ± 2"]
    assert said == ["C602@57"]


def test_a_group_becomes_a_pool(tmp_path: Path):
    found, _said = read("text2qti", SAMPLE)
    assert found is not None
    assert [(each.pool, each.settings) for each in found.records[-2:]] == [("group 1", {"points": "3"})] * 2
    made, said = bring_in(tmp_path, found, place="m1/quiz")
    assert "## [pool] group 1\n`draw: 1`" in next(iter(made.files.values())).decode()
    assert said == []


def test_everything_of_it_passes_the_check(tmp_path: Path):
    made, said = bring_in(tmp_path, Foreign(records("text2qti", SAMPLE)))
    assert (made.written, said) == (10, [])


def test_code_that_would_be_run_is_refused():
    text = "1. Sum?\n\n    ```{.python .run}\n    import os\n    ```\n*a) x\nb) y\n\n2. Who?\n*a) x\nb) y\n"
    found, said = read("text2qti", text)
    assert found is not None
    assert [each.heading for each in found.records] == ["Who?"]
    assert said == ["C602@3"]
