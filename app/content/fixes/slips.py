"""Slips of the keyboard in the lines at the front of a file (C104, C105, C114), and invisible characters (C131)."""

from __future__ import annotations

import re

from ..model import Fix
from ..parsing import texts

TABS = re.compile(r"[ \t]*\t[ \t]*")
AFTER_COLON = re.compile(r"：[ \t　]*")


def colon(text: str, line: int, column: int) -> Fix | None:
    """A plain colon and a blank for a full-width one."""
    written = _line(text, line)
    found = AFTER_COLON.match(written, column - 1)
    if found is None:
        return None
    rest = ": " if found.end() < len(written) else ":"
    return Fix(line, found.start() + 1, line, found.end() + 1, rest)


def tabs(text: str, line: int) -> Fix | None:
    """Two blanks for every tab before the first word of a line."""
    found = TABS.match(_line(text, line))
    return Fix(line, 1, line, found.end() + 1, found[0].replace("\t", "  ")) if found else None


def block_first(text: str) -> list[Fix] | None:
    """The block of fields goes to the very top; what stood before it follows it, unless it was only blank."""
    late = texts.BLOCK_TOO_LATE.match(text)
    if late is None:
        return None
    before, block = late["before"], late[0][len(late["before"]) :]
    first = before.count("\n") + 1
    if not before.strip():
        return [Fix(1, 1, first, 1, "")]
    behind = first + block.count("\n")
    joint = block if block.endswith("\n") else block + "\n"
    return [Fix(1, 1, behind, 1, f"{joint}\n{before.strip()}\n")] if block.endswith("\n") else None


def visible(text: str) -> list[Fix]:
    """Without a single invisible character."""
    found = ((match.start(), text.rfind("\n", 0, match.start())) for match in texts.INVISIBLE.finditer(text))
    places = ((text.count("\n", 0, start) + 1, start - above) for start, above in found)
    return [Fix(line, column, line, column + 1, "") for line, column in places]


def _line(text: str, line: int) -> str:
    lines = text.split("\n")
    return lines[line - 1] if 0 < line <= len(lines) else ""
