"""Who keeps an id that several claim: what has been served under it, else what comes first (content-format §4.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.questions.words import normal

from .. import ids
from ..diagnostics import Report
from ..parsing.asking import Asked
from ..parsing.given import Named
from ..parsing.pagefile import PageFile
from ..publishing.library import Library
from .sheets import FileGroup, Sheet


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question stands."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(slots=True)
class Claims:
    """The ids of a course's lessons, quizzes and pools, and of the questions in them, with who keeps each."""

    owners: dict[str, FileGroup]
    aliases: dict[str, FileGroup]
    questions: dict[str, Place]
    former: dict[str, Place]

    def check_file(self, group: FileGroup, report: Report) -> None:
        """Complaints about the id and the former ids of a lesson, quiz or pool."""
        sheet = group.source
        owner = self.owners.get(group.id, group)
        if owner is not group:
            report.add("C102", *sheet.current.values.place("id"), id=group.id, other=owner.source.path)
        for alias in aliases_of(sheet.current):
            other = self.owners.get(alias.text)
            former = self.aliases.get(alias.text)
            if other is None and former is not group:
                other = former
            if other is not None and other is not group:
                report.add("C102", alias.line, alias.column, id=alias.text, other=other.source.path)

    def check_question(self, asked: Asked, page: PageFile, report: Report) -> None:
        """Complaints about the id and the former ids of a question."""
        here = Place(page.path, asked.line)
        given = asked.settings.id
        if given is None and "id" not in asked.written:
            report.add("C202", asked.line, 1)
        elif given is not None and self.questions.get(given, here) != here:
            chip = asked.written["id"]
            report.add("C204", chip.line, chip.column, id=given, other=str(self.questions[given]))
        for alias in asked.settings.aliases:
            taken = self.questions.get(alias) or self.former.get(alias, here)
            if taken != here or alias == given:
                report.add("C204", asked.line, 1, id=alias, other=str(taken))


def claims(groups: Iterable[FileGroup], library: Library) -> Claims:
    """Who keeps what among these lessons, quizzes and pools."""
    in_order = by_standing(groups)
    owners: dict[str, FileGroup] = {}
    aliases: dict[str, FileGroup] = {}
    for group in (group for group in in_order if group.source.page is not None):
        owners.setdefault(group.id, group)
        for alias in group.aliases:
            aliases.setdefault(alias, group)
    questions: dict[str, list[tuple[Sheet, Place]]] = {}
    former: dict[str, Place] = {}
    for sheet, page in _pages(in_order):
        for asked in page.questions:
            place = Place(page.path, asked.line)
            if asked.settings.id:
                questions.setdefault(asked.settings.id, []).append((sheet, place))
            for alias in asked.settings.aliases:
                former.setdefault(alias, place)
    return Claims(owners, aliases, {name: _first(name, found, library) for name, found in questions.items()}, former)


def _pages(groups: list[FileGroup]) -> Iterator[tuple[Sheet, PageFile]]:
    """The source files in service, then the newest versions that are not good enough for it."""
    sheets = [group.source for group in groups]
    yield from ((sheet, sheet.page) for sheet in sheets if sheet.page is not None)
    yield from ((sheet, sheet.current) for sheet in sheets if sheet.is_judged and not sheet.is_current)


def _first(name: str, found: list[tuple[Sheet, Place]], library: Library) -> Place:
    """Of several, the one in a file whose last good version had this question already."""
    paths = {place.path for _sheet, place in found}
    if len(paths) > 1:
        for sheet, place in found:
            good = library.page(sheet.file, sheet.served.sha, sheet.lang) if sheet.served else None
            if good is not None and any(asked.settings.id == name for asked in good.questions):
                return place
    return found[0][1]


def by_standing(groups: Iterable[FileGroup]) -> list[FileGroup]:
    """In the order in which they keep an id that several claim: those served under it first, then by path."""
    return sorted(groups, key=lambda group: (group.source.standing, group.source.path))


def aliases_of(page: PageFile) -> tuple[Named, ...]:
    found: tuple[Named, ...] = page.values.get("aliases", ())
    return found


def question_id(asked: Asked, lesson_id: str) -> str:
    """The id that is written, else the fingerprint of the text."""
    return asked.settings.id or ids.fingerprint(lesson_id, normal(asked.prompt))


def check_pool_ids(groups: Iterable[FileGroup], reports: Mapping[str, Report]) -> None:
    """Pools in quizzes share their ids with nobody: neither with pool files nor with each other."""
    groups = by_standing(groups)
    taken = {group.id: group.source.path for group in groups if group.kind == "pool"}
    for group in groups:
        for pool in group.source.current.pools:
            if pool.id is None:
                continue
            here = f"{group.source.path}:{pool.line}"
            if taken.setdefault(pool.id, here) != here and group.source.path in reports:
                reports[group.source.path].add("C102", pool.line, pool.column, id=pool.id, other=taken[pool.id])
