"""What the content store need not keep any longer, dropped once a day: it grows with what is taught, not with time."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from ..assets.variants import Variants
from ..courses.making import Made
from ..model import Catalogue
from .library import INDEX, Library
from .store import Pointer, Store

DAY_SECONDS = 86_400
KEPT_DAYS = 30  # a version of a file that nothing has in service
HASH = re.compile(rb"[0-9a-f]{64}")


def collect(root: Path, library: Library, made: Iterable[Made], catalogue: Catalogue) -> None:
    """At most once a day, by whichever process is the first to publish on it. Removes nothing that is in service."""
    store = library.store
    if not store.keeps or not _is_due(store.folder / "collected"):
        return
    with store.locked():
        library.forget_gone(root)
        store.results.collect({INDEX, *(name for each in made for name in (each.key, *each.read))})
        _drop_versions(store)
    shown = {asset.hash for course in catalogue.courses.values() for asset in course.assets.values()}
    Variants(store.folder / "variants").collect(shown)


def _is_due(stamp: Path) -> bool:
    try:
        due = time.time() - stamp.stat().st_mtime > DAY_SECONDS
    except OSError:
        due = True
    if due:
        with suppress(OSError):
            stamp.parent.mkdir(parents=True, exist_ok=True)
            stamp.touch()
    return due


def _drop_versions(store: Store) -> None:
    """Versions of files that no pointer means, and no note of what a course consisted of."""
    needed: set[str] = set()
    for file in (store.folder / "pointers").glob("*.json"):
        with suppress(OSError, ValueError):
            data = file.read_bytes()
            needed |= _hashes(data)
            if json.loads(data)["path"].startswith("course:"):
                needed |= _hashes(store.read(Pointer(json.loads(data)["sha"])) or b"")
    before = time.time() - KEPT_DAYS * DAY_SECONDS
    for version in (store.folder / "blobs").glob("??/*"):
        with suppress(OSError):
            if version.name not in needed and version.stat().st_mtime < before:
                version.unlink()


def _hashes(data: bytes) -> set[str]:
    return {found.decode() for found in HASH.findall(data)}
