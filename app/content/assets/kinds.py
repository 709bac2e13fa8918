"""Files that pages show or offer: which kinds are served, how large, and the size of pictures (content-format §13.2)."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ..model import Asset
from . import pictures

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
    with file.open("rb") as stream:
        while chunk := stream.read(MEBIBYTE):
            digest.update(chunk)
        size = stream.tell()
    seen = pictures.look(file, media_type) if of_kind == PICTURE else pictures.Look()
    return Asset(file, media_type, digest.hexdigest(), size, of_kind == DOCUMENT, *seen)


def srcset(asset: Asset, address: str) -> str:
    """The copies of a large picture for narrow screens, as in `pictures.srcset`; empty when there are none."""
    return pictures.srcset(asset, address)


def _ending(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[2].lower() if "." in path.rpartition("/")[2] else ""
