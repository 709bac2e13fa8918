"""Which of two files is the newcomer, where no platform has served either of them: the history of the folder knows.

Only asked on a terminal, by the person whose folder it is; nothing that a repository configures is run.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

Newcomer = Callable[[str, str], str]
"""Of two paths that claim one id, the one that has to give way: the first, unless something is known."""

GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
SECONDS = 10


def by_order(second: str, first: str) -> str:
    """The file that comes later in path order."""
    return second


def by_git(root: Path) -> Newcomer:
    """The file that git learned of later, or not yet."""

    def newcomer(second: str, first: str) -> str:
        ages = [_known_since(root / path) for path in (second, first)]
        if None in ages or ages[0] == ages[1]:
            return second
        return second if float(ages[0] or "inf") > float(ages[1] or "inf") else first

    return newcomer


def _known_since(file: Path) -> str | None:
    """When a file was first committed, in seconds; empty when it never was, None where git knows nothing."""
    command = [*GIT, "log", "--follow", "--diff-filter=A", "--format=%ct", "--", file.name]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command; the name stands behind --
            command, cwd=file.parent, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return None
    if done.returncode:
        return None
    return done.stdout.split()[-1] if done.stdout.split() else ""
