"""Comments of HTML in text, however many lines they have: they go, and so does what is in them."""

from __future__ import annotations

from .lines import CODE, Line, code_lines


def take_out(lines: list[Line]) -> list[Line]:
    """The page without comments. A line that was nothing but a comment stays empty where it parts two paragraphs."""
    if not any("<!--" in line.text for line in lines):
        return lines
    done: list[Line] = []
    code = code_lines(lines)
    at = 0
    while at < len(lines):
        line = lines[at]
        start = -1 if code[at] else _begins(line.text)
        if start < 0:
            done.append(line)
            at += 1
            continue
        end, rest = _end(lines, at, start + 4)
        if end is None:
            done.append(Line(line.number, line.text[:start] + "&lt;!--" + line.text[start + 4 :]))
            at += 1
            continue
        left = Line(line.number, line.text[:start] + rest)
        if left.text.strip(" \t>"):
            lines = [*lines[:at], left, *lines[end + 1 :]]
            code = [*code[:at], False, *code[end + 1 :]]
            continue
        if done and done[-1].text.strip(" \t>"):
            done.append(Line(line.number, left.text.rstrip()))
        at = end + 1
    return done


def _begins(text: str) -> int:
    """Where a comment begins in a line, outside code; -1 when none does."""
    if "<!--" not in text:
        return -1
    covered = [found.span() for found in CODE.finditer(text)] if "`" in text else []
    start = text.find("<!--")
    while start >= 0 and any(first < start < last for first, last in covered):
        start = text.find("<!--", start + 4)
    return start


def _end(lines: list[Line], at: int, start: int) -> tuple[int | None, str]:
    """The line a comment ends in, and what follows it there."""
    for index in range(at, len(lines)):
        found = lines[index].text.find("-->", start if index == at else 0)
        if found >= 0:
            return index, lines[index].text[found + 3 :]
    return None, ""
