"""Files of evidence on the disk: `instance/evidence/ab/abcd…`, each under the SHA-256 of its content, whole or not at all."""

import hashlib
import os
import re
import tempfile
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

DIGEST = re.compile(r"[0-9a-f]{64}")
YOUNG = timedelta(hours=1)  # a file so new may belong to a form that is being stored just now


def folder() -> Path:
    return Path(current_app.instance_path) / "evidence"


def place_of(digest: str) -> Path:
    """Raises ValueError for what is no digest: nothing else ever becomes a path."""
    if not DIGEST.fullmatch(digest):
        raise ValueError("no digest")
    return folder() / digest[:2] / digest


def keep(content: bytes) -> str:
    """Store a file and return its digest. A full disk raises OSError and leaves nothing half."""
    digest = hashlib.sha256(content).hexdigest()
    place = place_of(digest)
    if place.is_file():
        os.utime(place)  # somebody else's sweep takes it for new
        return digest
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    number, name = tempfile.mkstemp(dir=place.parent, prefix="new-")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return digest


def read(digest: str) -> bytes | None:
    """The file, if it is there and is what was stored; None if it is gone or somebody changed it."""
    try:
        content = place_of(digest).read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == digest else None


def drop(digests: Collection[str], now: datetime) -> None:
    """Delete files, but for those that somebody has sent again just now."""
    for digest in digests:
        place = place_of(digest)
        if place.is_file() and not _is_young(place, now):
            place.unlink(missing_ok=True)


def list_old(now: datetime) -> Iterator[str]:
    """Digests of the files there are, but for those just made; what was left half by a crash is deleted on the way."""
    for place in sorted(folder().glob("??/*")):
        if _is_young(place, now):
            continue
        if DIGEST.fullmatch(place.name):
            yield place.name
        else:
            place.unlink(missing_ok=True)


def _is_young(place: Path, now: datetime) -> bool:
    return datetime.fromtimestamp(place.stat().st_mtime, now.tzinfo) > now - YOUNG
