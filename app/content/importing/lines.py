"""Lines that remember where they came from, and which of them are code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

FENCE = re.compile(r"(?P<lead>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(?P<marks>`{3,}|~{3,})(?P<info>.*)")
CODE = re.compile(r"(`+)(?:(?!\1).)*?\1(?!`)")
CLOSE = re.compile(r"[ \t>]*(?P<marks>`{3,}|~{3,})[ \t]*")


class Line(NamedTuple):
    """A line of a page, and the number of the line of the source it comes from."""

    number: int
    text: str


def number(text: str, first: int = 1) -> list[Line]:
    return [Line(first + index, line) for index, line in enumerate(text.split("\n"))]


def text_of(lines: Iterable[Line]) -> str:
    return "\n".join(line.text for line in lines)


def indent_of(text: str) -> int:
    """The width of the blanks in front; a tab counts up to the next multiple of four."""
    width = 0
    for character in text:
        if character == " ":
            width += 1
        elif character == "\t":
            width += 4 - width % 4
        else:
            break
    return width


def outside_marks(text: str, change: Callable[[str], str]) -> str:
    """The line with what is not code in it changed."""
    if "`" not in text:
        return change(text)
    done = 0
    pieces: list[str] = []
    for found in CODE.finditer(text):
        pieces += [change(text[done : found.start()]), found[0]]
        done = found.end()
    return "".join([*pieces, change(text[done:])])


def dedent(lines: Iterable[Line], width: int) -> list[Line]:
    """The same lines with so many blanks less in front; shorter ones as far as they have any."""
    return [Line(line.number, _without(line.text, width)) for line in lines]


def _without(text: str, width: int) -> str:
    if "\t" in text[:width]:
        front = text[: len(text) - len(text.lstrip(" \t"))]
        text = front.expandtabs(4) + text.lstrip(" \t")
    return text[min(width, indent_of(text)) :]


def code_lines(lines: list[Line]) -> list[bool]:
    """For each line whether it belongs to a fence, its marks included."""
    inside: list[bool] = []
    marks = lead = ""
    for line in lines:
        if marks and _left(line.text, lead):
            marks = ""
        if marks:
            inside.append(True)
            close = CLOSE.fullmatch(line.text)
            if close and close["marks"].startswith(marks):
                marks = ""
            continue
        found = FENCE.fullmatch(line.text)
        if found and not (found["marks"][0] == "`" and "`" in found["info"]):
            marks, lead = found["marks"], found["lead"]
        inside.append(bool(marks))
    return inside


def _left(text: str, lead: str) -> bool:
    """Whether a line is outside the quotation or the item that a fence was opened in."""
    if ">" in lead:
        return not text.lstrip().startswith(">")
    return indent_of(lead) >= 4 and bool(text.strip()) and indent_of(text) < 2


def outside_code(lines: list[Line]) -> Iterator[tuple[int, Line]]:
    for index, (line, inside) in enumerate(zip(lines, code_lines(lines), strict=True)):
        if not inside:
            yield index, line
