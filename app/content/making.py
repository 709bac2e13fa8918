"""A course as it went into service, kept with all that it depended on, so that it is made again only when that changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from .library import Library
from .model import Course, Diagnostic, Rename
from .sheets import Sheet
from .store import Pointer


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
    read: tuple[str, ...] = ()  # names of the results it was made from
    suspected: tuple[Rename, ...] = ()  # ids that may have been changed by mistake

    def holds(self, today: date, library: Library) -> bool:
        """Whether it would be made the same today; another process may know a newer good version of a file."""
        same_days = self.since <= today and (self.until is None or today <= self.until)
        return same_days and all(library.store.find(name) == pointer for name, pointer in self.rests_on.items())


def last_day(sheets: Iterable[Sheet], today: date) -> date | None:
    """The last day on which nothing more is overdue than today; None when nothing ever will be."""
    pages = (page for sheet in sheets for page in (sheet.current, sheet.page) if page is not None)
    due = (page.values.get("review_by") for page in pages)
    return min((day for day in due if day is not None and day >= today), default=None)
