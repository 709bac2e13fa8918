"""Content folders made from cases: written as real files, built into real catalogues."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import yaml

from app.content.courses.catalogue import Builder, under
from app.content.courses.tree import page_name
from app.content.model import Catalogue, Course, Diagnostic
from app.content.parsing.pagefile import PageFile
from app.content.parsing.reading import read_page
from app.content.publishing.store import NoStore, Store
from app.questions.model import Question

TODAY = date(2026, 11, 22)
COURSE = "format: 1\nid: c1\ntitle: C\nlanguages: [%s]\n"
MODULE = "id: m1\ntitle: M\n"
FIELDS = "---\nid: a\ntitle: A\n---\n"


def write(root: Path, files: Mapping[str, str | bytes]) -> None:
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())


def build(root: Path, name: str, today: str | None = None, store: Store | None = None) -> Catalogue:
    """The catalogue of one course folder of a content folder."""
    day = date.fromisoformat(today) if today else TODAY
    return under(Builder(root, store or NoStore(), lambda: day).build(), name)


def the_course(catalogue: Catalogue) -> Course:
    (course,) = catalogue.courses.values()
    return course


def the_question(written: str, root: Path) -> Question:
    """The one question of a body, as it is served."""
    write(root, {"c/course.yaml": COURSE % "en", "c/m1/module.yaml": MODULE, "c/m1/a.en.md": FIELDS + written})
    catalogue = build(root, "c")
    lesson = the_course(catalogue).lesson("a")
    assert lesson is not None, [place(found) for found in catalogue.diagnostics]
    (question,) = lesson.questions
    return question


def place(found: Diagnostic) -> str:
    """`PATH CODE@line:column`, the path from the course folder."""
    return f"{found.path.partition('/')[2]} {found.code}@{found.line}:{found.column}"


def read(path: str, data: bytes, first: str = "en") -> PageFile:
    """One file by itself; a name without a language means the first one."""
    written = page_name(path)[1]
    return read_page(path, written or first, data)


def sources(files: Mapping[str, bytes]) -> dict[str, list[tuple[str, PageFile]]]:
    """The pages of a course by folder and name, each with its language: those without source_hash first, then in order."""
    config = yaml.safe_load(files.get("course.yaml", b"")) or {}
    order: list[str] = config.get("languages") or ["en"]
    by_name: dict[str, list[tuple[str, PageFile]]] = {}
    for path in sorted(path for path in files if path.endswith(".md")):
        name, lang = page_name(path)
        if not re.match(r"README|LICENSE|CONTRIBUTING|[._]|~\$", path.rpartition("/")[2]):
            page = read(path, files[path], order[0])
            by_name.setdefault(f"{path.rpartition('/')[0]}/{name}", []).append((lang or order[0], page))
    for pages in by_name.values():
        pages.sort(key=lambda each: ("source_hash" in each[1].values.keys, _rank(each[0], order)))
    return by_name


def _rank(lang: str, order: list[str]) -> int:
    matching = [at for at, tag in enumerate(order) if lang in (tag, tag.partition("-")[0])]
    return matching[0] if matching else len(order)
