"""course.yaml and module.yaml: the newest version, and the one in service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from ..diagnostics import Report, has_error, strictly
from ..model import Diagnostic
from ..parsing.values import Values
from ..publishing.library import ConfigFile, Library
from .tree import File, absent

Configs = Literal["course", "module"]


@dataclass(slots=True)
class Config:
    """A course.yaml or module.yaml: its newest version, and the one in service."""

    file: File
    sha: str
    current: ConfigFile
    values: Values | None = None  # of the version in service
    served_sha: str = ""
    within: str = ""  # of a module: the course's id and /
    found: list[Diagnostic] = field(default_factory=list)

    @property
    def missing(self) -> bool:
        """Not in the folder: its last good version stands for it."""
        return not self.sha

    @property
    def stated(self) -> Values:
        """What the newest version says, where it can be read; else the one in service."""
        return (self.values or Values()) if self.current.broken or self.missing else self.current.values

    @property
    def is_current(self) -> bool:
        return self.served_sha == self.sha and not self.missing

    @property
    def id(self) -> str:
        return str(self.current.values.get("id", ""))

    @property
    def identity(self) -> str:
        """What it is, wherever it lies."""
        return f"id:{self.within}{self.id}" if self.id else self.file.path

    def fall_back(self, library: Library, kind: Configs) -> None:
        pointer = library.last_good(self.file.path, self.identity)
        good = library.config(self.file, pointer.sha, kind) if pointer else None
        usable = pointer is not None and good is not None and not good.broken
        self.values = good.values if usable and good else None
        self.served_sha = pointer.sha if usable and pointer else ""

    def settle(self, library: Library, kind: Configs, strict: Iterable[str]) -> None:
        """Takes the newest version out of service when it has errors that need other files."""
        if self.is_current and has_error(strictly(self.found, strict)):
            self.fall_back(library, kind)

    def drop(self) -> None:
        """Out of service, the last good version too."""
        self.values = None
        self.served_sha = ""


def read_config(file: File, kind: Configs, library: Library, within: str = "") -> Config | None:
    """The newest version when it has no error, else the last good one; None when the file has vanished."""
    sha = library.sha(file)
    current = library.config(file, sha, kind) if sha else None
    if sha is None or current is None:
        return None
    config = Config(file, sha, current, current.values, sha, within)
    if current.broken:
        config.fall_back(library, kind)
    return config


def lost_course(folder: str, library: Library) -> Config:
    """The course.yaml of a folder that has none: the last good one, while the course is served from this folder."""
    file = absent(f"{folder}/course.yaml")
    report = Report(file.path)
    report.add("C112", field="course.yaml")
    config = Config(file, "", ConfigFile(file.path, Values(), tuple(report.found)))
    pointer = library.served(file.path)
    if pointer is not None and library.standing(file.path, f"id:{pointer.id}", pointer.id) == 0:
        config.fall_back(library, "course")
    return config
