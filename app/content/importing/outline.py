"""The order of a folder as its own tool sees it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the order. `title`: what the table of contents calls it; `path` is None for one not written yet."""

    path: str | None
    title: str = ""


@dataclass(slots=True)
class Part:
    """Pages that belong together, to become a module. `key`: the folder they come from, if they share one."""

    title: str
    entries: list[Entry] = field(default_factory=list)
    key: str = ""


@dataclass(slots=True)
class Outline:
    """`root`: the folder that addresses beginning with / count from; `tool`: whose order it is, to be told."""

    tool: str
    root: str
    parts: list[Part]
    title: str = ""
    summary: str = ""
    lang: str = ""
    repository: str = ""
    listed: bool = True  # pages that are not in it were left out by their authors

    def paths(self) -> list[str]:
        return [entry.path for part in self.parts for entry in part.entries if entry.path]


def join(folder: str, path: str) -> str:
    """A path from a file's folder, as one from the top; empty when it leads out."""
    full = posixpath.normpath(posixpath.join(folder, path)) if path else folder
    return "" if full in {".", ".."} or full.startswith(("../", "/")) else full


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a table of contents: how deep, what it says, where it leads (None: nowhere). Depth -1 is a heading."""

    depth: int
    title: str
    target: str | None


def parts_of(items: Iterable[Item]) -> list[Part]:
    """Modules: what stands under one heading; without headings, a first-level line with what stands below it.

    Runs of lines that have nothing below them make one module without a title.
    """
    found = list(items)
    if sum(item.depth < 0 for item in found) >= 2:
        return _by_heading(found)
    return _by_first_level([item for item in found if item.depth >= 0])


def _by_heading(items: list[Item]) -> list[Part]:
    parts = [Part("")]
    for item in items:
        if item.depth < 0:
            parts.append(Part(item.title))
        elif item.target is not None or item.title:
            parts[-1].entries += _entry(item)
    return [part for part in parts if part.entries]


def _by_first_level(items: list[Item]) -> list[Part]:
    parts: list[Part] = []
    for index, item in enumerate(items):
        has_more = index + 1 < len(items) and items[index + 1].depth > item.depth
        if item.depth == 0 and has_more:
            parts.append(Part(item.title, _entry(item), "titled"))
        elif item.depth == 0:
            if not parts or parts[-1].key:
                parts.append(Part(""))
            parts[-1].entries += _entry(item)
        elif parts:
            parts[-1].entries += _entry(item)
    for part in parts:
        part.key = ""
    return [part for part in parts if part.entries]


def _entry(item: Item) -> list[Entry]:
    """None for a line that only groups others."""
    return [] if item.target is None else [Entry(item.target or None, item.title)]
