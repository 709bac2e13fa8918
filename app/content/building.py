"""One course, from its folder: read, checked, settled on versions without errors, and put together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from . import ids, keeping
from .assembling import Assembly
from .configs import Config, Configs, read_config
from .crosschecks import CourseChecks, by_standing
from .diagnostics import Report, has_error, strictly
from .keeping import Kept, KeptLesson, KeptModule, KeptPage
from .library import Library
from .links import Surroundings, Target, names
from .model import Competency, Course, Diagnostic, Lesson, Module
from .ordering import arrange
from .sheets import LessonFiles, Sheet, gather, settle
from .store import Pointer
from .tree import CourseFolder, File, ModuleFolder
from .values import Values

OF_PAIRS = {"C501", "C502", "C510", "C511", "C512", "C513"}
"""What is said of a translation beside its source: nothing, while the newest source has an error of its own."""


@dataclass(slots=True)
class ModuleBuild:
    folder: ModuleFolder
    config: Config | None
    lessons: list[LessonFiles]
    missing: bool = False  # not in the folder: the last good version of what course.yaml still names

    @property
    def values(self) -> Values:
        return (self.config.values if self.config else None) or Values()

    @property
    def name(self) -> str:
        return self.folder.path.rpartition("/")[2]

    @property
    def id(self) -> str:
        return str(self.values.get("id") or ids.from_name(self.name))

    @property
    def names(self) -> tuple[str, str]:
        """What a list may call it by, as it lies in the folder."""
        unnamed = self.config is None or self.config.missing
        return ids.from_name(self.name) if unnamed else self.id, self.name


@dataclass(slots=True)
class CourseBuild:
    """A course on its way. `found`: complaints about no page file in particular."""

    folder: CourseFolder
    library: Library
    config: Config
    modules: list[ModuleBuild] = field(default_factory=list)
    found: list[Diagnostic] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    kept: Kept = field(default_factory=Kept)

    @property
    def values(self) -> Values:
        return self.config.values or Values()

    @property
    def id(self) -> str:
        return str(self.values.get("id", ""))

    @property
    def is_course(self) -> bool:
        """Other folders are left alone: those that never were a course and do not look like one."""
        return not self.config.missing or self.config.values is not None or self.folder.has_lessons

    @property
    def languages(self) -> tuple[str, ...]:
        found: tuple[str, ...] = self.values.get("languages", ())
        return found

    @property
    def strict(self) -> tuple[str, ...]:
        found: tuple[str, ...] = self.values.get("strict", ())
        return found

    @property
    def lessons(self) -> list[LessonFiles]:
        return [lesson for module in self.modules for lesson in module.lessons]

    @property
    def sheets(self) -> Iterator[Sheet]:
        return (sheet for lesson in self.lessons for sheet in lesson.sheets)

    def read(self) -> None:
        for folder in self.folder.modules.values():
            config = read_config(folder.config, "module", self.library, f"{self.id}/") if folder.config else None
            lessons, found = gather(self.id, folder, self.languages, self.library)
            self.found += found
            self.modules.append(ModuleBuild(folder, config, lessons))
            if folder.config is None:
                report = Report(folder.path + "/")
                report.add("C121", module=folder.path.rpartition("/")[2])
                self.found += report.found
        self._restore()

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
            module.lessons.append(lesson)

    def settle(self, courses: Collection[str], today: date) -> None:
        """Versions with errors go out of service until none is left: sources first, then what hangs on them."""
        sources = [lesson.source for lesson in self.lessons]
        translations = [sheet for lesson in self.lessons for sheet in lesson.translations]
        settle(self.sheets, self.library, self.strict)
        checks = self._checks(courses, today)
        checks.check_sources()
        while settle(sources, self.library, self.strict):
            checks = self._checks(courses, today)
            checks.check_sources()
        checks.check_translations()
        while settle(translations, self.library, self.strict):
            checks = self._checks(courses, today)
            checks.check_translations()
        self._settle_order()

    def _checks(self, courses: Collection[str], today: date) -> CourseChecks:
        modules = [module.id for module in self.modules]
        around = self._surroundings(self.folder.assets)
        return CourseChecks(self.values, self.lessons, modules, courses, around, today)

    def _surroundings(self, assets: dict[str, File]) -> Surroundings:
        pages: dict[str, Target] = {}
        lessons: dict[str, Target] = {}
        for lesson in reversed(by_standing(self.lessons)):
            published = lesson.source.page is not None and lesson.status == "published"
            anchors = {sheet.lang: (sheet.page or sheet.current).anchors for sheet in lesson.sheets}
            target = Target(lesson.id, lesson.kind, published, lesson.source.lang, anchors)
            lessons[lesson.id] = target
            pages.update((name, target) for sheet in lesson.sheets for name in names(sheet.path))
        return Surroundings(self.id, self.folder.path, pages, lessons, assets, self.library.asset)

    def _settle_order(self) -> None:
        """Lists that name what is not there are errors of course.yaml and module.yaml."""
        there = [module for module in self.modules if not module.missing]
        self._settle_list(self.config, "course", partial(_by_list, there, self.values))
        for module in there:
            if module.config is not None:
                found = [lesson for lesson in module.lessons if not lesson.missing]
                self._settle_list(module.config, "module", partial(_ordered, module, found))

    def _settle_list(self, config: Config, kind: Configs, order: Callable[[Report], object]) -> None:
        report = Report(config.file.path)
        order(report)
        if config.is_current:
            config.found = report.found
            if has_error(strictly(report.found, self.strict)):
                config.fall_back(self.library, kind)

    def course(self) -> Course | None:
        """The course as it is in service; None when its course.yaml never was good."""
        if self.config.values is None:
            return None
        assets = self.kept.files(self.folder.path, self.library) | self.folder.assets
        assembly = Assembly(self.values, self._surroundings(assets))
        hidden = Report("")  # whatever is wrong with the order has been said
        ordered = arrange(self.modules, lambda module: (module.id, module.name), self.values, "modules", hidden)
        modules = [self._module(module, assembly) for module in ordered]
        self.used = assembly.used
        files = {path.removeprefix(self.folder.path + "/"): file for path, file in assets.items()}
        listed = ((path, self.library.asset(files[path])) for path in sorted(assembly.used))
        given = self.values
        return Course(
            id=self.id,
            folder=self.folder.path,
            title=self._each_language(given.get("title")),
            languages=self.languages,
            modules=tuple(module for module in modules if module is not None),
            summary=self._each_language(given.get("summary")),
            status=given.get("status", "published"),
            edition=given.get("edition", 1),
            competencies={
                name: Competency(name, self._each_language(title), levels)
                for name, (title, levels) in given.get("competencies", {}).items()
            },
            requires=tuple(need.text for need in given.get("requires", ())),
            owners=given.get("owners", ()),
            tags=given.get("tags", ()),
            license=given.get("license", ""),
            aliases=tuple(alias.text for alias in given.get("aliases", ())),
            certificate=given.get("certificate"),
            assets={path: asset for path, asset in listed if asset is not None},
        )

    def _module(self, module: ModuleBuild, assembly: Assembly) -> Module | None:
        given = module.values
        if given.get("status", "published") != "published":
            return None
        lessons: list[Lesson] = [
            assembly.lesson(lesson, module.id, given)
            for lesson in _ordered(module, module.lessons, Report(""))
            if lesson.source.page is not None and lesson.status == "published"
        ]
        return Module(
            id=module.id,
            course_id=self.id,
            title=self._each_language(given.get("title", {"": module.name})),
            summary=self._each_language(given.get("summary")),
            lessons=tuple(lessons),
            aliases=tuple(alias.text for alias in given.get("aliases", ())),
        )

    def _each_language(self, texts: dict[str, str] | None) -> dict[str, str]:
        """A text for all languages under each of them; the source language first."""
        if not texts:
            return {}
        if "" in texts:
            return dict.fromkeys(self.languages, texts[""])
        known = [lang for lang in self.languages if lang in texts]
        return {lang: texts[lang] for lang in [*known, *(lang for lang in texts if lang not in known)]}

    def diagnostics(self) -> list[Diagnostic]:
        own = [found for config in self._configs() for found in (*config.current.diagnostics, *config.found)]
        sheets = [sheet for sheet in self.sheets if not sheet.missing]
        of_pages = [found for sheet in sheets for found in (*sheet.current.diagnostics, *sheet.found)]
        unsure = {
            sheet.path for lesson in self.lessons if lesson.source.current.broken for sheet in lesson.translations
        }
        shown = (found for found in of_pages if found.path not in unsure or found.code not in OF_PAIRS)
        return strictly([*own, *self.found, *shown, *self._unused()], self.strict)

    def _unused(self) -> Iterator[Diagnostic]:
        """Files of a course in service that no page shows; while a page has an error, nobody knows what it shows."""
        known = self.config.values is not None and all(sheet.is_current for sheet in self.sheets)
        for path in sorted(self.folder.assets) if known else ():
            if path.removeprefix(self.folder.path + "/") not in self.used:
                report = Report(path)
                report.add("C311")
                yield from report.found

    def keep(self, course: Course | None) -> None:
        """Every newest version that is in service becomes the last good one of its file."""
        for lesson in self.lessons:
            for sheet in lesson.sheets if lesson.source.page is not None else ():
                if sheet.is_current:
                    self.library.keep(sheet.file, Pointer(sheet.sha, lesson.id), sheet.identity)
        for config in self._configs():
            if config.is_current:
                self.library.keep(config.file, Pointer(config.sha, config.id), config.identity)
        if course is not None:
            kept = Kept(tuple(_kept(module) for module in self.modules), keeping.pictures(course.assets))
            keeping.save(self.id, kept, course.assets.values(), self.library)

    def versions(self) -> Iterator[str]:
        """What is served, as text that is equal in all processes that serve the same."""
        for sheet in self.sheets:
            if sheet.page is not None:
                yield f"{sheet.path} {sheet.page.lang} {sheet.page.key}"
        for config in self._configs():
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
            config.is_current for config in self._configs()
        )

    def _configs(self) -> list[Config]:
        return [self.config, *(module.config for module in self.modules if module.config)]


def _kept(module: ModuleBuild) -> KeptModule:
    lessons = (
        KeptLesson(
            lesson.id,
            lesson.name,
            tuple(KeptPage(sheet.path, sheet.lang, sheet.served_sha) for sheet in lesson.sheets if sheet.page),
        )
        for lesson in module.lessons
        if lesson.source.page is not None
    )
    config = module.config.served_sha if module.config else ""
    return KeptModule(module.id, module.folder.path, config, tuple(lessons))


def _by_list(modules: list[ModuleBuild], values: Values, report: Report) -> list[ModuleBuild]:
    return arrange(modules, lambda module: module.names, values, "modules", report)


def _ordered(module: ModuleBuild, lessons: list[LessonFiles], report: Report) -> list[LessonFiles]:
    return arrange(lessons, lambda lesson: (lesson.id, lesson.name), module.values, "lessons", report)
