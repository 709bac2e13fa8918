"""Where links go, written as they should be (C303, C305, C306)."""

from __future__ import annotations

import posixpath
import re

from ..courses.tree import nfc
from ..model import Fix
from .material import Material

LINES_OF_A_LINK = 3


def other_letters(target: str, real: str) -> str:
    """The path as the file is really called; what stands before and behind the path stays."""
    before = "include:" if target.startswith("include:") else ""
    anchor = target[target.index("#") :] if "#" in target else ""
    return f"{before}{_written(real)}{anchor}"


def from_this_file(target: str, path: str, material: Material) -> str | None:
    """A path that begins with / as one from the file: taken from the course, or from the folder; None when neither has it."""
    course, folder = path.partition("/")[0], posixpath.dirname(path)
    wanted, hash_, anchor = nfc(target.lstrip("/")).partition("#")
    for base in (course, folder):
        full = posixpath.normpath(f"{base}/{wanted}")
        if full.startswith(f"{course}/") and material.has(full):
            return _written(posixpath.relpath(full, folder)) + hash_ + anchor
    return None


def slashes(target: str) -> str:
    return target.replace("\\", "/")


def replaced(text: str, line: int, column: int, old: str, new: str) -> Fix | None:
    """The target of the link that begins at this place, or of the definition it refers to."""
    lines = text.split("\n")
    for number in range(line, min(line + LINES_OF_A_LINK, len(lines) + 1)):
        start = lines[number - 1].find(old, column if number == line else 0)
        if start >= 0:
            return Fix(number, start + 1, number, start + len(old) + 1, new)
    definition = re.compile(rf"[ ]{{0,3}}\[[^\]]+\]:[ \t]*<?(?P<target>{re.escape(old)})(?=[\s>]|$)")
    for number, written in enumerate(lines, 1):
        if found := definition.match(written):
            return Fix(number, found.start("target") + 1, number, found.end("target") + 1, new)
    return None


def _written(path: str) -> str:
    return path.replace(" ", "%20")
