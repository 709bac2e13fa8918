"""Cases of one file: its fields, its complaints, its questions, its HTML."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from app.content.courses.tree import page_name
from app.content.model import Catalogue, Diagnostic
from app.content.parsing.markdown import parse
from app.content.parsing.pagefile import PageFile
from app.content.parsing.places import line_of

from . import asked, complaints
from .cases import Case, holds
from .folders import COURSE, FIELDS, MODULE, build, read, the_course, write

NOT_OF_A_BODY = {"C101", "C120"}
PAGE = "m1/a.en.md"


def check_file(case: Case, folder: Path) -> None:
    path = _path(case.given["path"])
    data = _bytes(case)
    catalogue = _built(path, data, folder, case.get("today"))
    _check(case, path, data, catalogue, set())


def check_body(case: Case, folder: Path) -> None:
    data = case.given["input"].encode()
    catalogue = _built(PAGE, data, folder, case.get("today"))
    _check(case, PAGE, data, catalogue, NOT_OF_A_BODY)


def check_html(case: Case, folder: Path) -> None:
    data = case.given["input"].encode()
    found = _of_file(_built(PAGE, data, folder / "bare", None), PAGE)
    complaints.check(case, complaints.by_itself(case, _without(found, NOT_OF_A_BODY)), _place)
    html = _html(FIELDS.encode() + data, folder / "titled")
    for piece in case.expected.get("contains", ()):
        assert piece in html
    for piece in case.expected.get("lacks", ()):
        assert piece not in html


def _check(case: Case, path: str, data: bytes, catalogue: Catalogue, silent: set[str]) -> None:
    found = _of_file(catalogue, path)
    complaints.check(case, complaints.by_itself(case, _without(found, silent)), _place)
    expected = case.expected
    if {"meta", "title", "questions"} & expected.keys():
        page = read(f"c/{path}", data)
        given = {name: _plain(value) for name, value in page.values.given.items()}
        assert holds(given, expected.get("meta", {}), "meta") == []
        assert holds({"title": page.title}, {key: expected[key] for key in expected if key == "title"}) == []
        if "questions" in expected:
            assert holds(_questions(page, data), expected["questions"], "questions") == []
    if "publishable" in expected:
        assert all(each.severity != "error" for each in found) is expected["publishable"]


def _path(given: str) -> str:
    """Where the file lies in a course: a page by its name alone lies in a module."""
    if given == "module.yaml":
        return f"m1/{given}"
    at_the_top = given == "course.yaml" or given.startswith(("glossary.", "index.")) or "/" in given
    return given if at_the_top else f"m1/{given}"


def _bytes(case: Case) -> bytes:
    if "input_hex" in case.given:
        return bytes.fromhex(case.given["input_hex"])
    if "input_pad" in case.given:
        return b"a" * int(case.given["input_pad"])
    data: bytes = case.given["input"].encode()
    return data


def _built(path: str, data: bytes, folder: Path, today: str | None) -> Catalogue:
    """A course around one file. The files that it shows are there."""
    lang = (page_name(path)[1] if path.endswith(".md") else None) or "en"
    write(folder, {"c/course.yaml": COURSE % lang, "c/m1/module.yaml": MODULE, f"c/{path}": data})
    if path.endswith(".md"):
        for link in read(f"c/{path}", data).links:
            if re.fullmatch(r"(?:assets/)?[\w-]+\.(?!md)\w+", link.target):
                write((folder / "c" / path).parent, {link.target: "WEBVTT\n" if link.target.endswith(".vtt") else "x"})
    return build(folder, "c", today)


def _of_file(catalogue: Catalogue, path: str) -> list[Diagnostic]:
    return [each for each in catalogue.diagnostics if each.path == f"c/{path}"]


def _without(found: list[Diagnostic], codes: set[str]) -> list[Diagnostic]:
    return [each for each in found if each.code not in codes]


def _place(found: Diagnostic) -> str:
    return f"{found.code}@{found.line}:{found.column}"


def _html(data: bytes, folder: Path) -> str:
    """The page as it is served; of a page that is not, what its file says."""
    catalogue = _built(PAGE, data, folder, None)
    lesson = the_course(catalogue).lesson("a")
    blocks = lesson.pages["en"].blocks if lesson else read(f"c/{PAGE}", data).blocks
    return "\n".join(block for block in blocks if isinstance(block, str))


def _questions(page: PageFile, data: bytes) -> list[dict[str, Any]]:
    """Every question of the file; of one that cannot be asked, nothing is known but that it is there."""
    seen: dict[int, dict[str, Any]] = {
        line_of(token): {}
        for token in parse(data.decode()).tokens
        if token.type == "heading_open" and token.meta.get("question")
    }
    seen |= {each.line: asked.view(each) for each in page.questions}
    return [seen[line] for line in sorted(seen)]


def _plain(value: Any) -> Any:
    """A field's value as YAML would have it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each[0] if isinstance(each, tuple) else each) for name, each in value.items()}
    return getattr(value, "text", value)
