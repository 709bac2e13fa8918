"""Whatever comes in: it is read or refused, never an exception; and what is written is a file that can be read."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.content.diagnostics import Report
from app.content.exchange.arriving import Wishes, plan
from app.content.exchange.escapes import contained, from_html, from_plain
from app.content.exchange.folders import Folder
from app.content.exchange.formats import FORMATS, of_file
from app.content.exchange.reading_in import read_in
from app.content.parsing.reading import read_page

from .helpers import nine, write

READERS = [name for name, form in FORMATS.items() if form.read]
SCRAPS = {
    "gift": ["{", "}", "=", "~", "#", "####", "->", "%50%", "::", "\\", "\n", "\n\n", "//", "[id:", "T", "1:2", "..", "$CATEGORY: ", "a"],
    "aiken": ["A. ", "B) ", "ANSWER: ", "A", "\n", "\n\n", "text"],
    "csv": ["question", "answer", "type", "option_a", ",", "\n", '"', "single", "A", "；", "=", "|", "题型", "match", "true"],
    "moodle": ["<quiz>", "</quiz>", "<question type='", "multichoice", "cloze", "'>", "</question>", "<text>", "</text>",
               "<questiontext>", "</questiontext>", "{1:MC:=a~b}", "<answer fraction='100'>", "</answer>", "[[1]]", "a"],
    "qti": ["<assessmentItem>", "</assessmentItem>", "<itemBody>", "</itemBody>", "<choiceInteraction>", "<simpleChoice>", "a",
            "</simpleChoice>", "</choiceInteraction>", "<textEntryInteraction/>", "<responseDeclaration/>"],
    "text2qti": ["1. ", "a) ", "*b) ", "[ ] ", "[*] ", "= ", "* ", "____", "... ", "+ ", "- ", "GROUP\n", "END_GROUP\n",
                 "pick: 1\n", "\n", "x"],
    "qti12": ["<questestinterop>", "</questestinterop>", "<item>", "</item>", "<presentation>", "</presentation>",
              "<response_lid ident='r'>", "</response_lid>", "<render_choice>", "</render_choice>", "<response_label ident='a'>",
              "</response_label>", "<mattext>", "</mattext>", "a"],
}  # fmt: skip
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FOLDER = Folder(Path("/nowhere/c"), ("en",), frozenset(), ())


def bring(form: str, data: bytes) -> None:
    """Reads, plans, and checks what would be written."""
    report = Report("f")
    found = read_in(FORMATS[form], data, report)
    if found is None:
        assert any(each.code in {"C601", "C604", "C608"} for each in report.found)
        return
    made = plan(found, Wishes(FOLDER, "pools/new", "pool", "en"), report)
    for path, written in made.files.items():
        if path.suffix == ".md":
            page = read_page(path.name, "en", written, "pool")
            assert not page.broken, written.decode()


@pytest.mark.parametrize("form", READERS)
@given(data=st.binary(max_size=300))
@QUICK
def test_random_bytes_are_refused_or_read(form: str, data: bytes):
    bring(form, data)


@pytest.mark.parametrize("form", sorted(set(SCRAPS) & set(READERS)))
@given(data=st.data())
@QUICK
def test_scraps_of_a_format_are_refused_or_read(form: str, data: st.DataObject):
    parts = data.draw(st.lists(st.sampled_from(SCRAPS[form]), max_size=25))
    bring(form, "".join(parts).encode())


@pytest.mark.parametrize("form", ["qti", "xlsx"])
@given(at=st.integers(0, 4000), byte=st.integers(0, 255))
@QUICK
def test_damaged_packages_are_refused_or_read(form: str, at: int, byte: int):
    data = bytearray(write(form, nine())[0])
    data[at % len(data)] = byte
    bring(form, bytes(data))
    bring(form, bytes(data[: at % len(data)]))


@given(text=st.text(max_size=200))
@QUICK
def test_plain_text_never_asks_or_ends_anything(text: str):
    page = read_page(
        "q.md",
        "en",
        f"---\ntitle: T\n---\n\n## [?] Q\n`type: open`\n\n{contained(from_plain(text))}\n".encode(),
        "pool",
    )
    assert len(page.questions) == 1
    assert not page.broken


@given(text=st.text("<>/bipa &;#-*_[]{}$`\\\n1.=\"'ulscrt", max_size=80))
@QUICK
def test_html_never_asks_or_ends_anything(text: str):
    shown = contained(from_html(text, lambda _what: None))
    page = read_page("q.md", "en", f"---\ntitle: T\n---\n\n## [?] Q\n`type: open`\n\n{shown}\n".encode(), "pool")
    assert len(page.questions) == 1


def test_a_package_that_grows_beyond_measure_is_refused():
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made,
        made.open("big.xml", "w", force_zip64=True) as part,
    ):
        for _each in range(201):
            part.write(bytes(1024 * 1024))
    report = Report("f")
    assert read_in(FORMATS["qti"], stream.getvalue(), report) is None
    assert [each.code for each in report.found] == ["C608"]


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("q.csv", b"question,answer", "csv"),
        ("q.xlsx", b"PK", "xlsx"),
        ("q.txt", b"Who?\nA. a\nB. b\nANSWER: A", "aiken"),
        ("q.txt", b"Who? {=a ~b}", "gift"),
        ("q.gift", b"Who? {=a ~b}", "gift"),
        ("q.xml", b"<?xml version='1.0'?><quiz/>", "moodle"),
        ("q.xml", b"<assessmentItem/>", "qti"),
        ("q.xml", b"<questestinterop/>", "qti12"),
        ("q.zip", b"PK\x03\x04", "qti"),
        ("q.imscc", b"PK\x03\x04", "qti12"),
        ("q.txt", b"1. Who?\n*a) x\nb) y", "text2qti"),
    ],
)
def test_the_format_is_seen_from_the_file(name: str, data: bytes, form: str):
    found = of_file(name, data)
    assert found is not None
    assert found.name == form
