"""What MDX adds to Markdown: imports, exports, expressions and attributes in braces. Components go with the HTML."""

from __future__ import annotations

import re

from .lines import Line, code_lines

IMPORT = re.compile(r"import\s+(?:[\w*{][^'\"]*\sfrom\s+)?['\"][^'\"]+['\"]\s*;?\s*")
IMPORT_BEGINS = re.compile(r"import\s+(?:\w+\s*,\s*)?\{[^}]*")
IMPORT_ENDS = re.compile(r".*\}\s*from\s+['\"].*")
EXPORT = re.compile(r"export\s+(?:const|default|function|let|var|async)\b.*")
COMMENT = re.compile(r"\{/\*.*?\*/\}")
BRACED = re.compile(r"\s[A-Za-z_:@.-]+=\{(?:[^{}]|\{[^{}]*\})*\}")
TAG = re.compile(r"<[A-Za-z][\w.-]*(?:\s[^<>{}]*)?\s[\w:@.-]+=\{")
TEXT_BRACED = re.compile(r"(\s(?:label|title|alt|src|href)=)\{[`'\"]([^`'\"{}]*)[`'\"]\}")
MOST_LINES = 60


def take_out(lines: list[Line]) -> list[Line]:
    """The page without what a program of the page says; places stay true."""
    done: list[Line] = []
    code = code_lines(lines)
    at = 0
    while at < len(lines):
        text = lines[at].text
        if code[at]:
            done.append(lines[at])
        elif (end := _end_of_program(lines, at)) is not None:
            at = end
        else:
            done.append(Line(lines[at].number, _line(text)))
        at += 1
    return done


def _end_of_program(lines: list[Line], at: int) -> int | None:
    """The last line of an import or export that begins here."""
    text = lines[at].text
    if IMPORT.fullmatch(text):
        return at
    if IMPORT_BEGINS.fullmatch(text):
        return _until(lines, at, IMPORT_ENDS)
    return _balanced(lines, at) if EXPORT.fullmatch(text) else None


def _line(text: str) -> str:
    if "{/*" in text:
        text = COMMENT.sub("", text)
    if "={" in text and TAG.search(text):
        text = BRACED.sub("", TEXT_BRACED.sub(r'\1"\2"', text))
    return text


def _until(lines: list[Line], at: int, end: re.Pattern[str]) -> int | None:
    last = min(len(lines), at + MOST_LINES)
    return next((index for index in range(at + 1, last) if end.fullmatch(lines[index].text)), None)


def _balanced(lines: list[Line], at: int) -> int | None:
    """The line in which everything that was opened is closed."""
    depth = 0
    for index in range(at, min(len(lines), at + MOST_LINES)):
        text = lines[index].text
        depth += sum(text.count(each) for each in "({[") - sum(text.count(each) for each in ")}]")
        if depth <= 0 and (index + 1 == len(lines) or not lines[index + 1].text.strip() or depth < 0):
            return index
    return None
