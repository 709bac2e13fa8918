"""Which files are one text, which of them is the source, and which version of each goes into service (§3.2, §5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .. import ids, languages
from ..diagnostics import Report, has_error, strictly
from ..model import Diagnostic
from ..parsing.pagefile import PageFile
from ..publishing.library import Library
from ..publishing.store import Pointer
from .tree import File, Role, page_name, role_of


@dataclass(slots=True)
class Sheet:
    """One Markdown file: its newest version, its last good one, and the one in service (`page`)."""

    file: File
    lang: str
    sha: str
    current: PageFile
    served: Pointer | None = None  # the last good version, as far as this process knows
    page: PageFile | None = None
    fell_back: bool = False
    standing: int = 0  # how good its claim to its id is, the smaller the better
    identity: str = ""  # what it is, wherever it lies: course, lesson and language
    missing: bool = False  # not in the folder: the last good version of what is still named or needed
    found: list[Diagnostic] = field(default_factory=list)  # complaints that need other files

    @property
    def path(self) -> str:
        return self.file.path

    @property
    def is_current(self) -> bool:
        return self.page is not None and not self.fell_back

    @property
    def is_judged(self) -> bool:
        """Whether its newest version is complained about: it is in service, or has errors of its own."""
        return not self.missing and (self.is_current or self.current.broken)

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
        if self.page is not None and self.page.role in {"page", "pool"} and not self.page.title:
            self.page = None

    def drop(self) -> None:
        self.fell_back = True
        self.page = None


@dataclass(slots=True)
class FileGroup:
    """The files of one text in its languages, in the order of the course's: a lesson, a quiz, a pool, a piece, …"""

    folder: str
    name: str
    sheets: list[Sheet]
    languages: tuple[str, ...]
    role: Role = field(init=False)

    def __post_init__(self) -> None:
        self.role = role_of(self.sheets[0].path)

    @property
    def path(self) -> str:
        """How others may call it: without a language."""
        return f"{self.folder}/{self.name}.md"

    @property
    def source(self) -> Sheet:
        """The first file that is no translation, in service or not. Unreadable fields say nothing about that."""
        if len(self.sheets) == 1:
            return self.sheets[0]
        known = [sheet for sheet in self.sheets if _says(sheet) or sheet.lang == self.languages[0]]
        originals = (sheet for sheet in known if not sheet.is_translation)
        return next(originals, self.sheets[0])

    @property
    def translations(self) -> Iterator[Sheet]:
        source = self.source
        return (sheet for sheet in self.sheets if sheet is not source)

    @property
    def pages(self) -> dict[str, PageFile]:
        """The versions in service, by language."""
        return {sheet.lang: sheet.page for sheet in self.sheets if sheet.page is not None}

    def shown(self, lang: str) -> PageFile | None:
        """What a reader of this language is shown of it: the version in service, if there is one in any language."""
        pages = self.pages
        if not pages:
            return None
        source = self.source.lang
        return pages[languages.choose(pages, lang, source if source in pages else next(iter(pages)))]

    def newest(self, lang: str) -> PageFile:
        """The same, with the newest version where none is in service yet."""
        tags = [sheet.lang for sheet in self.sheets]
        chosen = languages.choose(tags, lang, self.source.lang)
        return self.shown(lang) or next(sheet.current for sheet in self.sheets if sheet.lang == chosen)

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
        """lesson, quiz or pool."""
        if self.role == "pool":
            return "pool"
        return "quiz" if (self.source.page or self.source.current).values.get("type") == "quiz" else "lesson"


def _says(sheet: Sheet) -> bool:
    return bool((sheet.page or sheet.current).values.keys)


def gather(
    course_id: str, files: Iterable[File], tags: tuple[str, ...], library: Library
) -> tuple[list[FileGroup], list[Diagnostic]]:
    """The texts among some files, folder by folder and by name, and complaints about file names."""
    found: list[Diagnostic] = []
    groups: dict[tuple[str, str], dict[str, Sheet]] = {}
    for file in sorted(files, key=lambda file: (file.folder, ids.natural(file.name), file.path)):
        name, written = page_name(file.path)
        report = Report(file.path)
        lang = language(written, tags)
        if lang is None:
            report.add("C503", lang=written or "?")
        elif (sheet := _sheet(file, lang, library)) is not None:
            same = groups.setdefault((file.folder, name), {})
            first = same.setdefault(lang, sheet)
            if first is not sheet:
                same[lang], loser = (sheet, first) if first.served is None and sheet.served else (first, sheet)
                report = Report(loser.path)
                report.add("C130", other=same[lang].path)
        found += report.found
    made = [
        FileGroup(folder, name, [sheets[tag] for tag in tags if tag in sheets], tags)
        for (folder, name), sheets in groups.items()
    ]
    for group in made:
        identify(group, course_id, library)
    return made, found


def identify(group: FileGroup, course_id: str, library: Library) -> None:
    """Says what the files are, wherever they lie, and how good their claim to that is."""
    has_id = group.role in {"page", "pool"}
    for sheet in group.sheets:
        inside = group.id if has_id else group.path.partition("/")[2]
        sheet.identity = f"id:{course_id}/{inside}/{sheet.lang}"
        sheet.standing = library.standing(sheet.path, sheet.identity, group.id) if has_id else 0


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
