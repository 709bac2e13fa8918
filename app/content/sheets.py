"""Which files are one lesson, which of them is the source, and which version of each goes into service (§3.2, §5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from . import ids, languages
from .diagnostics import Report, has_error, strictly
from .library import Library
from .model import Diagnostic
from .reading import PageFile
from .store import Pointer
from .tree import File, ModuleFolder, page_name


@dataclass(slots=True)
class Sheet:
    """One page file: its newest version, its last good one, and the one in service (`page`)."""

    file: File
    lang: str
    sha: str
    current: PageFile
    served: Pointer | None = None  # the last good version, as far as this process knows
    page: PageFile | None = None
    fell_back: bool = False
    standing: int = 0  # how good its claim to its id is, the smaller the better
    identity: str = ""  # what it is, wherever it lies: course, lesson and language
    missing: bool = False  # not in the folder: the last good version of what a list still names
    found: list[Diagnostic] = field(default_factory=list)  # complaints that need other files

    @property
    def path(self) -> str:
        return self.file.path

    @property
    def is_current(self) -> bool:
        return self.page is not None and not self.fell_back

    @property
    def served_sha(self) -> str:
        return self.sha if self.is_current or self.missing or self.served is None else self.served.sha

    @property
    def is_translation(self) -> bool:
        return "source_hash" in (self.page or self.current).values.keys

    def fall_back(self, library: Library) -> None:
        """Out with the newest version: the last good one stays in service, if there is one."""
        self.fell_back = True
        self.served = library.last_good(self.path, self.identity)
        self.page = library.page(self.file, self.served.sha, self.lang) if self.served else None
        if self.page is not None and not self.page.title:
            self.page = None

    def drop(self) -> None:
        self.fell_back = True
        self.page = None


@dataclass(slots=True)
class LessonFiles:
    """The files of one lesson or quiz, in the order of the course's languages."""

    module: ModuleFolder
    name: str
    sheets: list[Sheet]
    languages: tuple[str, ...]

    @property
    def source(self) -> Sheet:
        """The first file that is no translation, in service or not. Unreadable fields say nothing about that."""
        known = [sheet for sheet in self.sheets if _says(sheet) or sheet.lang == self.languages[0]]
        originals = (sheet for sheet in known if not sheet.is_translation)
        return next(originals, self.sheets[0])

    @property
    def translations(self) -> Iterator[Sheet]:
        source = self.source
        return (sheet for sheet in self.sheets if sheet is not source)

    @property
    def id(self) -> str:
        page = self.source.page or self.source.current
        given: str | None = page.values.get("id")
        return given or ids.from_name(self.name)

    @property
    def aliases(self) -> tuple[str, ...]:
        page = self.source.page
        return tuple(alias.text for alias in page.values.get("aliases", ())) if page else ()

    @property
    def missing(self) -> bool:
        return all(sheet.missing for sheet in self.sheets)

    @property
    def status(self) -> str:
        page = self.source.page
        return "draft" if page is None else str(page.values.get("status", "published"))

    @property
    def kind(self) -> str:
        return str((self.source.page or self.source.current).values.get("type", "lesson"))


def _says(sheet: Sheet) -> bool:
    return bool((sheet.page or sheet.current).values.keys)


def gather(
    course_id: str, module: ModuleFolder, tags: tuple[str, ...], library: Library
) -> tuple[list[LessonFiles], list[Diagnostic]]:
    """The lessons of a module by name, and complaints about file names."""
    found: list[Diagnostic] = []
    by_name: dict[str, dict[str, Sheet]] = {}
    for file in sorted(module.pages.values(), key=lambda file: (ids.natural(file.name), file.path)):
        name, written = page_name(file.path)
        report = Report(file.path)
        lang = language(written, tags)
        if lang is None:
            report.add("C503", lang=written or "?")
        elif lang in (same := by_name.setdefault(name, {})):
            report.add("C130", other=same[lang].path)
        elif (sheet := _sheet(file, lang, library)) is not None:
            same[lang] = sheet
        found += report.found
    lessons = [
        LessonFiles(module, name, [sheets[tag] for tag in tags if tag in sheets], tags)
        for name, sheets in by_name.items()
        if sheets
    ]
    for lesson in lessons:
        for sheet in lesson.sheets:
            sheet.identity = f"id:{course_id}/{lesson.id}/{sheet.lang}"
            sheet.standing = library.standing(sheet.path, sheet.identity, lesson.id)
    return lessons, found


def language(written: str | None, tags: tuple[str, ...]) -> str | None:
    """The course's language that a file name means; None when it is not one of them."""
    if written is None:
        return tags[0]
    tag = languages.normal(written)
    if tag in tags:
        return tag
    same = [known for known in tags if languages.first_part(known) == tag]
    return same[0] if len(same) == 1 else None


def _sheet(file: File, lang: str, library: Library) -> Sheet | None:
    sha = library.sha(file)
    current = library.page(file, sha, lang) if sha else None
    if sha is None or current is None:
        return None
    return Sheet(file, lang, sha, current, library.served(file.path), current)


def settle(sheets: Iterable[Sheet], library: Library, strict: tuple[str, ...]) -> bool:
    """Takes versions with errors out of service. True when one was taken out: what others rely on has changed."""
    changed = False
    for sheet in sheets:
        if sheet.is_current and has_error(strictly([*sheet.current.diagnostics, *sheet.found], strict)):
            sheet.fall_back(library)
            changed = True
    return changed
