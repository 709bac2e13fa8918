"""The course that questions are brought into: its languages, and the questions that are in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.questions.words import normal

from ..courses.tree import File, page_name, scan_course
from ..diagnostics import Report
from ..parsing import metadata, texts
from ..parsing.fields import read_mapping
from .source import Written, read_file


@dataclass(frozen=True, slots=True)
class There:
    """A question that is in the course."""

    path: Path
    lang: str
    written: Written

    @property
    def id(self) -> str:
        return self.written.asked.settings.id or ""

    @property
    def words(self) -> str:
        return normal(self.written.asked.prompt)


@dataclass(frozen=True, slots=True)
class Folder:
    """`languages`: those of course.yaml, the source language first; ("en",) when it says nothing."""

    path: Path
    languages: tuple[str, ...]
    page_ids: frozenset[str]
    questions: tuple[There, ...]

    def with_id(self, question_id: str) -> list[There]:
        return [each for each in self.questions if each.id == question_id]


def read_folder(path: Path) -> Folder:
    found = scan_course(path, path.name)
    langs = languages_of(path / "course.yaml")
    ids: set[str] = set()
    questions: list[There] = []
    files = [(file, "pool") for file in found.pools.values()]
    files += [(file, "page") for module in found.modules.values() for file in module.pages.values()]
    for file, role in files:
        lang = page_name(file.path)[1] or langs[0]
        page, _lines, written = read_file(file.path, lang, _data(file), "pool" if role == "pool" else "page")
        ids.add(str(page.values.get("id", "")))
        questions += (There(Path(file.location), page.lang, each) for each in written)
    return Folder(path, langs, frozenset(ids), tuple(questions))


def _data(file: File) -> bytes:
    try:
        return Path(file.location).read_bytes()
    except OSError:
        return b""


def languages_of(config: Path) -> tuple[str, ...]:
    report = Report(config.name)
    try:
        text = texts.decode(config.read_bytes(), report)
    except OSError:
        return ("en",)
    mapping = read_mapping(text, report, first_line=1) if text else None
    given = metadata.read_course(mapping, report).get("languages") if mapping else None
    return tuple(given) if given else ("en",)
