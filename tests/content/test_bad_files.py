"""Folders and files made to break the reader. Each ends in a diagnostic, within 2 seconds of processor time and 200 MB."""

import os
import random
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from .conftest import Checker
from .folders import course, lesson

MIB = 1024 * 1024


def include(*paths: str) -> str:
    return "".join(f"[x](include:{path})\n\n" for path in paths)


INCLUDES: dict[str, dict[str, str | bytes]] = {
    "in a circle": {"shared/a.md": include("b.md"), "shared/b.md": include("a.md"), "m1/a.en.md": lesson("a", include("../shared/a.md"))},
    "of itself": {"m1/a.en.md": lesson("a", include("a.en.md"))},
    "of itself below": {"shared/a.md": include("a.md"), "m1/a.en.md": lesson("a", include("../shared/a.md"))},
    "too deep": {
        **{f"shared/{n}.md": include(f"{n + 1}.md") for n in range(20)},
        "shared/20.md": "End.\n",
        "m1/a.en.md": lesson("a", include("../shared/0.md")),
    },
    "of nothing": {"m1/a.en.md": lesson("a", include("../shared/none.md"))},
    "of what lies outside": {"m1/a.en.md": lesson("a", include("../../../etc/passwd"))},
}  # fmt: skip


@pytest.mark.parametrize("name", INCLUDES)
def test_includes_that_go_wrong_are_complained_about(checker: Checker, tmp_path: Path, name: str):
    found = checker.codes(course(tmp_path, INCLUDES[name]))
    assert found & {"C301", "C304", "C309", "C332", "C333", "C334"}


@pytest.mark.parametrize("breadth", [10, 100, 1_000])
def test_includes_that_multiply_are_read_or_refused(checker: Checker, tmp_path: Path, breadth: int):
    files: dict[str, str | bytes] = {f"shared/{n}.md": include(*[f"{n + 1}.md"] * breadth) for n in range(3)}
    files |= {"shared/3.md": "Text. " * 100, "m1/a.en.md": lesson("a", include(*["../shared/0.md"] * breadth))}
    checker.codes(course(tmp_path, files))


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("../../etc/passwd", "C304"),
        ("../../../../../../etc/passwd", "C304"),
        ("..%2f..%2f..%2fetc%2fpasswd", "C304"),
        ("%2e%2e/%2e%2e/%2e%2e/etc/passwd", "C304"),
        ("/etc/passwd", "C305"),
        ("..\\..\\windows", "C306"),
        ("file:///etc/passwd", "C309"),
        ("javascript:alert(1)", "C309"),
        ("JaVaScRiPt:alert(1)", "C309"),
        ("java%0ascript:alert(1)", "C301"),
        ("data:text/html,x", "C309"),
        ("vbscript:x", "C309"),
        ("//example.org/x", "C309"),
        ("C:/windows", "C309"),
        ("blob:x", "C309"),
        ("a%00.md", "C301"),
        ("%ff%fe", "C301"),
        ("../../c2/m1/a.md", "C304"),
        ("m1/../../course.yaml", None),
        ("../course.yaml", None),
        ("module.yaml", None),
        ("x" * 5_000, None),
        ("../" * 5_000, "C304"),
    ],
)
@pytest.mark.parametrize("form", ["[x](<{}>)", "![x](<{}>)", '<img src="{}" alt="x">'])
def test_links_that_lead_away_are_complained_about(
    checker: Checker, tmp_path: Path, target: str, code: str | None, form: str
):
    found = checker.codes(course(tmp_path, {"m1/a.en.md": lesson("a", form.format(target) + "\n")}))
    assert found & {"C301", "C303", "C304", "C305", "C306", "C307", "C309", "C314", "C331"}
    assert code is None or form.startswith("<") or code in found or found & {"C309", "C331"}


@pytest.mark.parametrize(
    "name",
    [
        unicodedata.normalize("NFD", "übung"),
        unicodedata.normalize("NFD", "がぎぐ"),
        "👩‍👩‍👧",
        "a" * 249,
        "税" * 83,
        "a b",
        "a\nb",
        "a\tb",
        "a\u202eb",
        "a%2fb",
        "a#b",
        "a?b",
        "-",
        "--help",
        "a.b.c",
        "'\"<>&",
        "\u200b",
        "CON",
        "1" * 200,
        "10-",
        "{{x}}",
    ],
    ids=repr,
)
def test_odd_names_are_read_or_complained_about(checker: Checker, tmp_path: Path, name: str):
    picture = f"{name[:120]}.png"
    body = f"![x](<{picture}>)\n\n[y](<{name}.md>)\n"
    files: dict[str, str | bytes] = {f"m1/{name}.md": f"---\ntitle: T\n---\n{body}", f"m1/{picture}": b"png"}
    assert checker.codes(course(tmp_path, files))


def test_a_name_in_two_forms_is_one_name(checker: Checker, tmp_path: Path):
    body = f"[x](<{unicodedata.normalize('NFD', 'übung')}.md>)\n"
    files: dict[str, str | bytes] = {
        f"m1/{unicodedata.normalize('NFC', 'übung')}.en.md": lesson("u"),
        "m1/a.en.md": lesson("a", body),
    }
    assert not checker.codes(course(tmp_path, files))


def test_names_that_are_no_text_are_left_alone(checker: Checker, tmp_path: Path):
    root = course(tmp_path, {"m1/a.en.md": lesson("a")})
    Path(os.fsdecode(os.fsencode(root / "c/m1") + b"/\xff\xfe.en.md")).write_text(lesson("b"))
    os.mkdir(os.fsencode(root) + b"/\xff")
    checker.codes(root)


def test_links_of_the_file_system_are_not_followed(checker: Checker, tmp_path: Path):
    secret = tmp_path / "secret.md"
    secret.write_text(lesson("secret"))
    root = course(
        tmp_path / "content", {"m1/a.en.md": lesson("a", "[x](linked.md) ![x](zero.png) [y](loop/m1/a.md)\n")}
    )
    (root / "c/m1/linked.en.md").symlink_to(secret)
    (root / "c/m1/zero.png").symlink_to("/dev/zero")
    (root / "c/m1/loop").symlink_to(root)
    (root / "c/m1/self.md").symlink_to("self.md")
    (root / "c2").symlink_to(root / "c")
    assert {"C301"} <= checker.codes(root)


def test_what_is_no_file_is_left_alone(checker: Checker, tmp_path: Path):
    root = course(tmp_path, {"m1/a.en.md": lesson("a")})
    os.mkfifo(root / "c/m1/pipe.en.md")
    os.mkfifo(root / "c/m1/pipe.png")
    (root / "c/m1/folder.en.md").mkdir()
    (root / "c/m1/folder.en.md/x.md").write_text("x")
    checker.codes(root)


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [
        ("big.en.md", 2 * 1024 * MIB, "C119"),
        ("big.en.md", MIB + 1, "C119"),
        ("module.yaml", 1024 * MIB, None),
        ("big.png", 1024 * MIB, "C314"),
        ("big.mp4", 501 * MIB, "C314"),
        ("big.vtt", 1024 * MIB, None),
    ],
)
def test_files_that_are_too_large_are_not_read_whole(
    checker: Checker, tmp_path: Path, name: str, size: int, code: str | None
):
    root = course(tmp_path, {"m1/a.en.md": lesson("a", "![x](big.png) [y](big.mp4) [z](big.vtt)\n")})
    with (root / "c/m1" / name).open("wb") as file:
        file.truncate(size)
    found = checker.codes(root)
    assert found
    assert code is None or code in found


@pytest.mark.parametrize(
    "data",
    [
        b"\x00" * 1000,
        b"---\nid: a\ntitle: A\n---\nnul\x00l\n",
        b"\xff\xfe" + lesson("a").encode("utf-16-le"),
        b"\xef\xbb\xbf\xef\xbb\xbf" + lesson("a").encode(),
        lesson("a", "到岸成本由买家承担").encode("gb18030"),
        b"---\nid: a\ntitle: A\n---\n\xed\xa0\x80\n",
        lesson("a", "\x1b[31m\x08\x7f\x85").encode(),
        lesson("a", "".join(map(chr, range(0x80, 0xA0)))).encode(),
        b"---",
        b"---\n---",
        b"---\n---\n---\n",
        b"",
        b"\n",
        bytes(range(256)),
        random.Random(7).randbytes(50_000),
    ],
    ids=lambda data: repr(data[:12]),
)
def test_what_is_no_text_is_complained_about(checker: Checker, tmp_path: Path, data: bytes):
    assert checker.codes(course(tmp_path, {"m1/a.en.md": data}))


def test_a_course_of_errors_is_checked_as_quickly(checker: Checker, tmp_path: Path):
    pages: dict[str, str | bytes] = {
        f"m1/page-{n}.en.md": lesson(f"page-{n}", "".join(f"[x](pages-{n}-{k}.md)\n\n" for k in range(20)))
        for n in range(60)
    }
    assert checker.codes(course(tmp_path, pages)) == {"C301"}


def test_lists_of_what_is_not_there_are_checked_as_quickly(checker: Checker, tmp_path: Path):
    names = ", ".join(f"lesson-number-{n}" for n in range(900))
    files: dict[str, str | bytes] = {f"m1/lesson-{n}.en.md": lesson(f"lesson-{n}") for n in range(60)}
    files |= {"m1/module.yaml": f"id: m1\ntitle: M\nlessons: [{names}]\n"}
    assert "C122" in checker.codes(course(tmp_path, files))


def test_pages_that_wait_for_each_other_are_complained_about(checker: Checker, tmp_path: Path):
    pages: dict[str, str | bytes] = {
        f"m1/{n}.en.md": lesson(f"l{n}", requires=f"[{', '.join(f'l{k}' for k in range(100) if k != n)}]")
        for n in range(100)
    }
    assert "C125" in checker.codes(course(tmp_path, pages))


def test_a_file_replaced_and_cut_short_while_it_is_read_is_read_as_one_or_the_other(checker: Checker, tmp_path: Path):
    root = course(tmp_path, {"m1/a.en.md": lesson("a")})
    path = root / "c/m1/a.en.md"
    script = (
        "import pathlib, sys, os\n"
        f"path = pathlib.Path({str(path)!r}); texts = [{lesson('a')!r}, {lesson('a')!r} + 'x' * 800_000]\n"
        "for n in range(400):\n"
        "    beside = path.with_name('.beside'); beside.write_text(texts[n % 2]); beside.replace(path)\n"
        "    path.open('r+').truncate(len(texts[n % 2]) // 2)\n"
    )
    writer = subprocess.Popen([sys.executable, "-c", script])
    try:
        while writer.poll() is None:
            checker.codes(root)
    finally:
        writer.kill()
        writer.wait()
