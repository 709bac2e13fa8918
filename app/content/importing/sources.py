"""What lies in a folder that comes from elsewhere. Names only; links are not followed."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MOST_FILES = 20_000
DEEPEST = 30
MOST_BYTES = 8 * 1024 * 1024  # of one page: larger ones are no text that anybody wrote
LEFT_ALONE = {
    "node_modules", "__pycache__", "venv", "env", "target", "_site", "_build", "_book", "_layouts", "_sass",
    "vendor", "bower_components", "site-packages", "dist",
}  # fmt: skip
PAGE_ENDINGS = (".md", ".mdx", ".markdown", ".mkd", ".mdown", ".qmd", ".rmd")
NO_LESSON = re.compile(
    r"(?:licen[cs]e|contributing|code[-_ ]of[-_ ]conduct|changelog|pull_request_template|issue_template|codeowners)"
    r"(?:[._-][a-z]{2}(?:[-_][a-z]{2,4})?)?\.\w+",
    re.IGNORECASE,
)
NO_LESSON_ON_TOP = re.compile(
    r"(?:security|support|changes|history|authors|contributors|governance|maintainers|translations?|todo|roadmap|release[-_]?notes)\.\w+",
    re.IGNORECASE,
)
OF_THE_TOOL = {
    "summary.md", "_sidebar.md", "_navbar.md", "_coverpage.md", "_footer.md", "_404.md", "404.md", "links.md",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file, its path from the folder with /."""

    path: str
    location: Path
    size: int


@dataclass(slots=True)
class Sources:
    """All files of a folder by path. `refused`: names that cannot be used, links, and what is beyond the limits."""

    root: Path
    files: dict[str, SourceFile] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None when it is gone or too large to be a text."""
        file = self.files.get(path)
        if file is None or file.size > MOST_BYTES:
            return None
        try:
            return file.location.read_bytes()
        except OSError:
            return None

    def pages(self, under: str = "") -> list[str]:
        """Paths of Markdown files in a folder and below, in no useful order."""
        start = f"{under}/" if under else ""
        return [path for path in self.files if path.startswith(start) and is_page(path)]

    def folders(self, under: str = "") -> list[str]:
        """Names of the folders directly in a folder."""
        start = f"{under}/" if under else ""
        inside = (path[len(start) :] for path in self.files if path.startswith(start))
        return sorted({path.partition("/")[0] for path in inside if "/" in path})


def is_page(path: str) -> bool:
    return path.lower().endswith(PAGE_ENDINGS)


def is_lesson(path: str) -> bool:
    """Whether a page says something to learners, and nothing about the folder it lies in."""
    name = path.rpartition("/")[2]
    if "/" not in path and NO_LESSON_ON_TOP.fullmatch(name):
        return False
    return is_page(path) and not NO_LESSON.fullmatch(name) and name.lower() not in OF_THE_TOOL


def stem(path: str) -> str:
    """The name of a page without its ending."""
    name = path.rpartition("/")[2]
    ending = next((each for each in PAGE_ENDINGS if name.lower().endswith(each)), "")
    return name[: len(name) - len(ending)]


def list_sources(root: Path) -> Sources:
    sources = Sources(root)
    for path, entry, info in _walk(root, "", 1, sources):
        if len(sources.files) >= MOST_FILES:
            sources.refused.append(path)
            break
        sources.files[path] = SourceFile(path, Path(entry.path), info.st_size)
    return sources


def _walk(
    folder: Path, path: str, depth: int, sources: Sources
) -> Iterator[tuple[str, os.DirEntry[str], os.stat_result]]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        below = f"{path}/{entry.name}" if path else entry.name
        try:
            below.encode()
            info = entry.stat(follow_symlinks=False)
        except (OSError, UnicodeEncodeError):
            sources.refused.append(below.encode("utf-8", "replace").decode())
            continue
        if stat.S_ISREG(info.st_mode):
            yield below, entry, info
        elif stat.S_ISDIR(info.st_mode):
            if _is_read(entry.name) and depth < DEEPEST:
                yield from _walk(Path(entry.path), below, depth + 1, sources)
        elif stat.S_ISLNK(info.st_mode):
            sources.refused.append(below)


def _is_read(name: str) -> bool:
    return not name.startswith(".") and name.lower() not in LEFT_ALONE
