"""What YAML files lack: a module.yaml (C121), and an entry of a list (C123)."""

from __future__ import annotations

import re

from .. import ids
from ..model import Fix
from ..parsing.fields import Mapping, Scalar, Sequence

NUMBER_IN_FRONT = re.compile(r"^\d+[\W_]+")
NEEDS_NO_QUOTES = re.compile(r"[^\W_](?:[\w.-]*\w)?")
MEANS_MORE = {"true", "false", "null", "yes", "no", "on", "off"}


def module_yaml(folder: str) -> str | None:
    """A module.yaml for a folder of this name; None when no id can be made of it."""
    module_id = ids.from_name(folder)
    if not ids.is_id(module_id):
        return None
    title = " ".join(NUMBER_IN_FRONT.sub("", folder).replace("_", " ").replace("-", " ").split())
    return f"id: {scalar(module_id)}\ntitle: {quoted(title[:1].upper() + title[1:])}\n"


def append(mapping: Mapping, text: str, line: int, column: int, name: str) -> Fix | None:
    """Adds an entry to the list whose key or value stands at this place of a file."""
    entries = mapping.entries.values()
    places = (
        (key, node) for key, node in entries if (line, column) in ((key.line, key.column), (node.line, node.column))
    )
    key, node = next(places, (None, None))
    if key is None or node is None:
        return None
    lines = text.split("\n")
    if isinstance(node, Sequence):
        return _to_items(node, lines, name) if node.items else _to_empty(node, lines, name)
    if isinstance(node, Scalar) and node.end[0]:
        return _to_text(node, name)
    return None


def scalar(word: str) -> str:
    """A word as YAML has it, in quotes where it needs them."""
    plain = NEEDS_NO_QUOTES.fullmatch(word) and word.lower() not in MEANS_MORE and not word.isdecimal()
    return word if plain else quoted(word)


def quoted(text: str) -> str:
    return '"' + " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _to_items(node: Sequence, lines: list[str], name: str) -> Fix | None:
    last = node.items[-1]
    if not isinstance(last, Scalar) or not last.end[0]:
        return None
    if lines[node.line - 1][node.column - 1 : node.column] == "[":
        return _insert(*last.end, f", {scalar(name)}")
    indent = lines[node.line - 1][: node.column - 1]
    at = last.end[0] if last.end[1] > 1 else last.end[0] - 1
    return _insert(at + 1, 1, f"{' ' * len(indent)}- {scalar(name)}\n", after=lines[at - 1 :])


def _to_empty(node: Sequence, lines: list[str], name: str) -> Fix | None:
    rest = lines[node.line - 1][node.column - 1 :]
    found = re.match(r"\[\s*\]", rest)
    return Fix(node.line, node.column, node.line, node.column + found.end(), f"[{scalar(name)}]") if found else None


def _to_text(node: Scalar, name: str) -> Fix:
    line, column = node.end
    if node.is_null:
        start = " " if (node.line, node.column) == node.end else ""
        return Fix(node.line, node.column, line, column, f"{start}[{scalar(name)}]")
    return _insert(line, column if node.plain else column - 1, f", {name}")


def _insert(line: int, column: int, text: str, *, after: list[str] | None = None) -> Fix:
    """`after`: the line that a new line follows, and those behind it; the last one of a file may lack its end."""
    if after is not None and len(after) == 1:
        return Fix(line - 1, len(after[0]) + 1, line - 1, len(after[0]) + 1, "\n" + text.removesuffix("\n"))
    return Fix(line, column, line, column, text)
