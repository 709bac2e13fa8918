"""Files that change together, and how they are written: beside, then swapped in, and only over what was looked at."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ..model import Diagnostic


class Changed(Exception):
    """A file is not what it was when the change was worked out; the message names it."""


class CannotWrite(Exception):
    """A file cannot be written; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one file. `before` None: it is a new one."""

    path: str  # from the content folder
    location: Path
    before: bytes | None
    after: bytes
    fixed: tuple[Diagnostic, ...]  # what it puts right, here or in a file that changes together with this one


def write(change: Change) -> None:
    """Puts a change into its file. Raises Changed or CannotWrite, and then nothing was written."""
    _swap(change.path, change.location, change.before, change.after)


def undo(change: Change) -> None:
    """Puts back what was there, unless somebody has changed the file meanwhile."""
    if _now(change.path, change.location) != change.after:
        raise Changed(change.path)
    if change.before is None:
        change.location.unlink()
    else:
        _swap(change.path, change.location, change.after, change.before)


def _swap(path: str, location: Path, before: bytes | None, after: bytes) -> None:
    beside = None
    try:
        handle, beside = tempfile.mkstemp(dir=location.parent, prefix=".", suffix=".tmp")
        with os.fdopen(handle, "wb") as stream:
            stream.write(after)
            stream.flush()
            os.fsync(stream.fileno())
        if _now(path, location) != before:
            raise Changed(path)
        os.chmod(beside, 0o644 if before is None else location.stat().st_mode & 0o7777)
        os.replace(beside, location)
        beside = None
    except OSError as error:
        raise CannotWrite(f"{path}: {error.strerror or error}") from None
    finally:
        if beside is not None:
            Path(beside).unlink(missing_ok=True)


def _now(path: str, location: Path) -> bytes | None:
    if location.is_symlink():
        raise Changed(path)
    try:
        return location.read_bytes()
    except FileNotFoundError:
        return None
