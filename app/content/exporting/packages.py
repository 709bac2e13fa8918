"""A course folder as a zip file: put into another content folder and unpacked, it is the same course."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..courses.tree import CourseFolder, File, nfc, scan_course
from ..diagnostics import Report
from ..model import Diagnostic
from ..publishing.store import Pointer, Store, sha256

LONGEST_NAME = 240
UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\]|[. ]$')
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
DAY_ONE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file knows: the same files make the same bytes on any day
PACKED_ALREADY = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".mp3", ".m4a", ".ogg", ".mp4", ".webm", ".zip"}


@dataclass(frozen=True, slots=True)
class Package:
    """The bytes of a zip file, the paths in it, and what was left out of it, with the reason."""

    data: bytes
    paths: tuple[str, ...]
    left_out: tuple[Diagnostic, ...]


def pack(root: Path, folder: str, store: Store | None) -> Package:
    """The course in a folder of the content folder, without what is ignored there.

    With a store: every file in the version that is in service, and without those that never were; without one, every
    file as it lies there.
    """
    course = scan_course(root / folder, folder)
    left_out = Report("")
    files: dict[str, bytes] = {}
    for file in _files(course):
        report = Report(file.path)
        data = _served(file, store) if store is not None and _has_versions(course, file) else _read(file)
        if not _is_safe(file.path):
            report.add("C608")
        elif data is None:
            report.add("C602", feature=file.path)
        else:
            files[file.path] = data
        left_out.found += report.found
    return Package(_zip(files), tuple(sorted(files)), tuple(left_out.found))


def _files(course: CourseFolder) -> Iterator[File]:
    yield from course.files()
    yield from course.assets.values()


def _has_versions(course: CourseFolder, file: File) -> bool:
    """Whether a file is served by itself, and so in a version of its own; others go as they are."""
    return file.path not in course.assets and file.path not in course.pieces


def _served(file: File, store: Store) -> bytes | None:
    """The version in service; None when there never was one."""
    pointer = store.find(file.path)
    if pointer is None:
        return None
    data = _read(file)
    return data if data is not None and sha256(data) == pointer.sha else store.read(Pointer(pointer.sha))


def _read(file: File) -> bytes | None:
    try:
        return file.location.read_bytes()
    except OSError:
        return None


def _is_safe(path: str) -> bool:
    """Whether a name can be unpacked everywhere, and only into the folder it is unpacked in."""
    parts = path.split("/")
    return all(
        part and part == nfc(part) and len(part.encode()) <= LONGEST_NAME and not UNSAFE.search(part)
        and part not in {".", ".."} and part.partition(".")[0].lower() not in RESERVED
        for part in parts
    )  # fmt: skip


def _zip(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, DAY_ONE)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            stored = Path(path).suffix.lower() in PACKED_ALREADY
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[path], compresslevel=None if stored else 9)
    return made.getvalue()
