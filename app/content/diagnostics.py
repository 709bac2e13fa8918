"""Collecting complaints about one file."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TypedDict

from app.questions.draft import Complaint

from .messages import CODES
from .model import Diagnostic, Fix, Severity

MOST_PER_FILE = 100
MOST_COMPARED = 300
LONGEST_WORD = 200
MOST_GUESSES = 20
"""How often in one list a word is guessed at that nobody knows: it takes long, and the first ones tell enough."""
RANK: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}


@dataclass(slots=True)
class Report:
    """The complaints about one file, while it is read."""

    path: str
    found: list[Diagnostic] = field(default_factory=list)

    def add(self, code: str, line: int = 0, column: int = 0, /, *, fix: Fix | None = None, **args: str | int) -> None:
        self.note(code, line, column, args, fix)

    def note(
        self,
        code: str,
        line: int,
        column: int,
        args: Mapping[str, str | int],
        fix: Fix | None = None,
        severity: Severity | None = None,  # None: as usual for the code
    ) -> None:
        self.found.append(Diagnostic(self.path, line, column, severity or CODES[code].severity, code, args, fix))

    def take(self, complaints: Iterable[Complaint], fix: Fix | None = None) -> None:
        for complaint in complaints:
            severity = complaint.severity or CODES[complaint.code].severity
            found = Diagnostic(
                self.path, complaint.line, complaint.column, severity, complaint.code, complaint.args, fix
            )
            self.found.append(found)

    @property
    def broken(self) -> bool:
        return has_error(self.found)


def inside(found: Diagnostic, lines: Sequence[str]) -> Diagnostic:
    """The same complaint, at a place that is there: what was counted in a text put together can lie behind a line's end."""
    places = [(found.line, found.column)]
    if found.fix is not None:
        places += [(found.fix.line, found.fix.column), (found.fix.end_line, found.fix.end_column)]
    if all(line <= len(lines) and column <= len(lines[line - 1]) + 1 for line, column in places):
        return found
    line = min(found.line, len(lines))
    return replace(found, line=line, column=min(found.column, len(lines[line - 1]) + 1), fix=None)


def has_error(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.severity == "error" for diagnostic in diagnostics)


def strictly(diagnostics: Iterable[Diagnostic], strict: Iterable[str]) -> list[Diagnostic]:
    """The same complaints, with the codes a course is strict about turned into errors."""
    codes = set(strict)
    return [replace(found, severity="error") if found.code in codes else found for found in diagnostics]


def sort(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """By file; in a file errors first, then by position, each once and at most 100."""
    files: dict[str, list[Diagnostic]] = {}
    for found in diagnostics:
        same = files.setdefault(found.path, [])
        if found not in same[-MOST_PER_FILE:]:
            same.append(found)
    ordered = (sorted(files[path], key=_position)[:MOST_PER_FILE] for path in sorted(files))
    return tuple(found for same in ordered for found in same)


class Near(TypedDict, total=False):
    did: str


def nearest(word: str, known: Iterable[str]) -> Near:
    """`{"did": …}` with the known word that is close to this one, or nothing. Of very many only some are looked at."""
    if len(word) > LONGEST_WORD:
        return {}
    close = difflib.get_close_matches(word, list(islice(known, MOST_COMPARED)), n=1, cutoff=0.7)
    return {"did": close[0]} if close else {}


def _position(found: Diagnostic) -> tuple[int, int, int, str]:
    return RANK[found.severity], found.line, found.column, found.code
