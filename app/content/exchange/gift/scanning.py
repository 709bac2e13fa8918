"""GIFT text cut into questions and answers; a backslash takes the next character as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

ESCAPED = re.compile(r"\\([\\~=#{}:n*%])?")
STAND_INS = {character: chr(0xF0000 + at) for at, character in enumerate("\\~=#{}:n*%")}
BACK = {ord(stand_in): "\n" if character == "n" else character for character, stand_in in STAND_INS.items()}
COMMENT = re.compile(r"\s*//")
MARK = re.compile(r"\[(id|tag):([^\]]*)\]")
CATEGORY = re.compile(r"\s*\$CATEGORY:\s*(.*)", re.IGNORECASE)
NAME = re.compile(r"\s*::(.*?)::", re.DOTALL)
FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Block:
    """One question as it is written, with stand-ins for escaped characters."""

    line: int
    text: str
    category: str
    id: str = ""
    tags: tuple[str, ...] = ()


def hide(text: str) -> str:
    """Escaped characters replaced by stand-ins that mean nothing."""
    return ESCAPED.sub(lambda found: STAND_INS.get(found[1] or "\\", found[0]), text)


def plain(text: str) -> str:
    return text.translate(BACK)


def blocks(text: str) -> Iterator[Block]:
    """Questions are parted by empty lines; a line `$CATEGORY: …` holds for those below it."""
    category, name, tags, first = "", "", [], 0
    lines: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if COMMENT.match(line):
            for mark in MARK.finditer(line):
                if mark[1] == "id":
                    name = mark[2].strip()
                else:
                    tags.append(mark[2].strip())
        elif found := CATEGORY.match(line):
            category = found[1].strip()
        elif line.strip():
            first = first or number
            lines.append(line)
        elif lines:
            yield Block(first, hide("\n".join(lines)), category, name, tuple(tags))
            lines, name, tags, first = [], "", [], 0


def pool_of(category: str) -> str:
    """The last part of a category's path; none for the one that everything is in."""
    name = category.replace("//", "\0").rpartition("/")[2].replace("\0", "/").strip()
    return "" if name.lower() in {"top", "$course$", "$module$", "$system$", ""} else name
