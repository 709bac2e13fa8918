"""What was made from files, kept beside them: read again instead of made again, as long as the reader is the same.

An entry's name is a hash of all that it was made from. It carries the hash of its name and bytes, so that a damaged one is
noticed and made anew. Losing the folder costs time, nothing else.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

import msgspec
import structlog

from app import questions

from .packing import pack, unpack
from .writing import write_beside

log = structlog.get_logger()
Thing = TypeVar("Thing")

MADE_WITH = (
    "markdown-it-py",
    "mdit-py-plugins",
    "mdurl",
    "nh3",
    "pyyaml",
    "pygments",
    "latex2mathml",
    "pillow",
    "msgspec",
)
"""The libraries that decide what a file means."""

CHECK_BYTES = 32
KEPT_SECONDS = 7 * 86_400
"""How long an entry stays that nothing in service was made from: the time to go back, and for another release."""


@cache
def reader_version() -> str:
    """Differs when files may be read differently: our own code, the libraries, Python."""
    digest = hashlib.sha256(sys.version.encode())
    for name in MADE_WITH:
        digest.update(f"{name} {version(name)}\n".encode())
    for package in (Path(__file__).parents[1], Path(questions.__file__).parent):
        for file in sorted(package.rglob("*.py")):
            digest.update(f"{file.relative_to(package)}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def key_of(*made_from: object) -> str:
    """A name for what is made from these: plain values, also inside each other; of sets, the order does not matter."""
    return hashlib.sha256(msgspec.msgpack.encode(made_from, order="deterministic")).hexdigest()


class Results:
    """A folder of entries, shared by all processes. None is ever changed."""

    def __init__(self, folder: Path) -> None:
        self.everyones = folder
        self._said: set[str] = set()

    @property
    def folder(self) -> Path:
        return self.everyones / reader_version()

    def load(self, key: str, kind: type[Thing]) -> Thing | None:
        """None when there is none, or it is damaged."""
        try:
            data = self._place(key).read_bytes()
        except OSError:
            return None
        check, body = data[:CHECK_BYTES], data[CHECK_BYTES:]
        if _check(key, body) != check:
            self._say(f"{key} is damaged")
            return None
        try:
            return unpack(body, kind)
        except (ValueError, TypeError) as error:
            self._say(str(error))
            return None

    def save(self, key: str, thing: object) -> None:
        """What would not come back equal is not kept, and made again each time."""
        try:
            body = pack(thing)
            if unpack(body, type(thing)) != thing:
                raise ValueError("it would not come back equal")
            write_beside(self._place(key), _check(key, body) + body)
        except (OSError, ValueError, TypeError) as error:
            self._say(f"{type(thing).__name__}: {error}")

    def collect(self, needed: Collection[str]) -> None:
        """Drops what nothing needs and nobody has made lately; and what other releases have left, after the same time."""
        with suppress(OSError):
            os.utime(self.folder)
        before = time.time() - KEPT_SECONDS
        for file in self._entries(self.folder):
            if file.name not in needed:
                _drop_older(file, before)
        for other in self._folders():
            if other != self.folder and _changed_at(other) < before:
                for file in self._entries(other):
                    _drop_older(file, before)
                _drop_empty(other)

    def _say(self, why: str) -> None:
        """Once: when the disk is full, it is full for ten thousand files."""
        if why not in self._said:
            self._said.add(why)
            log.warning("a result is made anew instead of kept", why=why)

    def _place(self, key: str) -> Path:
        return self.folder / key[:2] / key

    def _folders(self) -> list[Path]:
        try:
            return [Path(entry.path) for entry in os.scandir(self.everyones) if entry.is_dir(follow_symlinks=False)]
        except OSError:
            return []

    @staticmethod
    def _entries(folder: Path) -> Iterator[Path]:
        return folder.glob("??/*")


class NoResults(Results):
    """Keeps nothing."""

    def __init__(self) -> None:
        super().__init__(Path(os.devnull))

    def load(self, key: str, kind: type[Thing]) -> Thing | None:
        return None

    def save(self, key: str, thing: object) -> None:
        pass

    def collect(self, needed: Collection[str]) -> None:
        pass


def _check(key: str, body: bytes) -> bytes:
    return hashlib.sha256(key.encode() + body).digest()


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return time.time()


def _drop_older(file: Path, before: float) -> None:
    with suppress(OSError):
        if file.stat().st_mtime < before:
            file.unlink()


def _drop_empty(folder: Path) -> None:
    for each in [*folder.glob("*"), folder]:
        with suppress(OSError):
            each.rmdir()
