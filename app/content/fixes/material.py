"""The files that fixes look at: read once a round, as bytes and as text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..courses.tree import File, page_name, scan_course
from ..diagnostics import Report
from ..parsing import texts
from ..parsing.reading import PageFile, read_page
from .history import Newcomer, by_order


@dataclass(slots=True)
class Material:
    """The files of a content folder, by their paths from it."""

    root: Path
    newcomer: Newcomer = by_order
    _courses: dict[str, dict[str, File]] = field(default_factory=dict)
    _assets: dict[str, set[str]] = field(default_factory=dict)
    _bytes: dict[str, bytes | None] = field(default_factory=dict)

    def files(self, course: str) -> dict[str, File]:
        """All that is read of a course folder."""
        if course not in self._courses:
            folder = scan_course(self.root / course, course)
            self._courses[course] = {file.path: file for file in folder.files()}
            self._assets[course] = set(folder.assets)
        return self._courses[course]

    def has(self, path: str) -> bool:
        """Whether a course has this file, of whatever kind."""
        course = path.partition("/")[0]
        return path in self.files(course) or path in self._assets[course] or self._stands_for_languages(path)

    def _stands_for_languages(self, path: str) -> bool:
        """Whether a path without a language means pages that have one."""
        stem = path.removesuffix(".md")
        others = (
            other.rpartition("/")[0] + "/" + page_name(other)[0]
            for other in self.files(path.partition("/")[0])
            if other.endswith(".md")
        )
        return path.endswith(".md") and stem in others

    def location(self, path: str) -> Path | None:
        """Where a file lies; None when it is not one of those that are read."""
        file = self.files(path.partition("/")[0]).get(path)
        return file.location if file else None

    def new_location(self, path: str) -> Path:
        """Where a new file goes: beside one of its folder, whose name on the disk may be composed another way."""
        folder = path.rpartition("/")[0]
        beside = (file.location.parent for file in self.files(path.partition("/")[0]).values() if file.folder == folder)
        return next(beside, self.root / folder) / path.rpartition("/")[2]

    def data(self, path: str) -> bytes | None:
        if path not in self._bytes:
            location = self.location(path)
            try:
                self._bytes[path] = location.read_bytes() if location else None
            except OSError:
                self._bytes[path] = None
        return self._bytes[path]

    def text(self, path: str) -> str | None:
        """The text with plain line ends; None when it cannot be read."""
        data = self.data(path)
        return None if data is None else texts.decode(data, Report(path))

    def page(self, path: str) -> PageFile | None:
        """A page as it says itself."""
        data = self.data(path)
        return None if data is None else read_page(path, page_name(path)[1] or "en", data)

    def same_page(self, path: str) -> Iterator[str]:
        """The other files that have the same folder and name: the page in other languages."""
        for other in self.files(path.partition("/")[0]):
            beside = other.rpartition("/")[0] == path.rpartition("/")[0] and other.endswith(".md")
            if other != path and beside and page_name(other)[0] == page_name(path)[0]:
                yield other

    def mentions(self, course: str, word: str) -> bool:
        """Whether any text of a course has this word somewhere: then it may be an id that is taken."""
        return any(word in (self.text(path) or "") for path in self.files(course))

    def free_id(self, course: str, taken: str) -> str:
        """An id like one that is taken, which nothing in the course uses."""
        numbered = (f"{taken[:58]}-{number}" for number in range(2, 10_000))
        return next(found for found in numbered if not self.mentions(course, found))
