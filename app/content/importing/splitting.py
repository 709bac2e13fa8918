"""Pages that are larger than a lesson may be, in parts: at headings where there are some, else between paragraphs."""

from __future__ import annotations

from .edits import Text
from .lines import Line, code_lines

MOST_BYTES = 900_000


def parts_of(text: Text) -> list[Text]:
    """The text in parts that are small enough, in order; one part when it is."""
    if len(text.text.encode()) <= MOST_BYTES:
        return [text]
    lines = [Line(number, line) for number, line in zip(text.numbers, text.text.split("\n"), strict=True)]
    code = code_lines(lines)
    parts: list[list[Line]] = [[]]
    size = 0
    for line, inside in zip(lines, code, strict=True):
        for piece in _pieces(line):
            length = len(piece.text.encode()) + 1
            may_part = not inside and (piece.text.startswith("#") or not piece.text.strip())
            if size + length > MOST_BYTES or (may_part and size > MOST_BYTES * 4 // 5):
                parts.append([])
                size = 0
            parts[-1].append(piece)
            size += length
    return [Text.of(part) for part in parts if any(line.text.strip() for line in part)]


def _pieces(line: Line) -> list[Line]:
    """A line that is too long for a page by itself in pieces."""
    step = MOST_BYTES // 8
    if len(line.text) <= step * 2:
        return [line]
    return [Line(line.number, line.text[at : at + step]) for at in range(0, len(line.text), step)]
