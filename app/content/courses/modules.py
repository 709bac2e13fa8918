"""One module of a course on its way: its folder, its module.yaml, its lessons."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from .. import ids
from ..diagnostics import Report
from ..model import Diagnostic
from ..parsing.values import Values
from ..publishing.library import Library
from .configs import Config
from .ordering import arrange
from .sheets import FileGroup
from .tree import ModuleFolder


@dataclass(slots=True)
class ModuleBuild:
    """A module on its way. `found`: complaints about its folder."""

    folder: ModuleFolder
    config: Config | None
    lessons: list[FileGroup]
    landing: FileGroup | None = None
    missing: bool = False  # not in the folder: the last good version of what course.yaml still names
    id_taken: str = ""  # what it is called instead, when the id of its folder is another module's
    found: list[Diagnostic] = field(default_factory=list)

    @property
    def values(self) -> Values:
        return (self.config.values if self.config else None) or Values()

    @property
    def name(self) -> str:
        return self.folder.path.rpartition("/")[2]

    @property
    def id(self) -> str:
        return self.id_taken or str(self.values.get("id") or ids.from_name(self.name))

    @property
    def aliases(self) -> tuple[str, ...]:
        return tuple(alias.text for alias in self.values.get("aliases", ()))

    @property
    def names(self) -> tuple[str, str]:
        """What a list may call it by, as it lies in the folder."""
        unnamed = self.config is None or self.config.missing
        return ids.from_name(self.name) if unnamed else self.id, self.name

    @property
    def path(self) -> str:
        """What complaints about it are about."""
        return self.config.file.path if self.config else f"{self.folder.path}/"

    def complain(self, code: str, line: int, column: int, args: Mapping[str, str | int]) -> None:
        """Says something about its module.yaml, while the newest version of it is in service."""
        if self.config is not None and self.config.is_current:
            report = Report(self.path)
            report.note(code, line, column, args)
            self.config.found += report.found

    def ordered(self, lessons: Iterable[FileGroup], report: Report) -> list[FileGroup]:
        return arrange(lessons, lambda lesson: (lesson.id, lesson.name), self.values, "lessons", report)


def settle_ids(modules: list[ModuleBuild], library: Library) -> None:
    """Of several modules with one id, the one that is served under it keeps it, else the first by path (§4.3)."""
    owners: dict[str, ModuleBuild] = {}
    for module in sorted(modules, key=lambda module: (_standing(module, library), module.folder.path)):
        _check_id(module, owners)
        owner = owners.setdefault(module.id, module)
        if owner is not module and module.config is not None and not module.missing:
            module.complain("C102", *module.values.place("id"), {"id": module.id, "other": owner.path})
            module.config.fall_back(library, "module")
            if module.id in owners:
                module.config.drop()
        if owners.setdefault(module.id, module) is not module:
            module.id_taken = _free(module.id, owners)
            owners[module.id] = module
    for module in modules:
        for alias in module.values.get("aliases", ()):
            other = owners.get(alias.text)
            if other is not None and other is not module:
                module.complain("C102", alias.line, alias.column, {"id": alias.text, "other": other.path})


def _free(name: str, taken: Collection[str]) -> str:
    return next(free for number in itertools.count(2) if (free := f"{name}-{number}") not in taken)


def _check_id(module: ModuleBuild, owners: Mapping[str, ModuleBuild]) -> None:
    if module.folder.config is None and not module.missing:
        report = Report(module.path)
        report.add("C121", module=module.name)
        module.found += report.found
    elif module.config is not None and "id" not in module.values.keys:
        module.complain("C101", 1, 1, {"id": module.id})


def _standing(module: ModuleBuild, library: Library) -> int:
    config = module.config
    if config is None:
        return 2
    return 0 if config.missing else library.standing(config.file.path, config.identity, config.id)
