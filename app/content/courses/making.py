"""A course as it went into service, kept with all that it depended on, so that it is made again only when that changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date

from ..model import Course, Diagnostic, Rename
from ..publishing.library import Library
from ..publishing.store import Pointer
from .sheets import Sheet


@dataclass(frozen=True, slots=True)
class Made:
    """One course of a catalogue. `key` names its files and what else it was made from."""

    folder: str
    key: str
    course: Course | None
    diagnostics: tuple[Diagnostic, ...]
    versions: tuple[str, ...]  # what is served, as text
    since: date  # the day it was made, and the last day on which the same would be made of it
    until: date | None
    rests_on: Mapping[str, Pointer | None] = field(
        default_factory=dict
    )  # last good versions that stand in for newer ones
    knew: Mapping[str, bool] = field(
        default_factory=dict
    )  # ids of other courses it asked for, and whether they were there
    read: tuple[str, ...] = ()  # names of the results it was made from
    suspected: tuple[Rename, ...] = ()  # ids that may have been changed by mistake

    def holds(self, today: date, ids: Set[str], library: Library) -> bool:
        """Whether it would be made the same today, beside the courses with these ids.

        Another process may know a newer good version of a file meanwhile.
        """
        same_days = self.since <= today and (self.until is None or today <= self.until)
        same_courses = all((name in ids) == known for name, known in self.knew.items())
        good = self.rests_on.items()
        return same_days and same_courses and all(library.store.find(name) == pointer for name, pointer in good)


class KnownIds(Collection[str]):
    """The ids of all courses, and which of them were asked for: a course that names no other depends on no other."""

    def __init__(self, ids: Set[str]) -> None:
        self._ids = ids
        self.asked: dict[str, bool] = {}

    def __contains__(self, name: object) -> bool:
        found = name in self._ids
        self.asked[str(name)] = found
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


def last_day(sheets: Iterable[Sheet], today: date) -> date | None:
    """The last day on which nothing more is overdue than today; None when nothing ever will be."""
    pages = (page for sheet in sheets for page in (sheet.current, sheet.page) if page is not None)
    due = (page.values.get("review_by") for page in pages)
    return min((day for day in due if day is not None and day >= today), default=None)
