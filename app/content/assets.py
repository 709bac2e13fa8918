"""Files that pages show or offer: which kinds are served, how large, and the size of pictures (content-format §13.2)."""

from __future__ import annotations

import hashlib
import re
import struct
from pathlib import Path

from .model import Asset

MEBIBYTE = 1024 * 1024
PICTURE, SOUND, FILM, CAPTIONS, DOCUMENT = "picture", "sound", "film", "captions", "document"
LARGEST = {
    PICTURE: 5 * MEBIBYTE, SOUND: 50 * MEBIBYTE, FILM: 500 * MEBIBYTE, CAPTIONS: MEBIBYTE, DOCUMENT: 50 * MEBIBYTE,
}  # fmt: skip
TYPES = {
    "png": (PICTURE, "image/png"),
    "jpg": (PICTURE, "image/jpeg"),
    "jpeg": (PICTURE, "image/jpeg"),
    "gif": (PICTURE, "image/gif"),
    "webp": (PICTURE, "image/webp"),
    "svg": (PICTURE, "image/svg+xml"),
    "avif": (PICTURE, "image/avif"),
    "mp3": (SOUND, "audio/mpeg"),
    "m4a": (SOUND, "audio/mp4"),
    "ogg": (SOUND, "audio/ogg"),
    "wav": (SOUND, "audio/wav"),
    "mp4": (FILM, "video/mp4"),
    "webm": (FILM, "video/webm"),
    "vtt": (CAPTIONS, "text/vtt"),
    "pdf": (DOCUMENT, "application/pdf"),
    "xlsx": (DOCUMENT, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "docx": (DOCUMENT, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pptx": (DOCUMENT, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "csv": (DOCUMENT, "text/csv"),
    "txt": (DOCUMENT, "text/plain"),
    "zip": (DOCUMENT, "application/zip"),
}
VIEW_BOX = re.compile(
    rb"""<svg[^>]*\bviewBox\s*=\s*["']\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)""", re.DOTALL
)
SVG_SIZE = re.compile(
    rb"""<svg[^>]*?\bwidth\s*=\s*["']([\d.]+)(?:px)?["'][^>]*?\bheight\s*=\s*["']([\d.]+)(?:px)?["']"""
)


def kind(path: str) -> str | None:
    """picture, sound, film, captions or document; None for what is not served."""
    found = TYPES.get(_ending(path))
    return found[0] if found else None


def is_served(path: str, size: int, *, picture: bool) -> bool:
    """Whether a file of this name and size may be shown (as a picture) or offered."""
    found = kind(path)
    return found is not None and size <= LARGEST[found] and (found == PICTURE or not picture)


def read(file: Path, path: str) -> Asset:
    """Lists a file. Raises OSError when it is gone."""
    of_kind, media_type = TYPES[_ending(path)]
    digest = hashlib.sha256()
    head = b""
    with file.open("rb") as stream:
        while chunk := stream.read(MEBIBYTE):
            head = head or chunk
            digest.update(chunk)
        size = stream.tell()
    width, height = dimensions(head) if of_kind == PICTURE else (None, None)
    return Asset(file, media_type, digest.hexdigest(), size, of_kind == DOCUMENT, width, height)


def dimensions(head: bytes) -> tuple[int | None, int | None]:
    """Width and height of a picture from its first bytes; None when they do not say."""
    if head.startswith(b"\x89PNG\r\n\x1a\n") and len(head) >= 24:
        return struct.unpack(">II", head[16:24])
    if head[:6] in {b"GIF87a", b"GIF89a"} and len(head) >= 10:
        return struct.unpack("<HH", head[6:10])
    if head.startswith(b"\xff\xd8"):
        return _jpeg(head)
    if found := VIEW_BOX.search(head[:65536]) or SVG_SIZE.search(head[:65536]):
        width, height = (round(float(number)) for number in found.groups())
        return (width, height) if width and height else (None, None)
    return None, None


def _jpeg(head: bytes) -> tuple[int | None, int | None]:
    """From the first frame header; all other segments are stepped over."""
    at = 2
    while at + 9 < len(head) and head[at] == 0xFF:
        marker = head[at + 1]
        if marker in range(0xC0, 0xD0) and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", head[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(head[at + 2 : at + 4], "big")
    return None, None


def _ending(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[2].lower() if "." in path.rpartition("/")[2] else ""
