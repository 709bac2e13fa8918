"""What a version of a programme asks for, as data: courses in order, electives, terms. Compared, checked, told apart. Pure."""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from app.programmes.models import ProgrammeItem, ProgrammeVersion

MOST_COURSES = 100  # on one path
MOST_DAYS, MOST_MONTHS = 3650, 120


class Path(StrEnum):
    """What the first round asks, and what every later one does; without a renewal path they ask the same."""

    INITIAL = "initial"
    RENEWAL = "renewal"


class Problem(StrEnum):
    """Why a version cannot be published; `words_of_problem` says it."""

    EMPTY = "empty"
    TOO_MANY_ELECTIVES = "too_many_electives"
    NO_ELECTIVES_NEEDED = "no_electives_needed"
    UNKNOWN = "unknown"
    TWICE = "twice"
    UNPUBLISHED = "unpublished"
    NO_VALIDITY = "no_validity"
    LONG_WINDOW = "long_window"


WARNINGS = frozenset({Problem.NO_ELECTIVES_NEEDED, Problem.NO_VALIDITY})
"""These are said and keep nobody from publishing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A course on a path. Not `is_required`: one of the electives, on the initial path only."""

    course_id: str
    is_required: bool = True
    path: Path = Path.INITIAL


@dataclass(frozen=True, slots=True)
class Outline:
    """All that a version says. `entries`: in order, path by path."""

    entries: tuple[Entry, ...] = ()
    electives_needed: int = 0
    lookback_days: int | None = None
    valid_months: int | None = None
    window_days: int = 90
    grace_days: int = 0
    note: str = ""

    def on(self, path: Path) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.path is path)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(entry.course_id for entry in self.on(Path.INITIAL) if entry.is_required)

    @property
    def electives(self) -> tuple[str, ...]:
        return tuple(entry.course_id for entry in self.on(Path.INITIAL) if not entry.is_required)

    @property
    def renewal(self) -> tuple[str, ...]:
        return tuple(entry.course_id for entry in self.on(Path.RENEWAL))

    @property
    def digest(self) -> str:
        """The same for the same outline: a form that carries it knows what it started from."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Changes:
    """What is other in a version than in an earlier one. `terms`: (name of the field, before, after)."""

    added: tuple[Entry, ...]
    removed: tuple[Entry, ...]
    changed: tuple[Entry, ...]  # required now and elective before, or the other way round
    reordered: bool
    terms: tuple[tuple[str, int | None, int | None], ...]

    @property
    def nothing(self) -> bool:
        return not (self.added or self.removed or self.changed or self.reordered or self.terms)


def outline_of(version: ProgrammeVersion) -> Outline:
    """Of a version that was read with its items."""
    entries = [Entry(item.course_id, item.is_required, Path(item.path)) for item in version.items]
    return Outline(
        entries=_in_paths(entries),
        electives_needed=version.electives_needed,
        lookback_days=version.lookback_days,
        valid_months=version.valid_months,
        window_days=version.window_days,
        grace_days=version.grace_days,
        note=version.note,
    )


def items_of(outline: Outline, version_id: int) -> list[ProgrammeItem]:
    return [
        ProgrammeItem(
            version_id=version_id,
            position=number,
            course_id=entry.course_id,
            is_required=entry.is_required,
            path=entry.path.value,
        )
        for number, entry in enumerate(outline.entries, 1)
    ]


def compare(old: Outline, new: Outline) -> Changes:
    before = {(entry.path, entry.course_id): entry for entry in old.entries}
    after = {(entry.path, entry.course_id): entry for entry in new.entries}
    kept_before = [key for key in before if key in after]
    kept_after = [key for key in after if key in before]
    runs_out = old.valid_months is not None or new.valid_months is not None
    names = ("electives_needed", "lookback_days", *(("valid_months", "window_days", "grace_days") if runs_out else ()))
    return Changes(
        added=tuple(entry for key, entry in after.items() if key not in before),
        removed=tuple(entry for key, entry in before.items() if key not in after),
        changed=tuple(after[key] for key in kept_after if after[key].is_required != before[key].is_required),
        reordered=kept_before != kept_after,
        terms=tuple(
            (name, getattr(old, name), getattr(new, name)) for name in names if getattr(old, name) != getattr(new, name)
        ),
    )


def problems_of(
    outline: Outline, *, published: Collection[str], unpublished: Collection[str]
) -> list[tuple[Problem, str]]:
    """What stands against publishing, with the course it is about or "". Given are the ids of all courses there are."""
    found: list[tuple[Problem, str]] = []
    if not outline.required and not (outline.electives and outline.electives_needed):
        found.append((Problem.EMPTY, ""))
    if outline.electives_needed > len(outline.electives):
        found.append((Problem.TOO_MANY_ELECTIVES, ""))
    if outline.required and outline.electives and not outline.electives_needed:
        found.append((Problem.NO_ELECTIVES_NEEDED, ""))
    for path in Path:
        ids = [entry.course_id for entry in outline.on(path)]
        found += [(Problem.TWICE, key) for key in dict.fromkeys(key for key in ids if ids.count(key) > 1)]
    for key in dict.fromkeys(entry.course_id for entry in outline.entries):
        if key not in published:
            found.append((Problem.UNPUBLISHED if key in unpublished else Problem.UNKNOWN, key))
    if outline.renewal and outline.valid_months is None:
        found.append((Problem.NO_VALIDITY, ""))
    if outline.valid_months is not None and outline.window_days >= outline.valid_months * 28:
        found.append((Problem.LONG_WINDOW, ""))
    return found


def refusals(problems: Sequence[tuple[Problem, str]]) -> list[tuple[Problem, str]]:
    return [each for each in problems if each[0] not in WARNINGS]


def _in_paths(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    rows = list(entries)
    return tuple(entry for path in Path for entry in rows if entry.path is path)
