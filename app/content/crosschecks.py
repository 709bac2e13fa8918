"""Complaints that need the other files of a course: ids, requirements, competencies, links (content-format §4, §7)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.questions.words import normal

from . import ids
from .asking import Asked
from .diagnostics import Report
from .links import Surroundings, resolve
from .metadata import check_source
from .pairing import check_pair
from .reading import PageFile
from .sheets import LessonFiles
from .values import Named, Values

ALL_OF_THE_ABOVE = re.compile(r"(?:all|none|both) of the above|以上(?:都|皆|均|全)")
NEEDS_COMPETENCY = re.compile(r"competency:(?P<name>[^>=\s]+)\s*>=\s*(?P<level>\d)")


@dataclass(slots=True)
class CourseChecks:
    """One round of checks over the versions that are in service now."""

    config: Values
    lessons: list[LessonFiles]
    modules: Collection[str]
    courses: Collection[str]
    around: Surroundings
    today: date
    known: dict[str, LessonFiles] = field(default_factory=dict)

    def check_sources(self) -> None:
        """Complaints about the newest versions of source files: those in service, and those with errors of their own."""
        self.known = {alias.text: lesson for lesson in self.lessons for alias in _aliases(lesson)}
        self.known |= {lesson.id: lesson for lesson in self.lessons}
        questions: dict[str, str] = {}
        first: dict[str, LessonFiles] = {}
        for lesson in by_standing(self.lessons):
            if lesson.source.page is not None:
                first.setdefault(lesson.id, lesson)
                _note_questions(lesson.source.page, questions)
        for lesson in self.lessons:
            sheet = lesson.source
            owner = first.get(lesson.id, lesson)
            if sheet.is_current or sheet.current.broken:
                _note_questions(sheet.current, questions)
                report = Report(sheet.path)
                if owner is not lesson:
                    report.add("C102", *sheet.current.values.place("id"), id=lesson.id, other=owner.source.path)
                self._check_source(lesson, sheet.current, report, questions)
                self._check_links(sheet.current, report)
                sheet.found = report.found
            if owner is not lesson and not sheet.is_current:
                sheet.drop()
        self._check_circles()

    def check_translations(self) -> None:
        """Complaints about translations, against the source that is in service."""
        for lesson in self.lessons:
            source = lesson.source.page
            for sheet in lesson.translations:
                if source is not None and (sheet.is_current or sheet.current.broken):
                    report = Report(sheet.path)
                    if not sheet.current.broken:  # what cannot be read may well be there
                        check_pair(sheet.current, source, report)
                    self._check_links(sheet.current, report)
                    sheet.found = report.found

    def _check_source(self, lesson: LessonFiles, page: PageFile, report: Report, questions: Mapping[str, str]) -> None:
        values = page.values
        check_source(values, report)
        if "id" not in values.keys and page.readable:
            report.add("C101", 1, 1, id=lesson.id)
        for alias in values.get("aliases", ()):
            others = (each for each in self.lessons if each.id == alias.text and each is not lesson)
            if (other := next(others, None)) is not None:
                report.add("C102", alias.line, alias.column, id=alias.text, other=other.source.path)
        for need in values.get("requires", ()):
            if not self.exists(need):
                report.add("C124", need.line, need.column, name=need.text)
        for name, (level, place) in values.get("competencies", {}).items():
            self._check_competency(name, level, (place.line, place.column), report)
        due = values.get("review_by")
        if due and due < self.today:
            report.add("C132", *values.place("review_by"), date=due.isoformat())
        live = [asked for asked in page.questions if asked.settings.status == "live"]
        if lesson.kind == "quiz" and not live:
            report.add("C401", 1, 1)
        if lesson.kind == "lesson" and values.get("completion") == "quiz" and not live:
            report.add("C406", *values.key("completion"))
        self._check_missing_languages(lesson, report)
        shuffled = self.setting(values, "shuffle_options", True)
        for asked in page.questions:
            self._check_question(asked, page, report, questions, shuffled=shuffled)

    def _check_question(
        self, asked: Asked, page: PageFile, report: Report, questions: Mapping[str, str], *, shuffled: bool
    ) -> None:
        here = f"{page.path}:{asked.line}"
        if asked.settings.id is None:
            if "id" not in asked.written:
                report.add("C202", asked.line, 1)
        elif questions[asked.settings.id] != here:
            chip = asked.written["id"]
            report.add("C204", chip.line, chip.column, id=asked.settings.id, other=questions[asked.settings.id])
        for alias in asked.settings.aliases:
            if alias in questions:
                report.add("C204", asked.line, 1, id=alias, other=questions[alias])
        if asked.settings.competency:
            chip = asked.written["competency"]
            level = asked.settings.competency_level or 1
            self._check_competency(asked.settings.competency, level, (chip.line, chip.column), report)
        stays = asked.settings.shuffle is False or (asked.settings.shuffle is None and not shuffled)
        if not stays and asked.kind in {"single", "multiple"}:
            for item in asked.items:
                if ALL_OF_THE_ABOVE.search(normal(item.text)) and "pin" not in item.settings:
                    report.add("C226", item.line, item.column)

    def _check_competency(self, name: str, level: int, place: tuple[int, int], report: Report) -> None:
        known = self.config.get("competencies", {})
        if name not in known or level > known[name][1]:
            report.add("C126", *place, name=name)

    def _check_missing_languages(self, lesson: LessonFiles, report: Report) -> None:
        there = {sheet.lang for sheet in lesson.sheets}
        for lang in lesson.languages:
            if lang not in there:
                report.add("C504" if lang == lesson.languages[0] else "C505", lang=lang)

    def _check_links(self, page: PageFile, report: Report) -> None:
        for link in page.links:
            for code, args in resolve(link, page, self.around).complaints:
                report.note(code, link.line, link.column, args)

    def _check_circles(self) -> None:
        """Pages that wait for each other: the requirement that closes the circle is at fault."""
        done: set[str] = set()

        def visit(lesson: LessonFiles, above: list[str]) -> None:
            page = lesson.source.page
            for need in page.values.get("requires", ()) if page else ():
                if need.text in [*above, lesson.id] and lesson.source.is_current:
                    report = Report(lesson.source.path)
                    report.add("C125", need.line, need.column, path=" → ".join([*above, lesson.id, need.text]))
                    lesson.source.found += report.found
                elif (other := self.known.get(need.text)) and other.id not in done:
                    visit(other, [*above, lesson.id])
            done.add(lesson.id)

        for lesson in self.lessons:
            if lesson.id not in done:
                visit(lesson, [])

    def exists(self, need: Named) -> bool:
        """Whether a requirement names something that is there."""
        kind, colon, name = need.text.partition(":")
        if not colon:
            return need.text in self.known
        if kind == "competency":
            found = NEEDS_COMPETENCY.fullmatch(need.text)
            known = self.config.get("competencies", {})
            return found is not None and found["name"] in known and int(found["level"]) <= known[found["name"]][1]
        return name in {"module": self.modules, "course": self.courses}.get(kind, ())

    def setting(self, values: Values, name: str, default: object) -> bool:
        """A setting of a page, else the course's default for it."""
        return bool(values.get(name, self.config.get("defaults", {}).get(name, default)))


def _note_questions(page: PageFile, questions: dict[str, str]) -> None:
    """Where each question id stands; the first to claim it keeps it."""
    for asked in page.questions:
        if asked.settings.id:
            questions.setdefault(asked.settings.id, f"{page.path}:{asked.line}")


def by_standing(lessons: Iterable[LessonFiles]) -> list[LessonFiles]:
    """In the order in which they keep an id that several claim: those served under it first, then by path."""
    return sorted(lessons, key=lambda lesson: (lesson.source.standing, lesson.source.path))


def _aliases(lesson: LessonFiles) -> tuple[Named, ...]:
    page = lesson.source.page
    found: tuple[Named, ...] = page.values.get("aliases", ()) if page else ()
    return found


def question_id(asked: Asked, lesson_id: str) -> str:
    """The id that is written, else the fingerprint of the text."""
    return asked.settings.id or ids.fingerprint(lesson_id, normal(asked.prompt))
