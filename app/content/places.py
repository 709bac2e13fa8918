"""From an offset in an inline token to a line and a column of the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from markdown_it.token import Token


class Places:
    """Places in one inline token: its lines are looked for in the file once, whatever the number of questions.

    `lines_cut`: lines taken off its front. `from_column`: where a table cell is looked for in its line.
    """

    def __init__(self, lines: Sequence[str], token: Token) -> None:
        self.lines = lines
        self.texts = token.content.split("\n")
        self.first = (token.map or [0])[0] + int(token.meta.get("lines_cut", 0))
        self.from_column: int | None = token.meta.get("from_column")
        self.starts = [0]
        for text in self.texts[:-1]:
            self.starts.append(self.starts[-1] + len(text) + 1)
        self.columns: dict[int, int] = {}

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1."""
        number = bisect_right(self.starts, offset) - 1
        index = min(self.first + number, len(self.lines) - 1)
        if number not in self.columns:
            self.columns[number] = max(0, self._find(self.lines[index], self.texts[number]))
        return index + 1, self.columns[number] + offset - self.starts[number] + 1

    def _find(self, line: str, text: str) -> int:
        return line.rfind(text) if self.from_column is None else line.find(text, self.from_column)


def place(lines: Sequence[str], token: Token, offset: int) -> tuple[int, int]:
    """Line and column of a single character of an inline token's content."""
    return Places(lines, token).at(offset)


def line_of(token: Token) -> int:
    """The first line of a block."""
    return (token.map or [0])[0] + 1
