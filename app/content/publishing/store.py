"""The last good version of every file: contents by their hash, and one pointer a path. Shared by all processes.

`blobs/ab/abcd…` holds the bytes with that SHA-256. `pointers/….json` says which of them is in service for a path; it is
the truth, and is swapped in one step. Nothing is ever changed in place, so that a killed process leaves no half file.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import structlog

from .results import NoResults, Results
from .writing import write_beside

log = structlog.get_logger()
REVISION = "revision"


@dataclass(frozen=True, slots=True)
class Pointer:
    """What is in service for a path: the hash of its bytes, and the id it is served under.

    `at`: of an id, the path of the file that is served under it.
    """

    sha: str
    id: str = ""
    at: str = ""


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Store:
    """A folder of good versions. Losing it loses no fact: it is filled again from the files that are good now."""

    keeps = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.results = Results(folder / "results")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time: what is decided on pointers is decided on the newest ones.

        Where nothing can be written there is nothing to agree on: the files are served as they are.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            gate = (self.folder / "lock").open("w")
        except OSError as error:
            log.warning("content store cannot be written", why=str(error))
            yield
            return
        with gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield

    def find(self, path: str) -> Pointer | None:
        """The pointer of a path, or None when nothing good was ever served from it."""
        try:
            data = json.loads(self._pointer(path).read_bytes())
            return Pointer(data["sha"], data["id"], data.get("at", "")) if data["path"] == path else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def read(self, pointer: Pointer) -> bytes | None:
        """The bytes, or None when they are missing or damaged."""
        try:
            data = self._blob(pointer.sha).read_bytes()
        except OSError:
            return None
        return data if sha256(data) == pointer.sha else None

    def keep(self, path: str, data: bytes, pointer: Pointer) -> None:
        """Makes a good version the one in service for its path."""
        blob = self._blob(pointer.sha)
        try:
            if not blob.exists():
                write_beside(blob, data)
            if self.find(path) != pointer:
                write_beside(self._pointer(path), json.dumps({"path": path, **asdict(pointer)}).encode())
        except OSError as error:
            log.warning("good version not kept", path=path, why=str(error))

    def keep_copy(self, file: Path, pointer: Pointer) -> None:
        """Keeps the bytes of a file, when they are those that the pointer means."""
        try:
            if not self.has(pointer) and sha256(data := file.read_bytes()) == pointer.sha:
                write_beside(self.location(pointer), data)
        except OSError as error:
            log.warning("good version not kept", path=str(file), why=str(error))

    def revision(self) -> str:
        """What was put into service last, by any process; empty when nobody has noted it."""
        try:
            return (self.folder / REVISION).read_text()
        except (OSError, ValueError):
            return ""

    def revision_changed(self) -> tuple[int, int] | None:
        """Equal as long as nothing new was noted."""
        try:
            found = (self.folder / REVISION).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino

    def note_revision(self, revision: str) -> None:
        """Tells other processes, here and on other hosts, that there is something new."""
        try:
            if self.revision() != revision:
                write_beside(self.folder / REVISION, revision.encode())
        except OSError as error:
            log.warning("revision not noted", why=str(error))

    def location(self, pointer: Pointer) -> Path:
        """Where the bytes lie, if they are there."""
        return self._blob(pointer.sha)

    def has(self, pointer: Pointer) -> bool:
        return self._blob(pointer.sha).exists()

    def _blob(self, sha: str) -> Path:
        return self.folder / "blobs" / sha[:2] / sha

    def _pointer(self, path: str) -> Path:
        return self.folder / "pointers" / f"{sha256(path.encode())}.json"


class NoStore(Store):
    """Keeps nothing: for checking a folder without a platform around it."""

    keeps = False

    def __init__(self) -> None:
        super().__init__(Path(os.devnull))
        self.results = NoResults()

    @contextmanager
    def locked(self) -> Iterator[None]:
        yield

    def find(self, path: str) -> Pointer | None:
        return None

    def keep(self, path: str, data: bytes, pointer: Pointer) -> None:
        pass

    def keep_copy(self, file: Path, pointer: Pointer) -> None:
        pass

    def note_revision(self, revision: str) -> None:
        pass
