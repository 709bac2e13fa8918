"""From an offset in an inline token to a line and a column of the file."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token


def place(lines: Sequence[str], token: Token, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of a character of an inline token's content.

    `lines_cut`: lines taken off its front. `from_column`: where a table cell is looked for in its line.
    """
    content = token.content
    first = (token.map or [0])[0] + int(token.meta.get("lines_cut", 0))
    start = content.rfind("\n", 0, offset) + 1
    end = content.find("\n", offset)
    text = content[start : end if end >= 0 else len(content)]
    index = min(first + content.count("\n", 0, offset), len(lines) - 1)
    line = lines[index]
    at = line.find(text, token.meta["from_column"]) if "from_column" in token.meta else line.rfind(text)
    return index + 1, max(at, 0) + offset - start + 1


def line_of(token: Token) -> int:
    """The first line of a block."""
    return (token.map or [0])[0] + 1
