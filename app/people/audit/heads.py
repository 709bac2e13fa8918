"""Heads of the chain, kept outside the database day by day: rows cut off from its end are found by them.

A line a day in `audit-heads` of the instance folder: day, id, digest. Copy that file elsewhere and it also shows a
database that was put back to an older state.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from flask import current_app

from .chain import Head, head, holds


def keep(day: date) -> None:
    """Write down the present head, if it is another one than the last."""
    present = head()
    if present is None or any(kept == present for kept in _kept()):
        return
    with open(_path(), "a", encoding="ascii") as file:
        file.write(f"{day.isoformat()} {present.entry_id} {present.hash}\n")


def missing() -> list[str]:
    """The heads that stand in the log no more, in words for the terminal."""
    return [f"{kept.entry_id}: was the newest once, and is not there any more" for kept in _kept() if not holds(kept)]


def _kept() -> Iterator[Head]:
    try:
        lines = _path().read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        _day, entry_id, digest = line.split()
        yield Head(int(entry_id), digest)


def _path() -> Path:
    return Path(current_app.instance_path) / "audit-heads"
