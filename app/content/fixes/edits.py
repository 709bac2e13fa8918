"""Fixes in a text, by line and column; its line ends stay as they are."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from ..model import Fix

LINE_END = re.compile(r"\r\n|\r|\n")
MARK = b"\xef\xbb\xbf"


class CannotEdit(ValueError):
    """The places of a fix do not lie in the text."""


def apply(data: bytes, fixes: Iterable[Fix]) -> bytes:
    """The bytes of a UTF-8 file with fixes in it that do not overlap. Raises CannotEdit."""
    mark = MARK if data.startswith(MARK) else b""
    text = data.removeprefix(MARK).decode("utf-8")
    starts, ends = _lines(text)
    newline = _newline(text)
    for fix in sorted(fixes, key=lambda fix: (fix.line, fix.column, fix.end_line, fix.end_column), reverse=True):
        start = _offset(text, starts, ends, fix.line, fix.column)
        end = _offset(text, starts, ends, fix.end_line, fix.end_column)
        if end < start:
            raise CannotEdit(f"{fix.end_line}:{fix.end_column} lies before {fix.line}:{fix.column}")
        text = text[:start] + fix.replacement.replace("\n", newline) + text[end:]
    return mark + text.encode()


def overlap(one: Fix, other: Fix) -> bool:
    """Whether two fixes touch the same text, or write at the same place."""
    first, second = sorted((one, other), key=_start)
    return _start(second) < _end(first) or _start(second) == _start(first)


def _start(fix: Fix) -> tuple[int, int]:
    return fix.line, fix.column


def _end(fix: Fix) -> tuple[int, int]:
    return fix.end_line, fix.end_column


def _lines(text: str) -> tuple[list[int], list[int]]:
    """Where each line begins, and where its text ends."""
    found = list(LINE_END.finditer(text))
    return [0, *(match.end() for match in found)], [*(match.start() for match in found), len(text)]


def _newline(text: str) -> str:
    """The line end that the file uses most."""
    found = LINE_END.findall(text)
    return max(("\n", "\r\n", "\r"), key=found.count)


def _offset(text: str, starts: Sequence[int], ends: Sequence[int], line: int, column: int) -> int:
    """One column beyond a line's text is its line end, and the next line's first column is behind that."""
    if not (1 <= line <= len(starts) + 1 and column >= 1):
        raise CannotEdit(f"{line}:{column}")
    if line == len(starts) + 1:
        return len(text)
    offset = starts[line - 1] + column - 1
    if offset > ends[line - 1]:
        behind = bisect_right(starts, ends[line - 1])
        offset = starts[behind] if behind < len(starts) else len(text)
    return offset
