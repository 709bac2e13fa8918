"""Items whose further lines stand less far in than CommonMark asks for, as lists of other tools allow it."""

from __future__ import annotations

import re

from .lines import Line, code_lines, indent_of

NUMBERED = re.compile(r"(?P<lead> {0,3})(?P<mark>\d{1,9}[.)])(?P<blank> +)\S")
MOST_LINES = 200  # that are looked at for the next item
BEGINS = re.compile(r" *(?:[-*+][ \t]|\d{1,9}[.)][ \t]|`{3}|~{3}|!\[|>|\||\$\$)")


def straighten(lines: list[Line]) -> list[Line]:
    """The same lines, with what is indented below a numbered item, but too little, moved into it.

    Two blanks in front of a list or of code below `1. ` mean to their writer that it belongs to the item; CommonMark
    wants three, ends the list there, and the next item would begin a new one.
    """
    if not any(NUMBERED.match(line.text) for line in lines):
        return lines
    done: list[Line] = []
    code = code_lines(lines)
    inner = width = by = 0  # where the item's mark stands, where its text does, and how far lines are moved
    for index, line in enumerate(lines):
        indent = indent_of(line.text)
        if not line.text.strip():
            done.append(line)
        elif code[index] and index and code[index - 1]:
            done.append(Line(line.number, " " * by + line.text))
        elif width and indent > inner:
            apart = not (done and done[-1].text.strip())
            if not by and indent < width and (BEGINS.match(line.text) or (apart and _goes_on(lines, index, inner))):
                by = width - indent
            done.append(Line(line.number, " " * by + line.text))
        else:
            by = 0
            found = NUMBERED.match(line.text)
            if found:
                inner, width = len(found["lead"]), found.end() - 1
            elif not (done and done[-1].text.strip()):
                width = 0
            done.append(line)
    return done


def _goes_on(lines: list[Line], at: int, inner: int) -> bool:
    """Whether the list has a further item after this line."""
    for index in range(at, min(len(lines), at + MOST_LINES)):
        text = lines[index].text
        if text.strip() and indent_of(text) <= inner:
            return NUMBERED.match(text) is not None
    return False
