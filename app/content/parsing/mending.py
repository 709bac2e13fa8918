"""What *Fix* writes for complaints about one file by itself (content-format §15.4, the codes with a star)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

from ..model import Fix
from . import marks
from .cjk import flanks
from .places import Places


def replaced(places: Places, start: int, end: int, replacement: str) -> Fix | None:
    """Something else in the place of a part of inline text; None when it does not lie on one line."""
    line, column = places.at(start)
    end_line, end_column = places.at(end - 1)
    return Fix(line, column, line, end_column + 1, replacement) if line == end_line else None


def written(line: int, column: int, old: str, new: str) -> Fix:
    """Something else in the place of what stands at a column of one line."""
    return Fix(line, column, line, column + len(old), new)


def inserted(line: int, column: int, text: str) -> Fix:
    return Fix(line, column, line, column, text)


def underline(lines: Sequence[str], heading: Token) -> Fix | None:
    """A `---` under text is meant as a break: an empty line before it. A `===` becomes the `#` it stands for."""
    first, end = heading.map or [0, 0]
    if heading.level > 0 or end > len(lines):
        return None
    if heading.markup == "-":
        return inserted(end, 1, "\n")
    if end - first != 2:
        return None
    return Fix(first + 1, 1, end, len(lines[end - 1]) + 1, f"# {lines[first].strip()}")


def indented_code(lines: Sequence[str], code: Token) -> Fix | None:
    """The same code in a fence: nothing changes on the page."""
    if code.level > 0:
        return None
    first, end = _block(lines, code)
    runs = [len(run) for run in re.findall("`{3,}", code.content)]
    fence = "`" * max(3, *(length + 1 for length in runs), 3)
    text = code.content.rstrip("\n")
    return Fix(first + 1, 1, end, len(lines[end - 1]) + 1, f"{fence}\n{text}\n{fence}")


def stars(text: str, opening: re.Match[str], closing: re.Match[str], places: Places) -> Fix | None:
    """Two leftover `**` that become bold: without blanks inside, and with blanks outside where that is not enough."""
    inside = text[opening.end() : closing.start()]
    marks = opening[0]
    if marks != closing[0] or not inside.strip() or "\n" in inside:
        return None
    inner = inside.strip()
    before = text[opening.start() - 1] if opening.start() else " "
    after = text[closing.end()] if closing.end() < len(text) else " "
    left = "" if flanks(before, inner[0], anywhere=True)[0] else " "
    right = "" if flanks(inner[-1], after, anywhere=True)[1] else " "
    return replaced(places, opening.start(), closing.end(), f"{left}{marks}{inner}{marks}{right}")


def indented(lines: Sequence[str], quotation: Token) -> Fix:
    """A remark below an option, made part of it."""
    first, end = _block(lines, quotation)
    text = "\n".join(f"  {line}" for line in lines[first:end])
    return Fix(first + 1, 1, end, len(lines[end - 1]) + 1, text)


def bullets(lines: Sequence[str], paragraph: Token) -> Fix | None:
    """Lines that look like options as options; None when they are those of a numbered list."""
    if paragraph.type != "paragraph_open":
        return None
    first, end = _block(lines, paragraph)
    text = "\n".join(_option(line) for line in lines[first:end])
    return Fix(first + 1, 1, end, len(lines[end - 1]) + 1, text)


def _option(line: str) -> str:
    item = marks.NOT_AN_ITEM.match(line)
    if item is not None:
        bracket = marks.ROUND.search(line) or marks.SQUARE.search(line)
        assert bracket is not None
        tick = "x" if any(bracket.groups()) else " "
        mark = f"({tick})" if bracket[0][0] in "(（" else f"[{tick}]"
        return f"- {mark} {line[bracket.end() :].lstrip()}".rstrip()
    return f"- {line.lstrip()}" if marks.NO_BULLET.match(line) else line


def _block(lines: Sequence[str], token: Token) -> tuple[int, int]:
    """The lines of a block, from 0, without empty ones at its end."""
    first, end = token.map or [0, 1]
    while end > first + 1 and not lines[end - 1].strip():
        end -= 1
    return first, end
