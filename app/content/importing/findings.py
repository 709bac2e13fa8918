"""What an import has to tell: what was changed, and what could not be placed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from flask_babel import gettext as _

from app.content.messages import N_

Severity = Literal["error", "warning", "info"]

KINDS: dict[str, tuple[str, Severity, str]] = {
    "unreadable": ("C601", "error", N_("This file cannot be read: %(what)s.")),
    "unfit": ("C601", "error", N_("The page could not be made to fit and stands here as plain text.")),
    "lost": ("C602", "warning", N_("%(what)s has no counterpart and was left out.")),
    "encoding": ("C603", "info", N_("Read as %(what)s.")),
    "controls": ("C603", "info", N_("Control characters were dropped.")),
    "html": ("C605", "info", N_("HTML was turned into Markdown.")),
    "unsafe": ("C608", "error", N_("%(what)s has an unsafe name, or is too large.")),
    "unserved": ("C608", "warning", N_("Files such as %(what)s are not served, or this one is too large.")),
    "link": ("link", "warning", N_("The link to “%(what)s” goes nowhere; its text was kept.")),
    "anchor": ("link", "info", N_("There is no heading for “%(what)s”; the link goes to the page.")),
    "address": ("link", "warning", N_("The address “%(what)s” cannot be used; its text was kept.")),
    "repository": ("link", "info", N_("“%(what)s” is not part of the course; the link goes to the repository.")),
    "outside-picture": ("picture", "warning", N_("The picture “%(what)s” lies outside; a link stands for it.")),
    "picture": ("picture", "warning", N_("The picture “%(what)s” is not there; its description was kept.")),
    "heading": ("heading", "info", N_("An underlined heading was given its #.")),
    "levels": ("heading", "info", N_("Headings were moved one level down, below the title.")),
    "code": ("code", "info", N_("Indented code was put into a fence.")),
    "hidden-code": ("code", "info", N_("Hidden lines of an example were left out.")),
    "notice": ("block", "info", N_("A notice was turned into a quotation with a label.")),
    "folded": ("block", "info", N_("A folding block was turned into <details>.")),
    "tab": ("block", "info", N_("Tabs follow one another, each under its name.")),
    "included": ("block", "info", N_("An included file was put in its place.")),
    "attribute": ("markup", "info", N_("Attributes in braces were dropped.")),
    "escaped": ("markup", "info", N_("Signs with a meaning here were escaped: %(what)s.")),
    "field": ("field", "info", N_("The field %(what)s was left out.")),
    "math": ("math", "info", N_("A formula was written with $.")),
    "formula": ("math", "warning", N_("A formula that cannot be shown stands as code (%(what)s).")),
    "split": ("file", "warning", N_("The page was split: a lesson can have 1 MiB.")),
    "unlisted": ("file", "warning", N_("This page is not in the table of contents and was left out.")),
    "linked": ("file", "info", N_("This page is in no table of contents; it follows the page that links to it.")),
    "empty": ("file", "info", N_("This page has no text, and was left out.")),
    "languages": ("file", "warning", N_("Translations into %(what)s were left out; --languages takes them.")),
    "missing": ("file", "warning", N_("“%(what)s” is in the table of contents but not in the folder.")),
    "draft-entry": ("file", "info", N_("The chapter “%(what)s” has no page yet.")),
    "mended": ("mended", "warning", N_("The check complained (%(what)s); the place stands as plain text.")),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about one file that came in. `line` is 0 when it is about the whole file."""

    path: str
    line: int
    kind: str
    what: str = ""

    @property
    def code(self) -> str:
        return KINDS[self.kind][0]

    @property
    def severity(self) -> Severity:
        return KINDS[self.kind][1]

    @property
    def message(self) -> str:
        return _(KINDS[self.kind][2], what=self.what)


@dataclass(slots=True)
class Findings:
    """All that is noted, in order; the same thing of the same file is counted, at its first line."""

    found: dict[tuple[str, str, str], Finding] = field(default_factory=dict)
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add(self, path: str, line: int, kind: str, what: str = "") -> None:
        key = (path, kind, what)
        self.found.setdefault(key, Finding(path, line, kind, what))
        self.counts[key] += 1

    def rows(self) -> list[tuple[Finding, int]]:
        """Each finding with how often, by file and line."""
        rows = [(found, self.counts[key]) for key, found in self.found.items()]
        return sorted(rows, key=lambda row: (row[0].path, row[0].line, row[0].kind))

    def by_code(self) -> Mapping[str, int]:
        totals: Counter[str] = Counter()
        for key, found in self.found.items():
            totals[found.code] += self.counts[key]
        return dict(sorted(totals.items()))
