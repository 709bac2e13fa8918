"""The table of what is written and what the checker says to it, exactly."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.content import texts
from app.content.catalogue import Builder
from app.content.diagnostics import Report
from app.content.fields import Scalar
from app.content.model import Catalogue
from app.content.reading import read_page
from app.content.store import NoStore, Pointer, Store, sha256

from .folders import COURSE, MODULE, TODAY, place, write

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))
BY_ITSELF = {"body": {"C101", "C120"}, "file": set[str](), "course": set[str]()}
PAGE = "m1/a.en.md"


@pytest.mark.parametrize("case", CASES, ids=[f"{case['id']}: {case['title']}" for case in CASES])
def test_the_checker_says_exactly_this(case: dict[str, Any], tmp_path: Path):
    catalogue = built(case, tmp_path)
    expect = case["expect"]
    prefix = "" if case["kind"] == "course" else f"{PAGE} "
    found = [each for each in catalogue.diagnostics if each.code not in BY_ITSELF[case["kind"]]]
    complaints = sorted(place(each) for each in found if each.severity != "info")
    if "diags" in expect:
        assert complaints == sorted(prefix + each for each in expect["diags"])
    if "codes" in expect:
        assert sorted(each.code for each in found if each.severity != "info") == sorted(expect["codes"])
    if "infos" in expect:
        assert sorted(place(each) for each in found if each.severity == "info") == sorted(
            prefix + each for each in expect["infos"]
        )
    for where, args in expect.get("args", {}).items():
        assert [each.args.items() >= args.items() for each in found if place(each) == prefix + where] == [True]
    for where, severity in expect.get("severity", {}).items():
        assert [each.severity[0].upper() for each in found if place(each) == where] == [severity]
    if "order" in expect:
        modules = catalogue.courses["c1"].modules
        assert [[module.id, [lesson.id for lesson in module.lessons]] for module in modules] == expect["order"]
    for lesson_id, title in expect.get("title_of", {}).items():
        lesson = catalogue.courses["c1"].lesson(lesson_id)
        assert lesson is not None
        assert lesson.title(lesson.source_lang) == title
    if "input" in case:
        page = read_page(PAGE, "en", case["input"].encode())
        assert page.title == expect.get("title", page.title)
        assert [asked.kind for asked in page.questions] == expect.get("types", [each.kind for each in page.questions])


def built(case: dict[str, Any], root: Path) -> Catalogue:
    files: dict[str, str] = case.get("files") or {"course.yaml": COURSE, "m1/module.yaml": MODULE, PAGE: case["input"]}
    content = root / "content"
    if "(a.png)" in case.get("input", ""):
        files["m1/a.png"] = "a picture"
    filled = {path: text.replace("@HASH@", source_hash(files, path)) for path, text in files.items()}
    write(content, {f"c/{path}": text for path, text in filled.items()})
    store = Store(root / "store") if "owners" in case else NoStore()
    for lesson_id, path in case.get("owners", {}).items():
        data = files[path].encode()
        store.keep(f"c/{path}", data, Pointer(sha256(data), lesson_id))
    today = date.fromisoformat(case["today"]) if "today" in case else TODAY
    return Builder(content, store, lambda: today).build()


def source_hash(files: dict[str, str], path: str) -> str:
    """The hash of the file that a translation was made from."""
    name = path.split(".")[0] + "."
    sources = [text for other, text in files.items() if other.startswith(name) and "@HASH@" not in text]
    if "@HASH@" not in files[path]:
        return ""
    parts = texts.split(sources[0], Report(path))
    given = {key: node.text for key, (_key, node) in parts.fields.entries.items() if isinstance(node, Scalar)}
    return texts.source_hash(given.get("title", ""), given.get("summary", ""), parts.body)


def test_the_source_hash_counts_wording_and_nothing_else():
    def hashed(text: str) -> str:
        return read_page("a.en.md", "en", text.encode()).source_hash

    source = "---\nid: a\ntitle: T\nminutes: 5\n---\nText\n\n## [?] Q\n`id: q1` `points: 2`\n"
    same = "\ufeff---\r\nid: a\r\ntitle: T\r\nminutes: 9\r\n---\r\n\r\nText  \r\n\r\n\r\n## [?] Q\r\n`id: q1` `points: 3`\r\n"
    assert hashed(source) == hashed(same) == "18d55c9b14b2"
    assert hashed(source.replace("title: T", "title: T2")) != hashed(source)
    assert hashed(source.replace("Text", "Text!")) != hashed(source)


def test_bytes_that_are_not_utf_8_are_refused_with_their_line(tmp_path: Path):
    write(tmp_path, {"c/course.yaml": COURSE, "c/m1/module.yaml": MODULE})
    write(tmp_path, {f"c/{PAGE}": b"---\nid: intro\ntitle: \xc8\xeb\xc3\xc5\n---\n"})
    catalogue = Builder(tmp_path, NoStore(), lambda: TODAY).build()
    assert [place(each) for each in catalogue.diagnostics if each.severity == "error"] == [f"{PAGE} C116@3:1"]
