"""Cases of a whole course: ids, order, links, languages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.content.model import Catalogue
from app.content.publishing.store import Store
from app.questions.model import plain_number

from . import complaints
from .cases import Case, holds
from .folders import build, place, sources, the_course, write

HASH = "@HASH@"


def check_course(case: Case, folder: Path) -> None:
    files = _with_hashes(case.given["files"])
    store = Store(folder / "store")
    owners = set(case.get("owners", {}).values())
    if owners:
        before = {path: text for path, text in files.items() if path in owners or path.endswith(".yaml")}
        write(folder / "content/c", before)
        build(folder / "content", "c", case.get("today"), store)
    write(folder / "content/c", files)
    catalogue = build(folder / "content", "c", case.get("today"), store if owners else None)
    _check(case, catalogue, {path: text.encode() for path, text in files.items()})


def check_tree(case: Case, folder: Path) -> None:
    tree = (case.folder / case.given["path"]).resolve()
    catalogue = build(tree.parent, tree.name, case.get("today"))
    files = {path.relative_to(tree).as_posix(): path.read_bytes() for path in tree.rglob("*") if path.is_file()}
    _check(case, catalogue, files)


def _check(case: Case, catalogue: Catalogue, files: Mapping[str, bytes]) -> None:
    complaints.check(case, catalogue.diagnostics, place)
    expected = case.expected
    if "order" in expected:
        modules = the_course(catalogue).modules
        assert [[module.id, [lesson.id for lesson in module.lessons]] for module in modules] == expected["order"]
    for lesson_id, title in expected.get("title_of", {}).items():
        lesson = the_course(catalogue).lesson(lesson_id)
        assert lesson is not None
        assert lesson.title(lesson.source_lang) == title
    for path, publishable in expected.get("publishable", {}).items():
        assert path in files
        broken = any(each.severity == "error" for each in catalogue.diagnostics if place(each).split(" ")[0] == path)
        assert broken is not publishable
    if "lessons" in expected:
        assert holds(_lessons(catalogue, files), expected["lessons"], "lessons") == []


def _lessons(catalogue: Catalogue, files: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """Lessons, quizzes and pools by id: what their source files say, and in which languages they are served."""
    course = the_course(catalogue)
    found: dict[str, dict[str, Any]] = {}
    for path, pages in sources(files).items():
        source = pages[0][1]
        is_pool = path.startswith("pools/")
        served = course.lesson(source.values.get("id", ""))
        asked = [[each.settings.id, each.kind, plain_number(each.settings.points)] for each in source.questions]
        found[source.values.get("id", path)] = {
            "type": source.values.get("type", "pool" if is_pool else "lesson"),
            "title": source.title,
            "languages": sorted(served.pages if served else (lang for lang, _page in pages)),
            "source_hash": source.source_hash,
            "questions": asked,
        }
    return found


def _with_hashes(files: Mapping[str, str]) -> dict[str, str]:
    """The files, with the hash of its lesson's source in every translation that asks for it."""
    filled = dict(files)
    for path in (path for path, text in files.items() if HASH in text):
        pages = sources({other: text.encode() for other, text in files.items()})
        of_lesson = next(each for each in pages.values() if any(page.path == path for _lang, page in each))
        filled[path] = files[path].replace(HASH, of_lesson[0][1].source_hash)
    return filled
