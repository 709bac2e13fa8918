"""The questions of a page, in the order of its file, for an export."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from .. import ids
from ..courses.tree import CourseFolder, page_name, scan_course
from ..diagnostics import Report
from ..model import Diagnostic
from .folders import languages_of
from .format import Format
from .model import Record
from .source import read_file, records_of
from .written_out import question_of, write_out

OF_PAGES = (
    "draw",
    "pass_mark",
    "attempts",
    "retry_after",
    "time_limit",
    "shuffle_questions",
    "shuffle_options",
    "answers",
)


class NoPage(Exception):
    """There is no page with this id; the message is the id."""


def export_page(folder: Path, page_id: str, form: Format, lang: str, report: Report) -> tuple[bytes, int]:
    """The file to give away, and how many questions are in it. Complaints go to the report, at lines of the page.

    Raises NoPage.
    """
    course = scan_course(folder, folder.name)
    langs = languages_of(folder / "course.yaml")
    found = _files(course, page_id, langs)
    if not found:
        raise NoPage(page_id)
    wanted = [lang] if lang in found else list(found) if form.languages else list(found)[:1]
    records: list[Record] = []
    first = found[next(iter(found))]
    for each in wanted:
        records += _records(found[each], each, form, report)
    records = _with_settings_of_source(records, first, next(iter(found)), form)

    def load(target: str) -> bytes | None:
        path = (first.parent / target).resolve()
        inside = path.is_relative_to(folder.resolve()) and path.is_file()
        return path.read_bytes() if inside else None

    _tell_of_page(first, report)
    assert form.write is not None
    return form.write(records, load, report), len({record.id or record.line for record in records})


def _tell_of_page(path: Path, report: Report) -> None:
    """What a quiz says about all its questions goes nowhere, and no draw from a pool."""
    page = read_file(path.name, "en", path.read_bytes(), _role(path))[0]
    for name in OF_PAGES:
        if name in page.values.keys:
            report.add("C602", page.values.key(name)[0], feature=f"`{name}`")
    for pool in page.pools:
        if pool.draw is not None:
            report.add("C602", pool.line, feature=f"`draw: {pool.draw}`")


def _role(path: Path) -> Literal["pool", "page"]:
    return "pool" if path.parent.name == "pools" else "page"


def _files(course: CourseFolder, page_id: str, langs: tuple[str, ...]) -> dict[str, Path]:
    """The files of a page by language, the source first."""
    names: dict[tuple[str, str], dict[str, Path]] = {}
    wanted: tuple[str, str] | None = None
    for files, role in [
        (course.pools, "pool"),
        *((module.pages, "page") for module in course.modules.values()),
    ]:
        for file in files.values():
            name, written = page_name(file.path)
            lang = written or langs[0]
            location = Path(file.location)
            names.setdefault((file.folder, name), {})[lang] = location
            page = read_file(file.path, lang, location.read_bytes(), "pool" if role == "pool" else "page")[0]
            if page.values.get("id") == page_id or (wanted is None and ids.from_name(name) == page_id):
                wanted = (file.folder, name)
    if wanted is None:
        return {}
    there = names[wanted]
    return {lang: there[lang] for lang in [*(each for each in langs if each in there), *sorted(there)] if lang in there}


def _records(path: Path, lang: str, form: Format, report: Report) -> list[Record]:
    page, lines, written = read_file(path.name, lang, path.read_bytes(), _role(path))
    for found in page.diagnostics:
        if found.severity == "error":
            report.found.append(Diagnostic(path.name, found.line, found.column, "error", found.code, found.args))
    records = records_of(written, lines, lang)
    if form.variables:
        return list(records)
    own = Report(path.name)
    questions = {record.id: question_of(each, record.id, lang) for record, each in zip(records, written, strict=True)}
    done = list(write_out(records, questions, own))
    report.found += own.found
    return done


def _with_settings_of_source(records: list[Record], source: Path, lang: str, form: Format) -> list[Record]:
    """Translations repeat no settings: those of the source count for them too."""
    by_id = {record.id: record.settings for record in records if record.lang == lang and record.id}
    if all(record.lang != lang for record in records) and records:
        own = Report(source.name)
        by_id = {record.id: record.settings for record in _records(source, lang, form, own) if record.id}
    return [record if record.lang == lang else record.but(settings=by_id.get(record.id, {})) for record in records]
