"""Round after round of fixes, until nothing is left to put right; a file that would be worse for it stays as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from ..model import Diagnostic
from .changes import CannotWrite, Change, Changed, undo, write
from .history import Newcomer, by_order
from .material import Material
from .planning import HIDES_OTHERS, plan

log = structlog.get_logger()

MOST_ROUNDS = 5
Check = Callable[[], Iterable[Diagnostic]]


@dataclass(slots=True)
class Outcome:
    """What was put right, what had to be left, and what is wrong now."""

    fixed: list[Diagnostic] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)  # of the files that were changed
    worse: list[str] = field(default_factory=list)  # left as they were: the fix would have brought new errors
    changed: list[str] = field(default_factory=list)  # changed by somebody else meanwhile
    unwritable: list[str] = field(default_factory=list)  # with the reason
    left: tuple[Diagnostic, ...] = ()


def run(
    root: Path,
    check: Check,
    wanted: Callable[[Diagnostic], bool],
    only: Collection[str] | None = None,
    newcomer: Newcomer = by_order,
) -> Outcome:
    """Fixes what is `wanted` in a content folder. `check` says what is wrong now, in everything that might get worse."""
    outcome = Outcome(left=tuple(check()))
    for _round in range(MOST_ROUNDS):
        found = [each for each in outcome.left if wanted(each) and not _given_up(each, outcome)]
        groups = plan(found, Material(root, newcomer), only)
        written = [changes for changes in groups if changes and _write(changes, outcome)]
        if not written:
            break
        before, outcome.left = outcome.left, tuple(check())
        if undone := _undo_what_is_worse(written, before, outcome):
            outcome.left = tuple(check())
        _note([changes for changes in written if changes not in undone], outcome)
    return outcome


def _given_up(found: Diagnostic, outcome: Outcome) -> bool:
    unwritable = any(reason.startswith(f"{found.path}:") for reason in outcome.unwritable)
    return unwritable or found.path in outcome.worse or found.path in outcome.changed


def _write(changes: list[Change], outcome: Outcome) -> bool:
    """Writes a group, all of it or nothing."""
    done: list[Change] = []
    for change in changes:
        try:
            write(change)
            done.append(change)
        except Changed:
            outcome.changed += [each.path for each in changes]
        except CannotWrite as error:
            outcome.unwritable.append(str(error))
        if not done or done[-1] is not change:
            _put_back(done)
            return False
    return True


def _undo_what_is_worse(
    written: list[list[Change]], before: Iterable[Diagnostic], outcome: Outcome
) -> list[list[Change]]:
    """Puts back the groups whose files have more errors than before; all of a course, if only that has more."""
    then, now = _errors(before), _errors(outcome.left)
    undone = [changes for changes in written if any(_is_worse(each, then, now) for each in changes)]
    for course in {path.partition("/")[0] for path in {*then, *now}}:
        of_course = [changes for changes in written if changes[0].path.startswith(f"{course}/")]
        if any(changes in undone for changes in of_course) or any(map(_reveals, (c for cs in of_course for c in cs))):
            continue
        if _sum(now, course) > _sum(then, course):
            undone += of_course
    for changes in undone:
        _put_back(changes)
        outcome.worse += [each.path for each in changes if each.path not in outcome.worse]
    return undone


def _is_worse(change: Change, then: Counter[str], now: Counter[str]) -> bool:
    return now[change.path] > then[change.path] and not _reveals(change)


def _reveals(change: Change) -> bool:
    """Whether more errors after it are not worse: nobody could see them before."""
    return any(found.code in HIDES_OTHERS for found in change.fixed)


def _put_back(changes: list[Change]) -> None:
    for change in changes:
        try:
            undo(change)
        except (Changed, CannotWrite, OSError) as error:
            log.warning("fix cannot be undone", path=change.path, why=str(error))


def _note(kept: list[list[Change]], outcome: Outcome) -> None:
    for change in (each for changes in kept for each in changes):
        outcome.fixed += [found for found in change.fixed if found not in outcome.fixed]
        if change.path not in outcome.paths:
            outcome.paths.append(change.path)


def _errors(found: Iterable[Diagnostic]) -> Counter[str]:
    return Counter(each.path for each in found if each.severity == "error")


def _sum(errors: Counter[str], course: str) -> int:
    return sum(count for path, count in errors.items() if path.startswith(f"{course}/"))
