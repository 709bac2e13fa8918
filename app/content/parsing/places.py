"""From an offset in an inline token to a line and a column of the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from markdown_it.token import Token


class Places:
    """Places in one inline token: its lines are looked for in the file once, whatever the number of questions.

    `lines_cut`: lines taken off its front. `from_column`: where a table cell is looked for in its line; `bars`: it has
    `\\|` there, of which the backslash is gone from the token.
    """

    def __init__(self, lines: Sequence[str], token: Token) -> None:
        self.lines = lines
        self.texts = token.content.split("\n")
        self.first = (token.map or [0])[0] + int(token.meta.get("lines_cut", 0))
        while self.first + len(self.texts) < len(lines) and not lines[self.first].strip():
            self.first += 1  # blank to Python, which cut it off the token, and not to Markdown
        self.from_column: int | None = token.meta.get("from_column")
        self.bars = bool(token.meta.get("bars"))
        self.starts = [0]
        for text in self.texts[:-1]:
            self.starts.append(self.starts[-1] + len(text) + 1)
        self.columns: dict[int, int] = {}

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1."""
        number = bisect_right(self.starts, offset) - 1
        index = min(self.first + number, len(self.lines) - 1)
        text = self.texts[number]
        if number not in self.columns:
            self.columns[number] = max(0, self._find(self.lines[index], text))
        inside = offset - self.starts[number]
        extra = text.count("|", 0, inside) if self.bars else 0
        return index + 1, self.columns[number] + inside + extra + 1

    def _find(self, line: str, text: str) -> int:
        if self.from_column is None:
            return line.rfind(text)
        return line.find(text.replace("|", "\\|") if self.bars else text, self.from_column)


def place(lines: Sequence[str], token: Token, offset: int) -> tuple[int, int]:
    """Line and column of a single character of an inline token's content."""
    return Places(lines, token).at(offset)


def line_of(token: Token) -> int:
    """The first line of a block."""
    return (token.map or [0])[0] + 1


def column_of(lines: Sequence[str], token: Token, text: str = "") -> int:
    """The column of a block in its first line: of the first character that is not blank, or of a text in it."""
    line = lines[line_of(token) - 1] if line_of(token) <= len(lines) else ""
    return max(line.find(text), 0) + 1 if text else len(line) - len(line.lstrip()) + 1
