"""What was asked to be checked: content folders, courses, parts of them, or single files in the context of their course."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ..courses.catalogue import Builder
from ..courses.tree import CourseFolder, File, nfc, scan, scan_course
from ..diagnostics import Report, sort
from ..model import Diagnostic
from ..publishing.store import NoStore

DEEPEST = 12


class NoCourse(Exception):
    """There is nothing to check; the message is the path."""


@dataclass(slots=True)
class Scope:
    """One content folder, or one course of it. `asked`: what was given on the command line, as it was given."""

    root: Path
    course: str | None  # None: all of them
    today: Callable[[], date]
    asked: dict[Path, Path] = field(default_factory=dict)  # absolute path → path as it was given
    builder: Builder | None = None

    def check(self) -> tuple[Diagnostic, ...]:
        """What is wrong in the content folder or the course, whatever of it was asked for."""
        if self.builder is None:
            self.builder = Builder(self.root, NoStore(), self.today, self._scan)
        found = self.builder.build().diagnostics
        own = (each for each in found if self.course is None or each.path.startswith(f"{self.course}/"))
        return sort([*own, *self._unreadable()])

    def wants(self, found: Diagnostic) -> bool:
        return self._given(found.path) is not None

    def shown(self, path: str) -> str:
        """A path of the content folder, as it would be written beside what was given."""
        return str(self._given(path) or self.root / path) + ("/" if path.endswith("/") else "")

    def _given(self, path: str) -> Path | None:
        place = self.root / path
        for absolute, given in self.asked.items():
            if place == absolute or place.is_relative_to(absolute):
                return given / place.relative_to(absolute)
        return None

    def _scan(self, root: Path) -> dict[str, CourseFolder] | None:
        """The course asked for, whole; of its neighbours only their course.yaml, for what is required of them."""
        if self.course is None:
            return scan(root)
        found = {self.course: scan_course(root / self.course, self.course)}
        for neighbour in _courses(root):
            if nfc(neighbour.name) != self.course:
                path = nfc(neighbour.name)
                found[path] = CourseFolder(path, _file(neighbour / "course.yaml", f"{path}/course.yaml"))
        return dict(sorted(found.items()))

    def _unreadable(self) -> Iterator[Diagnostic]:
        """Files that are there and cannot be opened: a platform waits for them, a person has to know."""
        folders = self._scan(self.root) or {}
        for folder in folders.values() if self.course is None else [folders[self.course]]:
            for file in folder.files():
                report = Report(file.path)
                try:
                    file.location.open("rb").close()
                except FileNotFoundError:
                    continue
                except OSError as error:
                    report.add("C197", why=error.strerror or str(error))
                yield from report.found


def scopes(paths: Iterable[Path], today: Callable[[], date]) -> list[Scope]:
    """What the paths mean, a course once however many of its files are named. Raises NoCourse."""
    found: dict[tuple[Path, str | None], Scope] = {}
    for given in paths:
        absolute = Path(nfc(str(given.absolute())))
        root, course = _home(given.absolute(), given)
        scope = found.setdefault((root, course), Scope(root, course, today))
        scope.asked[absolute] = given
    return list(found.values())


def _home(path: Path, given: Path) -> tuple[Path, str | None]:
    """The content folder, and the course in it that a path lies in; None when it is the content folder itself."""
    above = [path, *path.parents] if path.is_dir() else list(path.parents)
    for folder in above[:DEEPEST]:
        if (folder / "course.yaml").is_file():
            return folder.parent, nfc(folder.name)
    if path.is_dir() and any(_courses(path)):
        return path, None
    if path.is_dir() and scan_course(path, nfc(path.name)).has_lessons:
        return path.parent, nfc(path.name)
    if path.is_dir() and any(folder.has_lessons for folder in (scan(path) or {}).values()):
        return path, None
    raise NoCourse(str(given))


def _courses(root: Path) -> Iterator[Path]:
    try:
        folders = [entry for entry in root.iterdir() if entry.is_dir() and not entry.is_symlink()]
    except OSError:
        return
    yield from (folder for folder in folders if (folder / "course.yaml").is_file())


def _file(location: Path, path: str) -> File:
    info = location.stat()
    return File(path, str(location), (info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino))
