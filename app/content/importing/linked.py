"""Pages that no table of contents names, but that pages link to: readers reach them, so they are lessons too."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from urllib.parse import unquote

from .material import Material
from .outline import Entry, Outline, join
from .sources import is_lesson

LINK = re.compile(r"\]\(<?(?P<target>[^()\s<>#?:]+)[^()\n]*\)")
MOST_ADDED = 500


def add_linked(material: Material, outline: Outline, left_out: Collection[str]) -> None:
    """Puts each such page behind the first page that links to it, and so on from there."""
    known = {*outline.paths(), *left_out}
    left = MOST_ADDED
    for part in outline.parts:
        at = 0
        while at < len(part.entries):
            path = part.entries[at].path
            at += 1
            added = [] if path is None else [each for each in _linked(material, outline, path) if each not in known]
            added = added[:left]
            left -= len(added)
            known |= set(added)
            part.entries[at:at] = [Entry(each) for each in added]
            _tell(material, added)


def _linked(material: Material, outline: Outline, page: str) -> list[str]:
    """The pages of the folder that a page links to, in its order, each once."""
    found: list[str] = []
    folder = posixpath.dirname(page)
    for match in LINK.finditer(material.front(page).body):
        target = unquote(match["target"])
        paths = [join(outline.root, target.lstrip("/")), join("", target.lstrip("/"))]
        if not target.startswith("/"):
            paths = [join(folder, target), *paths[:1]]
        names = (
            f"{path}{ending}" for path in paths if path for ending in ("", ".md", ".mdx", "/index.md", "/README.md")
        )
        path = next((each for each in names if each in material.sources.files), None)
        inside = path and is_lesson(path) and path not in found
        if inside and not any(step.startswith("_") for step in str(path).split("/")):
            found.append(str(path))
    return found


def _tell(material: Material, added: list[str]) -> None:
    for path in added:
        material.findings.add(path, 0, "linked")
