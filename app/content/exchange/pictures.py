"""Files that come in with questions: each under a name of its own that can stand in a course."""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote

from .model import FILES

UNSAFE = re.compile(r"[^\w.-]+")
DATA = re.compile(r"""data:image/(?P<kind>png|jpeg|gif|webp);base64,(?P<data>[A-Za-z0-9+/=\s]+)""")
ENDINGS = {"png": "png", "jpeg": "jpg", "gif": "gif", "webp": "webp"}


@dataclass(slots=True)
class Files:
    """By name. The same bytes are kept once."""

    found: dict[str, bytes] = field(default_factory=dict)

    def add(self, name: str, data: bytes) -> str:
        """The link to it."""
        wanted = safe_name(name)
        stem, dot, ending = wanted.rpartition(".")
        number = 1
        while self.found.get(wanted, data) != data:
            number += 1
            wanted = f"{stem}-{number}{dot}{ending}"
        self.found[wanted] = data
        return FILES + wanted

    def with_data(self, html: str) -> str:
        """HTML with pictures that stand in it as data made into files."""
        return DATA.sub(self._taken_out, html) if "data:image/" in html else html

    def _taken_out(self, found: re.Match[str]) -> str:
        data = decoded(found["data"])
        return found[0] if data is None else self.add(f"picture-{len(self.found) + 1}.{ENDINGS[found['kind']]}", data)


def decoded(text: str) -> bytes | None:
    """The bytes of base64; None when it is none."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def safe_name(name: str) -> str:
    """A file name without a folder, without blanks and signs."""
    last = PurePosixPath(unquote(name).replace("\\", "/")).name
    cleaned = UNSAFE.sub("-", unicodedata.normalize("NFC", last)).strip("-._")
    return cleaned[-100:] or "file"
