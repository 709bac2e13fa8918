"""Fields at the front of a file: writing one (C101, C501, C502), or a better id (C102)."""

from __future__ import annotations

from ..diagnostics import Report
from ..model import Fix
from ..parsing import texts
from ..parsing.fields import Mapping, Node, Scalar, Sequence, read_mapping
from .lists import scalar


def fields(path: str, text: str) -> Mapping | None:
    """The fields of a file; None when they cannot be read."""
    if path.endswith(".md"):
        source = texts.split(text, Report(path))
        return source.fields if source.readable else None
    return read_mapping(text, Report(path))


def set_field(path: str, text: str, name: str, value: str, *, quotes: bool = False) -> Fix | None:
    """Writes a field: over its value, or as the first line of the fields; None when they cannot be read."""
    found = fields(path, text)
    if found is None:
        return None
    written = f'"{value}"' if quotes else scalar(value)
    if name in found.entries:
        return replaced(found.entries[name][1], written)
    if path.endswith(".md") and not texts.BLOCK_START.match(text):
        return Fix(1, 1, 1, 1, f"---\n{name}: {written}\n---\n\n")
    if not found.entries:
        line = 2 if path.endswith(".md") else 1
        return Fix(line, 1, line, 1, f"{name}: {written}\n")
    if name == "id":
        key = next(iter(found.entries.values()))[0]
        return Fix(key.line, 1, key.line, 1, f"{name}: {written}\n")
    return _behind(text, name, written) if path.endswith(".md") else None


def replaced(node: Node, written: str) -> Fix | None:
    if not isinstance(node, Scalar) or not node.end[0]:
        return None
    blank = " " if (node.line, node.column) == node.end else ""
    return Fix(node.line, node.column, *node.end, blank + written)


def is_entry(found: Mapping, name: str, line: int, column: int) -> bool:
    """Whether a word of a list, or the list itself, stands at this place."""
    _key, node = found.entries.get(name, (None, None))
    items = node.items if isinstance(node, Sequence) else (node,)
    if isinstance(node, Scalar) and node.line == line:
        return node.column <= column < max(node.end[1], node.column + 1)
    return any(each is not None and (each.line, each.column) == (line, column) for each in items)


def without_entry(path: str, text: str, name: str, word: str) -> Fix | None:
    """Takes a word out of a list of words; the list's field goes with its last one."""
    found = fields(path, text)
    key, node = found.entries.get(name, (None, None)) if found else (None, None)
    if key is None or not isinstance(node, (Sequence, Scalar)):
        return None
    end = node.items[-1].end if isinstance(node, Sequence) and isinstance(node.items[-1], Scalar) else None
    end = node.end if isinstance(node, Scalar) else end
    words = [each.text for each in node.items if isinstance(each, Scalar)] if isinstance(node, Sequence) else None
    words = [part.strip() for part in node.text.split(",")] if isinstance(node, Scalar) else words
    if end is None or not end[0] or words is None or word not in words:
        return None
    lines = text.split("\n")
    last = end[0] if isinstance(node, Scalar) else _last_line(node, lines, end)
    left = [each for each in words if each != word]
    written = f"{name}: [{', '.join(map(scalar, left))}]\n" if left else ""
    return Fix(key.line, 1, last + 1, 1, written)


def _last_line(node: Sequence, lines: list[str], end: tuple[int, int]) -> int:
    """The line on which a list ends: that of its last entry, or of its closing bracket."""
    if lines[node.line - 1][node.column - 1 : node.column] != "[":
        return end[0]
    line = end[0]
    rest = lines[line - 1][end[1] - 1 :]
    while "]" not in rest and line < len(lines):
        line += 1
        rest = lines[line - 1]
    return line


def _behind(text: str, name: str, written: str) -> Fix:
    """A line of its own before the line that ends the fields."""
    end = texts.BLOCK_END.search(text, text.find("\n") + 1)
    assert end is not None
    line = text.count("\n", 0, end.start()) + 1
    return Fix(line, 1, line, 1, f"{name}: {written}\n")
