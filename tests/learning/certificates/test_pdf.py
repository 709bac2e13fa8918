"""The PDF: what stands on it, which names it can show, and what the child may not do."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from app.learning.certificates import printing
from app.learning.certificates.paper import paper
from app.paper import glyphs, typeset
from app.paper import printing as press
from tests import factories

from .conftest import pdf_text, unbroken

pytestmark = pytest.mark.once  # sheets, not rows

BEYOND_GBK = (
    "鿍鿎鿏㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫"
    "䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮𠅤𠙶𠳐𡎚𡐓𣗋𣲗𣲘𣸣𤧛𤩽𤫉𥔲𥕢𥖨𥻗𦈡𦒍𦙶𦝼𦭜𦰡𧿹𨐈𨙸𨚕𨟠𨭉𨱇𨱏𨱑𨱔"
    "𨺙𩽾𩾃𩾌𪟝𪣻𪤗𪨰𪨶𪩘𪾢𫄧𫄨𫄷𫄸𫇭𫌀𫍣𫍯𫍲𫍽𫐄𫐐𫐓𫑡𫓧𫓯𫓶𫓹𫔍𫔎𫔶𫖮𫖯𫖳𫗧𫗴𫘜𫘝𫘦𫘧𫘨𫘪𫘬𫚕𫚖𫚭𫛭𫞩𫟅𫟦𫟹𫟼𫠆𫠊𫠜𫢸"
    "𫫇𫭟𫭢𫭼𫮃𫰛𫵷𫶇𫷷𫸩𬀩𬀪𬂩𬃊𬇕𬇙𬇹𬉼𬊈𬊤𬌗𬍛𬍡𬍤𬒈𬒔𬒗𬕂𬘓𬘘𬘡𬘩𬘫𬘬𬘭𬘯𬙂𬙊𬙋𬜬𬜯𬞟𬟁𬟽𬣙𬣞𬣡𬣳𬤇𬤊𬤝𬨂𬨎𬩽𬪩𬬩𬬭"
    "𬬮𬬱𬬸𬬹𬬻𬬿𬭁𬭊𬭎𬭚𬭛𬭤𬭩𬭬𬭯𬭳𬭶𬭸𬭼𬮱𬮿𬯀𬯎𬱖𬱟𬳵𬳶𬳽𬳿𬴂𬴃𬴊𬶋𬶍𬶏𬶐𬶟𬶠𬶨𬶭𬶮𬷕𬸘𬸚𬸣𬸦𬸪𬹼𬺈𬺓"
)
"""Characters of the standard table of 2013 (8 105 in all) that are not among the 20 902 of GBK."""

FOREIGN = ("Łukasz Żółć", "Nguyễn Thị Hạnh", "Şahin Ğüler", "Ольга Петрова", "Ευάγγελος", "さくら", "O’Brien–Müller")
HOSTILE = (
    '#read("/etc/passwd")',
    "{{7*7}} {% x %}",
    "<script>alert(1)</script>",
    '#import "x.typ": *',
    "$x^2$ *fett* _kursiv_ `code` @ref <label> \\ // /* */",
    "</text></svg>&amp;&#x41;",
    '"}],"name":"other"',
    "= Heading",
)


def test_every_character_of_the_standard_table_has_a_glyph():
    assert glyphs.missing(BEYOND_GBK) == ()
    assert glyphs.missing("".join(map(chr, range(0x4E00, 0x9FA6)))) == ()
    assert glyphs.missing("·—…“”‘’《》（）、，。；：？！〇 \u3000") == ()
    assert len(BEYOND_GBK) == len(set(BEYOND_GBK)) > 190


@pytest.mark.parametrize("name", ["王𬭎䶮", "㛃𠅤𣲗", "𬱖𫖯・买买提·艾力", *FOREIGN])
def test_rare_and_foreign_names_stand_in_the_pdf_as_text(issue, name: str):
    certificate = issue(factories.user(name=name))
    assert unbroken(name) in pdf_text(certificate)
    assert paper(certificate, factories.NOW.date()).missing == ()


@pytest.mark.parametrize("name", HOSTILE)
def test_s36_s44_what_looks_like_markup_is_printed_as_text(issue, name: str):
    assert unbroken(name) in pdf_text(issue(factories.user(name=name)))


def test_a_character_that_no_font_has_is_a_mark_with_its_number_and_never_a_box(issue):
    certificate = issue(factories.user(name="王\U00030001明"))
    text = pdf_text(certificate)
    assert "王〓明" in text
    assert "〓=U+30001" in text
    assert certificate.snapshot["name"] == "王\U00030001明"
    assert paper(certificate, factories.NOW.date()).missing == ("\U00030001",)


def test_the_longest_texts_stay_on_one_sheet(issue, course_files):
    changed = {"title": ("跨境" * 100, "Cross border " * 15), "summary": ("说" * 500, "word " * 99)}
    certificate = issue(factories.user(name="W" * 120))
    subject = {**certificate.snapshot["subject"]}
    for key, (zh, en) in changed.items():
        subject[key] = {"zh-CN": zh, "en": en.strip()}
    certificate.snapshot = {**certificate.snapshot, "subject": subject, "issuer": "集团" * 60}
    text = pdf_text(certificate)
    for said in ("W" * 120, "跨境" * 100, "说" * 500, "集团" * 60, unbroken("word " * 99)):
        assert said in text


def test_the_pdf_says_what_it_is_and_can_be_read_aloud(issue):
    certificate = issue(factories.user(name="林晓雯"))
    reader = PdfReader(printing.pdf(certificate))
    assert reader.metadata is not None
    assert "结业证书" in str(reader.metadata.title)
    assert "包装入门" in str(reader.metadata.title)
    assert reader.root_object["/Lang"] == "zh-CN"
    assert "/StructTreeRoot" in reader.root_object
    assert reader.metadata.creation_date == factories.NOW
    fonts = fonts_of(reader)
    assert all("+" in font for font in fonts)  # each is embedded, and cut down to what is used
    assert fonts


def fonts_of(reader: PdfReader) -> list[str]:
    resources: Any = reader.pages[0]["/Resources"]
    return [font.get_object()["/BaseFont"] for font in resources["/Font"].values()]


def test_the_same_certificate_is_made_once(issue):
    certificate = issue(factories.user())
    first = printing.pdf(certificate)
    stamp = first.stat().st_mtime_ns
    assert printing.pdf(certificate) == first
    assert first.stat().st_mtime_ns == stamp
    assert [path.name for path in first.parent.iterdir() if path.name.startswith(".")] == []


def test_a_child_that_fails_leaves_no_file_and_a_second_try_works(issue, app: Flask, monkeypatch):
    certificate = issue(factories.user(name="失败"))
    with monkeypatch.context() as broken:
        broken.setattr(typeset, "__file__", str(Path(typeset.__file__).with_name("nothing.py")))
        with pytest.raises(press.NotPrinted):
            printing.pdf(certificate)
    folder = Path(app.instance_path) / "certificates"
    assert not [path for path in folder.iterdir() if certificate.code in path.name or path.name.startswith(".")]
    assert "失败" in pdf_text(certificate)


def child(data: dict[str, Any], target: Path) -> subprocess.CompletedProcess[bytes]:
    """As the application starts it, but for the errors, which are looked at."""
    command = [sys.executable, "-I", typeset.__file__, str(target), str(printing.TEMPLATE)]
    text = json.dumps(data, ensure_ascii=False).encode()
    return subprocess.run(command, input=text, env=press.SPARING, capture_output=True, timeout=60, check=False)


@pytest.fixture
def data(issue, tmp_path: Path) -> dict[str, Any]:
    """What a sheet says; as it is, the child prints it."""
    found = printing.sheet(issue(factories.user()))
    done = child(found, tmp_path / "control.pdf")
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "control.pdf").read_bytes().startswith(b"%PDF-")
    return found


def test_a_sheet_that_would_take_too_much_time_or_memory_ends_with_the_child(data, tmp_path: Path):
    """No data that we make is like this: it is the limit that is tried."""
    data["notes"] = ["一" * 40] * 600_000
    done = child(data, tmp_path / "endless.pdf")
    by_the_clock = done.returncode in (-signal.SIGXCPU, -signal.SIGKILL)
    assert by_the_clock or b"allocation" in done.stderr or b"MemoryError" in done.stderr
    assert not (tmp_path / "endless.pdf").exists()


def test_the_child_sees_no_file_but_the_template_s(data, tmp_path: Path):
    """The template does not read a file that the data names: a name is printed, or refused as no picture."""
    outside = tmp_path / "outside.svg"
    outside.write_text(data["sail"], encoding="utf-8")
    data["sail"] = str(outside)
    done = child(data, tmp_path / "out.pdf")
    assert done.returncode == 1
    assert b"TypstError" in done.stderr
    assert b"failed to parse SVG" in done.stderr


def test_the_child_is_given_none_of_our_settings(issue, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "must-not-be-seen")
    given: list[dict[str, str]] = []
    start = subprocess.run

    def spying(*args: Any, **options: Any) -> Any:
        given.append(options["env"])
        return start(*args, **options)

    monkeypatch.setattr(subprocess, "run", spying)
    assert printing.pdf(issue(factories.user())).exists()
    assert given == [press.SPARING]
    assert set(press.SPARING) == {"RAYON_NUM_THREADS", "MALLOC_ARENA_MAX"}


def test_the_fonts_bring_their_licence_and_stay_small():
    folder = typeset.FONTS
    assert "SIL OPEN FONT LICENSE Version 1.1" in (folder / "OFL.txt").read_text(encoding="utf-8")
    assert sum(path.stat().st_size for path in folder.iterdir()) < 12_000_000
