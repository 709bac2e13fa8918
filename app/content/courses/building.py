"""One course, from its folder: read, checked, settled on versions without errors, and put together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from ..assets import kinds as assets
from ..diagnostics import Report, strictly
from ..model import Diagnostic
from ..parsing.values import Values
from ..publishing.library import Library
from . import glossary, keeping, media, mending_across, modules, reaching
from .configs import Config, Configs, read_config
from .crosschecks import CourseChecks
from .includes import Includes
from .keeping import Kept, KeptLesson, KeptModule
from .modules import ModuleBuild
from .ordering import arrange
from .sheets import FileGroup, Sheet, gather, identify, settle
from .tree import CourseFolder, File, ModuleFolder
from .uses import Uses

OF_PAIRS = {"C501", "C502", "C510", "C511", "C512", "C513"}
"""What is said of a translation beside its source: nothing, while the newest source has an error of its own."""


@dataclass(slots=True)
class CourseBuild:
    """A course on its way. `found`: complaints about no page file in particular."""

    folder: CourseFolder
    library: Library
    config: Config
    modules: list[ModuleBuild] = field(default_factory=list)
    pools: list[FileGroup] = field(default_factory=list)
    texts: list[FileGroup] = field(default_factory=list)  # pieces, landing pages, glossaries
    spare: list[FileGroup] = field(default_factory=list)  # pools and texts that were served and are not in the folder
    found: list[Diagnostic] = field(default_factory=list)
    no_captions: set[str] = field(default_factory=set)  # captions files that are none, by path
    uses: Uses = field(default_factory=Uses)  # of the newest versions, drafts too
    shown: Uses = field(default_factory=Uses)  # of what is in service
    kept: Kept = field(default_factory=Kept)

    @property
    def values(self) -> Values:
        """Those in service; of a course.yaml that never was good, what it says: its pages are checked all the same."""
        return self.config.values or self.config.current.values

    @property
    def id(self) -> str:
        return str(self.values.get("id", ""))

    @property
    def is_course(self) -> bool:
        """Other folders are left alone: those that never were a course and do not look like one."""
        return not self.config.missing or self.config.values is not None or self.folder.has_lessons

    @property
    def is_readable(self) -> bool:
        """Whether its pages can be read: it is known in which languages they are."""
        return bool(self.languages)

    @property
    def languages(self) -> tuple[str, ...]:
        found: tuple[str, ...] = self.values.get("languages", ())
        return found

    @property
    def strict(self) -> tuple[str, ...]:
        found: tuple[str, ...] = self.values.get("strict", ())
        return found

    @property
    def lessons(self) -> list[FileGroup]:
        return [lesson for module in self.modules for lesson in module.lessons]

    @property
    def groups(self) -> list[FileGroup]:
        return [*self.lessons, *self.pools, *self.texts]

    @property
    def sheets(self) -> Iterator[Sheet]:
        return (sheet for group in self.groups for sheet in group.sheets)

    def read(self) -> None:
        """Reads the files of the folder, and what has to stand in for those that are missing."""
        for folder in self.folder.modules.values():
            config = read_config(folder.config, "module", self.library, f"{self.id}/") if folder.config else None
            landing = self._gather(folder.landing.values())
            self.modules.append(
                ModuleBuild(folder, config, self._gather(folder.pages.values()), next(iter(landing), None))
            )
            self.texts += landing
        self.pools = self._gather(self.folder.pools.values())
        self.texts += self._gather(self.folder.landing.values())
        self.texts += self._gather(self.folder.glossary.values())
        self.texts += self._gather(self.folder.pieces.values())
        for path in sorted(self.folder.assets):
            if assets.kind(path) == assets.CAPTIONS and not media.is_captions(self.folder.assets[path]):
                self.no_captions.add(path)
                self._complain(path, "C322", 1, 1)
        self._restore()
        modules.settle_ids(self.modules, self.library)

    def _gather(self, files: Iterable[File]) -> list[FileGroup]:
        groups, found = gather(self.id, files, self.languages, self.library)
        self.found += found
        return groups

    def _complain(self, path: str, code: str, line: int = 0, column: int = 0) -> None:
        report = Report(path)
        report.add(code, line, column)
        self.found += report.found

    def _restore(self) -> None:
        """What a list names and the folder lacks, as it was last served: half a folder must not shorten a course."""
        self.kept = keeping.load(self.id, self.library)
        there = {name for module in self.modules for name in module.names}
        for entry in self.config.stated.get("modules", ()):
            if entry.text not in there and (kept := self.kept.module(entry.text, there)) is not None:
                self._restore_module(kept)
        for module in [module for module in self.modules if module.config is not None and not module.missing]:
            known = {name for lesson in module.lessons for name in (lesson.id, lesson.name)}
            for entry in module.config.stated.get("lessons", ()) if module.config else ():
                if entry.text not in known and (lesson := self.kept.lesson(module.id, entry.text)) is not None:
                    self._restore_lesson(module, lesson)
        paths = {sheet.path for sheet in self.sheets}
        taken = {name for pool in self.pools for name in (pool.id, *pool.aliases)}
        self.spare = [
            group
            for group in self.kept.spare(paths, self.languages, self.library)
            if group.role != "pool" or group.id not in taken
        ]

    def _restore_module(self, kept: KeptModule) -> None:
        there = next((module for module in self.modules if module.folder.path == kept.folder), None)
        if there is not None:
            there.config = there.config or kept.read_config(self.library)
            return
        folder = ModuleFolder(kept.folder, None, {})
        module = ModuleBuild(folder, kept.read_config(self.library), [], missing=True)
        for lesson in kept.lessons:
            self._restore_lesson(module, lesson)
        if module.lessons:
            self.modules.append(module)

    def _restore_lesson(self, module: ModuleBuild, kept: KeptLesson) -> None:
        taken = {name for lesson in self.lessons for name in (lesson.id, *lesson.aliases)}
        lesson = kept.files(module.folder, self.languages, self.library)
        if lesson is not None and kept.id not in taken:
            identify(lesson, self.id, self.library)
            module.lessons.append(lesson)

    def settle(self, courses: Collection[str], today: date) -> None:
        """Versions with errors go out of service until none is left: pieces first, then sources, then translations."""
        settle(self.sheets, self.library, self.strict)
        self._repeat(lambda checks: checks.check_texts(self.texts), self.texts, courses, today)
        pages = [*self.lessons, *self.pools]
        sources = [group.source for group in pages]
        checks = self._checks(courses, today)
        checks.check_sources()
        while settle(sources, self.library, self.strict) | checks.hold_back():
            checks = self._checks(courses, today)
            checks.check_sources()
        translations = [sheet for group in pages for sheet in group.translations]
        checks.check_translations()
        while settle(translations, self.library, self.strict):
            checks = self._checks(courses, today)
            checks.check_translations()
        self._settle_order()

    def _repeat(
        self, check: Callable[[CourseChecks], None], groups: list[FileGroup], courses: Collection[str], today: date
    ) -> None:
        sheets = [sheet for group in groups for sheet in group.sheets]
        check(self._checks(courses, today))
        while settle(sheets, self.library, self.strict):
            check(self._checks(courses, today))

    def _checks(self, courses: Collection[str], today: date) -> CourseChecks:
        return CourseChecks(
            self.values, self.modules, self.pools, courses, self.includes(), self.library, today, self.uses
        )

    def includes(self) -> Includes:
        """What the links of files can reach, and what can be put into them, as the folder is now."""
        return reaching.includes(
            self, self.groups, self.folder.assets, glossary.known(glossary.among(self.texts)), fresh=True
        )

    def _settle_order(self) -> None:
        """Lists that name what is not there are errors of course.yaml and module.yaml."""
        there = [module for module in self.modules if not module.missing]
        self._settle_list(self.config, "course", partial(_by_list, there, self.values))
        for module in there:
            if module.config is not None:
                found = [lesson for lesson in module.lessons if not lesson.missing]
                self._settle_list(module.config, "module", partial(module.ordered, found))

    def _settle_list(self, config: Config, kind: Configs, order: Callable[[Report], object]) -> None:
        report = Report(config.file.path)
        order(report)
        if config.is_current:
            config.found += report.found
            config.settle(self.library, kind, self.strict)

    def diagnostics(self) -> list[Diagnostic]:
        own = [found for config in self.configs for found in (*config.current.diagnostics, *config.found)]
        of_folders = [found for module in self.modules for found in module.found]
        sheets = [sheet for sheet in self.sheets if not sheet.missing]
        of_pages = [found for sheet in sheets for found in (*sheet.current.diagnostics, *self._mended(sheet))]
        unsure = {sheet.path for group in self.groups if group.source.current.broken for sheet in group.translations}
        shown = (found for found in of_pages if found.path not in unsure or found.code not in OF_PAIRS)
        return strictly([*own, *of_folders, *self.found, *shown, *self._unused()], self.strict)

    def _mended(self, sheet: Sheet) -> list[Diagnostic]:
        if not any(found.code in mending_across.MAKERS for found in sheet.found):
            return sheet.found
        lines = self.library.text(sheet.file, sheet.sha).split("\n")
        return [mending_across.mend(found, lines) for found in sheet.found]

    def _unused(self) -> Iterator[Diagnostic]:
        """Files of a course in service that no page shows; while a page has an error, nobody knows what it shows."""
        known = self.config.values is not None and all(sheet.is_current for sheet in self.sheets)
        used = {f"{self.folder.path}/{path}" for path in self.uses.files} | self.no_captions
        files = [path for path in self.folder.assets if path not in used]
        pieces = [group for group in self.texts if group.role == "piece" and group.path not in self.uses.texts]
        for path in sorted([*files, *(sheet.path for group in pieces for sheet in group.sheets)]) if known else ():
            report = Report(path)
            report.add("C311")
            yield from report.found

    def versions(self) -> Iterator[str]:
        """What is served, as text that is equal in all processes that serve the same."""
        for sheet in self.sheets:
            if sheet.page is not None:
                yield f"{sheet.path} {sheet.page.lang} {sheet.page.key}"
        for config in self.configs:
            yield f"{config.file.path} {config.served_sha}"

    def state(self) -> tuple[object, ...]:
        """All that the course is made from, as far as it lies in its folder."""
        versions = tuple((file.path, self.library.sha(file)) for file in self.folder.files())
        others = tuple((file.path, file.signature) for file in self.folder.assets.values())
        return versions, others, self.config.served_sha

    @property
    def falls_back(self) -> bool:
        """Whether anything but the newest version of a file is in service."""
        return not all(sheet.is_current for sheet in self.sheets) or not all(
            config.is_current for config in self.configs
        )

    @property
    def configs(self) -> list[Config]:
        return [self.config, *(module.config for module in self.modules if module.config)]


def _by_list(modules: list[ModuleBuild], values: Values, report: Report) -> list[ModuleBuild]:
    return arrange(modules, lambda module: module.names, values, "modules", report)
