"""Packages that come in: looked at before anything is unpacked, and unpacked into memory only (C608)."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Mapping

from .format import MOST_BYTES, Unreadable
from .phrases import NO_PACKAGE

MOST_FILES = 2000
MOST_MANIFEST = 4 * 1024 * 1024
UNSAFE = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:|[\x00-\x1f]")


class Unsafe(Exception):
    """A file in the package has an unsafe name, or is too large; the message is its name."""


def unpack(data: bytes) -> Mapping[str, bytes]:
    """The files of a package by path. Raises Unreadable, Unsafe."""
    files: dict[str, bytes] = {}
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check(package)
            for info in package.infolist():
                if info.is_dir():
                    continue
                with package.open(info) as stream:
                    files[info.filename] = stream.read(left + 1)
                left -= len(files[info.filename])
                if left < 0:
                    raise Unsafe(info.filename)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, NotImplementedError, EOFError, OSError):
        raise Unreadable(NO_PACKAGE) from None
    return files


def _check(package: zipfile.ZipFile) -> None:
    entries = package.infolist()
    if len(entries) > MOST_FILES:
        raise Unsafe(entries[MOST_FILES].filename)
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise Unsafe(max(entries, key=lambda entry: entry.file_size).filename)
    for entry in entries:
        mode = entry.external_attr >> 16
        if UNSAFE.search(entry.filename) or (mode and stat.S_ISLNK(mode)):
            raise Unsafe(entry.filename)


def manifest(data: bytes) -> bytes:
    """The list of contents of a package; nothing when there is none."""
    if data[:2] != b"PK":
        return b""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package, package.open("imsmanifest.xml") as stream:
            return stream.read(MOST_MANIFEST)
    except (KeyError, zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, NotImplementedError, EOFError, OSError):
        return b""
