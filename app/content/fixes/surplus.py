"""What a translation repeats and must not decide (C512, C513), and options that must stay last (C226)."""

from __future__ import annotations

import re

from ..model import Fix
from ..parsing import texts
from ..parsing.pagefile import PageFile
from .questions import CHIP, chip_replaced

LINES_BELOW = 3


def field(text: str, line: int) -> Fix | None:
    """Takes out the field that begins on this line, with all its lines."""
    lines = text.split("\n")
    if not 1 < line <= len(lines) or not re.match(r"[\w'\"]", lines[line - 1]):
        return None
    end = line
    for number in range(line + 1, len(lines) + 1):
        written = lines[number - 1]
        if texts.BLOCK_END.fullmatch(written) or not (written[:1] in {" ", "\t", "-", "]", "}"} or not written.strip()):
            break
        end = number if written.strip() else end
    return Fix(line, 1, end + 1, 1, "")


def settings(page: PageFile, text: str, line: int, key: str) -> list[Fix]:
    """Takes a setting out of the question, or out of the pool, whose heading stands on this line."""
    asked = next((each for each in page.questions if each.line == line), None)
    if asked is None:
        return _below(text, line, key)
    chips = [asked.written[key]] if key in asked.written else []
    chips += [item.settings[key] for item in asked.items if key in item.settings]
    return [fix for chip in chips if (fix := chip_replaced(chip.line, chip.column, text, "")) is not None]


def pinned(text: str, line: int) -> Fix | None:
    """Keeps the option that begins on this line in its place."""
    lines = text.split("\n")
    if not 0 < line <= len(lines):
        return None
    end = line
    while end < len(lines) and re.match(r"[ \t]+(?![>\s])", lines[end]):
        end += 1
    column = len(lines[end - 1].rstrip()) + 1
    return Fix(end, column, end, column, " `pin: yes`")


def _below(text: str, line: int, key: str) -> list[Fix]:
    for number, written in enumerate(text.split("\n")[line : line + LINES_BELOW], line + 1):
        for match in CHIP.finditer(written) if texts.is_settings_line(written) else ():
            if match["key"] == key and (fix := chip_replaced(number, match.start() + 1, text, "")) is not None:
                return [fix]
    return []
