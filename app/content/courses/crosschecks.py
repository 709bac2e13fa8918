"""Complaints that need the other files of a course: ids, requirements, competencies, links (content-format §4, §7)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.questions.words import normal

from ..diagnostics import Report
from ..parsing.asking import Asked
from ..parsing.given import Competence, Level, Named
from ..parsing.metadata import check_source
from ..parsing.pagefile import PageFile
from ..parsing.values import Values
from ..publishing.library import Library
from . import drawing, glossary, identities, requirements
from .identities import Claims
from .includes import Includes
from .links import is_no_link, resolve_all
from .modules import ModuleBuild
from .pairing import check_drift, check_pair
from .requirements import Known, Node, Step
from .sheets import FileGroup, Sheet
from .uses import Uses

ALL_OF_THE_ABOVE = re.compile(r"(?:all|none|both) of the above|以上(?:都|皆|均|全)")


@dataclass(slots=True)
class CourseChecks:
    """One round of checks over the versions that are in service now."""

    config: Values
    modules: list[ModuleBuild]
    pools: list[FileGroup]
    courses: Collection[str]
    includes: Includes
    library: Library
    today: date
    uses: Uses = field(default_factory=Uses)
    lessons: list[FileGroup] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lessons = [lesson for module in self.modules for lesson in module.lessons]

    def check_texts(self, texts: list[FileGroup]) -> None:
        """Complaints about pieces, landing pages and glossaries."""
        for group in texts:
            reports = glossary.check(group) if group.role == "glossary" else {}
            for sheet in (sheet for sheet in group.sheets if sheet.is_judged):
                report = reports.get(sheet.path) or Report(sheet.path)
                if sheet.is_translation and (source := group.source.page) is not None and group.source is not sheet:
                    check_drift(sheet.current, source, report)
                self._check_links(sheet.current, report)
                sheet.found = report.found

    def check_sources(self) -> None:
        """Complaints about the newest versions of source files: those in service, and those with errors of their own."""
        groups = [*self.lessons, *self.pools]
        claims = identities.claims(groups, self.library)
        pools = drawing.pools_of(groups)
        known = self._known()
        for module in self.modules:
            requirements.check(module.values.get("requires", ()), known, module.complain)
        reports = {group.source.path: Report(group.source.path) for group in groups if group.source.is_judged}
        for group in groups:
            sheet = group.source
            if sheet.is_judged and (report := reports.get(sheet.path)) is not None:
                claims.check_file(group, report)
                self._check_source(group, sheet.current, report, claims, known)
                self._check_quiz(group, sheet.current, report, pools)
                self._check_links(sheet.current, report)
                sheet.found = report.found
            if claims.owners.get(group.id, group) is not group and not sheet.is_current:
                sheet.drop()
        identities.check_pool_ids(groups, reports)
        self._check_circles(known)

    def hold_back(self) -> bool:
        """Takes quizzes out of service whose pools are not in it. True when there was one."""
        served = drawing.pools_of([*self.lessons, *self.pools]).served
        held = False
        for lesson in self.lessons:
            sheet = lesson.source
            if sheet.page is not None and sheet.is_current and not drawing.can_be_asked(sheet.page, served):
                sheet.fall_back(self.library)
                held = True
        return held

    def check_translations(self) -> None:
        """Complaints about translations, against the source that is in service."""
        for group in [*self.lessons, *self.pools]:
            source = group.source.page
            for sheet in group.translations:
                if source is not None and sheet.is_judged:
                    report = Report(sheet.path)
                    if not sheet.current.broken:  # what cannot be read may well be there
                        check_pair(sheet.current, source, group.id, report)
                    self._check_links(sheet.current, report)
                    sheet.found = report.found

    def _check_source(self, group: FileGroup, page: PageFile, report: Report, claims: Claims, known: Known) -> None:
        values = page.values
        check_source(values, report, pool=group.role == "pool")
        if "id" not in values.keys and page.readable:
            report.add("C101", 1, 1, id=group.id)
        requirements.check(values.get("requires", ()), known, report.note)
        levels: tuple[Level, ...] = values.get("competencies", ())
        for each in levels:
            self._check_competency(each.name, each.level, (each.line, each.column), report)
        due: date | None = values.get("review_by")
        if due and due < self.today:
            report.add("C132", *values.place("review_by"), date=due.isoformat())
        _check_missing_languages(group, report)
        shuffled = self._setting(values, "shuffle_options", default=True)
        for asked in page.questions:
            claims.check_question(asked, page, report)
            self._check_question(asked, report, shuffled=shuffled)

    def _check_question(self, asked: Asked, report: Report, *, shuffled: bool) -> None:
        if asked.settings.competency:
            chip = asked.written["competency"]
            level = asked.settings.competency_level or 1
            self._check_competency(asked.settings.competency, level, (chip.line, chip.column), report)
        stays = asked.settings.shuffle is False or (asked.settings.shuffle is None and not shuffled)
        if not stays and asked.kind in {"single", "multiple"}:
            for item in asked.items:
                if ALL_OF_THE_ABOVE.search(normal(item.text)) and "pin" not in item.settings:
                    report.add("C226", item.line, item.column)

    def _check_quiz(self, group: FileGroup, page: PageFile, report: Report, pools: drawing.Pools) -> None:
        live = drawing.live(page.questions)
        by_quiz = page.values.get("completion") == "quiz"
        drawing.check_pools(page, report)
        if group.kind == "quiz":
            drawn = drawing.check_draws(page, pools, report, published=group.status == "published")
            if not live and not _unreadable(page) and not page.values.get("draw"):
                report.add("C401", 1, 1)
            if any(asked.kind == "open" for asked in [*live, *drawn]):
                report.add("C405", 1, 1)
        elif group.kind == "lesson" and by_quiz:
            if not live and not _unreadable(page):
                report.add("C406", *page.values.key("completion"))
            if any(asked.kind == "open" for asked in live):
                report.add("C407", *page.values.key("completion"))

    def _check_competency(self, name: str, level: int, place: tuple[int, int], report: Report) -> None:
        known: Mapping[str, Competence] = self.config.get("competencies", {})
        if name.lower() not in known or level > known[name.lower()].levels:
            report.add("C126", *place, name=name)

    def _check_links(self, page: PageFile, report: Report) -> None:
        resolved = resolve_all(page, self.includes.around)
        self.uses.take(resolved)
        for link, found in zip(page.links, resolved, strict=True):
            for code, args in found.complaints:
                report.note(code, link.line, link.column, args, severity="info" if is_no_link(link) else None)
        for number, code, parts in self.includes.complaints(page, resolved):
            report.note(code, page.links[number].line, page.links[number].column, parts)

    def _known(self) -> Known:
        groups = {alias: lesson for lesson in self.lessons for alias in lesson.aliases}
        modules = {alias: module.id for module in self.modules for alias in module.aliases}
        return Known(
            lessons=groups | {lesson.id: lesson for lesson in self.lessons},
            modules=modules | {module.id: module.id for module in self.modules},
            courses=self.courses,
            competencies=self.config.get("competencies", {}),
        )

    def _check_circles(self, known: Known) -> None:
        """Pages that wait for each other, in one module or across several."""
        steps: dict[Node, list[Step]] = {}
        for module in self.modules:
            needs = _steps(module.values.get("requires", ()), known, module.complain)
            steps[("module", module.id)] = [Step(("lesson", lesson.id)) for lesson in module.lessons if _counts(lesson)]
            for lesson in module.lessons:
                page = lesson.source.page
                own = _steps(page.values.get("requires", ()) if page else (), known, _told(lesson.source))
                steps[("lesson", lesson.id)] = [*own, *needs]
        requirements.check_circles(steps)

    def _setting(self, values: Values, name: str, *, default: bool) -> bool:
        """A setting of a page, else the course's default for it."""
        return bool(values.get(name, self.config.get("defaults", {}).get(name, default)))


def _unreadable(page: PageFile) -> bool:
    """Whether it may well ask something, but not as it is written."""
    return page.has_questions and not page.questions


def _check_missing_languages(group: FileGroup, report: Report) -> None:
    there = {sheet.lang for sheet in group.sheets}
    for lang in group.languages:
        if lang not in there:
            report.add("C504" if lang == group.languages[0] else "C505", lang=lang)


def _counts(lesson: FileGroup) -> bool:
    """Whether it has to be completed to complete its module."""
    page = lesson.source.page
    return page is not None and lesson.status == "published" and not page.values.get("optional", False)


def _steps(needs: tuple[Named, ...], known: Known, told: requirements.Complain) -> list[Step]:
    found = []
    for need in needs:
        kind, colon, name = need.text.partition(":")
        if not colon and need.text in known.lessons:
            found.append(Step(("lesson", known.lessons[need.text].id), (need, told)))
        elif kind == "module" and name in known.modules:
            found.append(Step(("module", known.modules[name]), (need, told)))
    return found


def _told(sheet: Sheet) -> requirements.Complain:
    def complain(code: str, line: int, column: int, args: Mapping[str, str | int]) -> None:
        if sheet.is_current:
            report = Report(sheet.path)
            report.note(code, line, column, args)
            sheet.found += report.found

    return complain
