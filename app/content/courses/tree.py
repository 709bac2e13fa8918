"""What lies in the content folder: courses, modules, pages, other files. Only names here; nothing is opened (§3)."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from .. import languages

IGNORED_START = (".", "_", "~$")
IGNORED_END = (".bak", ".tmp", ".swp", "~")
IGNORED_PAGES = re.compile(r"(README|LICENSE|CONTRIBUTING).*\.md", re.IGNORECASE)
IGNORED_NAMES = {"thumbs.db", "desktop.ini"}
NOT_MODULES = {"pools", "shared", "assets"}
PAGE_NAME = re.compile(rf"(?P<name>.+?)(?:\.(?P<lang>{languages.TAG.pattern}))?\.md", re.DOTALL)
TRANSCRIPT = ".transcript"
"""At the end of a name: what is said in the recording of that name beside it."""
DEEPEST = 12

Role = Literal["page", "pool", "piece", "landing", "glossary"]
"""What a Markdown file is for: a page is a lesson or a quiz, a piece is included by others."""

Signature = tuple[int, int, int, int]
"""What changes when a file does: size, times of change in nanoseconds, inode."""


@dataclass(frozen=True, slots=True)
class File:
    """A file as the folder lists it. `path` is from the content folder, in NFC and with /."""

    path: str
    where: str  # on this machine
    signature: Signature

    @property
    def location(self) -> Path:
        return Path(self.where)

    @property
    def size(self) -> int:
        return self.signature[0]

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class ModuleFolder:
    """A folder with pages. `pages` is by path; which of them are one lesson is for the course to say."""

    path: str
    config: File | None
    pages: dict[str, File]
    landing: dict[str, File] = field(default_factory=dict)


@dataclass(slots=True)
class CourseFolder:
    """A folder that may be a course. All files are by path; `pieces` are the Markdown files that others may include."""

    path: str
    config: File | None
    modules: dict[str, ModuleFolder] = field(default_factory=dict)
    landing: dict[str, File] = field(default_factory=dict)
    glossary: dict[str, File] = field(default_factory=dict)
    pools: dict[str, File] = field(default_factory=dict)
    pieces: dict[str, File] = field(default_factory=dict)
    assets: dict[str, File] = field(default_factory=dict)

    @property
    def has_lessons(self) -> bool:
        """Whether it looks like a course, even without a course.yaml."""
        return any(module.config or module.pages for module in self.modules.values())

    def files(self) -> Iterator[File]:
        if self.config:
            yield self.config
        for module in self.modules.values():
            if module.config:
                yield module.config
            yield from module.landing.values()
            yield from module.pages.values()
        for others in (self.landing, self.glossary, self.pools, self.pieces):
            yield from others.values()


def scan(root: Path) -> dict[str, CourseFolder] | None:
    """The folders of a content folder by their names, courses or not; None when it cannot be read itself."""
    try:
        folders = [entry for entry in entries_of(root) if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return None
    found = (scan_course(Path(entry.path), nfc(entry.name)) for entry in sorted(folders, key=lambda entry: entry.name))
    return {course.path: course for course in found}


def scan_course(location: Path, path: str) -> CourseFolder:
    """One folder of the content folder."""
    files = {file.path: file for file in _walk(location, path, 1)}
    course = CourseFolder(path, files.pop(f"{path}/course.yaml", None))
    by_folder: dict[str, list[File]] = {}
    for file in files.values():
        by_folder.setdefault(file.folder, []).append(file)
    for folder, inside in sorted(by_folder.items()):
        _sort_in(course, folder, inside)
    return course


def _sort_in(course: CourseFolder, folder: str, files: list[File]) -> None:
    pages: dict[str, dict[str, File]] = {}
    config = next((file for file in files if file.path == f"{folder}/module.yaml"), None)
    for file in files:
        if file.path.endswith(".md"):
            pages.setdefault(role_of(file.path), {})[file.path] = file
    if _is_module(folder) and (pages or config):
        course.modules[folder] = ModuleFolder(folder, config, pages.get("page", {}), pages.pop("landing", {}))
        files = [file for file in files if file is not config]
    course.landing |= pages.get("landing", {})
    course.glossary |= pages.get("glossary", {})
    course.pools |= pages.get("pool", {})
    course.pieces |= pages.get("piece", {})
    course.assets.update((file.path, file) for file in files if not file.path.endswith(".md"))


def role_of(path: str) -> Role:
    """What a Markdown file is for, by where it lies: `path` is from the content folder."""
    folder, _slash, name = path.rpartition("/")
    stem = name.partition(".")[0]
    if TRANSCRIPT in name and page_name(path)[0].endswith(TRANSCRIPT):
        return "piece"
    if folder.count("/") == 0:
        return "landing" if stem == "index" else "glossary" if stem == "glossary" else "piece"
    if folder.count("/") == 1 and folder.endswith("/pools"):
        return "pool"
    if _is_module(folder):
        return "landing" if stem == "index" else "page"
    return "piece"


def _is_module(folder: str) -> bool:
    return folder.count("/") == 1 and folder.rpartition("/")[2] not in NOT_MODULES


def absent(path: str) -> File:
    """A file that is no longer there."""
    return File(path, os.devnull, (0, 0, 0, 0))


def page_name(path: str) -> tuple[str, str | None]:
    """The name of a page without language and ending, and its language as written: `a.en.md` gives a and en."""
    found = PAGE_NAME.fullmatch(path.rpartition("/")[2])
    assert found is not None
    return found["name"], found["lang"]


def nfc(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _walk(location: Path | str, path: str, depth: int) -> Iterator[File]:
    """All files below a folder. What vanishes meanwhile is simply not there."""
    for entry, info in listed(location):
        below = f"{path}/{nfc(entry.name)}"
        if stat.S_ISREG(info.st_mode):
            signature = (info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino)
            yield File(below, entry.path, signature)
        elif stat.S_ISDIR(info.st_mode) and depth < DEEPEST:
            yield from _walk(entry.path, below, depth + 1)


def listed(location: Path | str) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
    """What is in a folder and may be read, with its state. What vanishes meanwhile is simply not there."""
    try:
        entries = list(entries_of(location))
    except OSError:
        return
    for entry in entries:
        try:
            info = entry.stat(follow_symlinks=False)
        except OSError:
            continue
        yield entry, info


def entries_of(location: Path | str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(location) as entries:
        for entry in entries:
            if is_read(entry.name):
                yield entry


def is_read(name: str) -> bool:
    """Whether a file or folder of this name is looked at (§3.1)."""
    ignored = name.startswith(IGNORED_START) or name.endswith(IGNORED_END) or name.lower() in IGNORED_NAMES
    return not ignored and not (name[-3:].lower() == ".md" and IGNORED_PAGES.fullmatch(name)) and _is_text(name)


def _is_text(name: str) -> bool:
    """Names that are no UTF-8 cannot stand in an address."""
    if name.isascii():
        return True
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
