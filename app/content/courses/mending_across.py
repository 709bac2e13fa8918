"""What *Fix* writes in one file for complaints that came up beside the others: links, settings of translations (§15.4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ..model import Diagnostic, Fix

MORE_OF_ITEM = re.compile(r"\s*(?:[^\s>*+-]|[*+-]\S)")
MORE_OF_FIELD = re.compile(r"\s|- |-$|$")
NOT_IN_TARGET = str.maketrans({" ": "%20", "(": "%28", ")": "%29", "<": "%3C", ">": "%3E"})
SETTINGS_LINES = 4

Lines = Sequence[str]


def mend(found: Diagnostic, lines: Lines) -> Diagnostic:
    """The complaint, with what puts it right when that can be done in its own file."""
    maker = MAKERS.get(found.code)
    if maker is None or found.fix is not None or not 0 < found.line <= len(lines):
        return found
    fix = maker(found, lines)
    return found if fix is None else replace(found, fix=fix)


def _pinned(found: Diagnostic, lines: Lines) -> Fix | None:
    """An option keeps its place; only one that ends with its line is surely written to its end."""
    line = lines[found.line - 1].rstrip()
    below = lines[found.line] if found.line < len(lines) else ""
    if MORE_OF_ITEM.match(below):
        return None
    return Fix(found.line, len(line) + 1, found.line, len(line) + 1, " `pin: yes`")


def _real_path(found: Diagnostic, lines: Lines) -> Fix | None:
    """The path as it lies in the folder; what stands before and behind it stays."""
    target, real = str(found.args["target"]), found.args.get("real")
    if real is None:
        return None
    scheme = "include:" if target[:8].lower() == "include:" else ""
    anchor = "#" + target.partition("#")[2] if "#" in target else ""
    return _target(found, lines, scheme + str(real).translate(NOT_IN_TARGET) + anchor)


def _slashes(found: Diagnostic, lines: Lines) -> Fix | None:
    return _target(found, lines, str(found.args["target"]).replace("\\", "/"))


def _target(found: Diagnostic, lines: Lines, replacement: str) -> Fix | None:
    """Another target in a link; None when it does not stand in the line of the link as it was read."""
    target = str(found.args["target"])
    start = lines[found.line - 1].find(target, max(0, found.column - 1))
    if start < 0:
        return None
    return Fix(found.line, start + 1, found.line, start + 1 + len(target), replacement)


def _without_setting(found: Diagnostic, lines: Lines) -> Fix | None:
    """A setting gone from the line below a heading, or a field from the front of the file."""
    name = re.escape(str(found.args["field"]))
    if re.match(rf"{name}[ ]*:", lines[found.line - 1]):
        return _without_field(found, lines)
    chip = re.compile(rf"[ \t,，·|;；]*`[ \t]*{name}[ \t]*[:：][^`\n]*`")
    for number in range(found.line + 1, min(found.line + SETTINGS_LINES, len(lines)) + 1):
        line = lines[number - 1]
        match = chip.search(line)
        if match and not (line[: match.start()] + line[match.end() :]).strip():
            return Fix(number, 1, number + 1, 1, "") if number < len(lines) else None
        if match:
            end = match.end() + (
                len(line) - len(line[match.end() :].lstrip()) - match.end() if not match.start() else 0
            )
            return Fix(number, match.start() + 1, number, end + 1, "")
        if line.strip() and not line.lstrip().startswith("`"):
            return None
    return None


def _without_field(found: Diagnostic, lines: Lines) -> Fix | None:
    """All lines of a field, up to the next one."""
    end = found.line + 1
    while end <= len(lines) and MORE_OF_FIELD.match(lines[end - 1]):
        end += 1
    starts_line = lines[found.line - 1][:1].strip() != ""
    return Fix(found.line, 1, end, 1, "") if starts_line and end <= len(lines) else None


MAKERS: Mapping[str, Callable[[Diagnostic, Lines], Fix | None]] = {
    "C226": _pinned,
    "C303": _real_path,
    "C305": _real_path,
    "C306": _slashes,
    "C512": _without_setting,
    "C513": _without_field,
}
