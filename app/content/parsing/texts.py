"""A file's bytes as text, and the block of fields cut off its front (content-format §3.3, §6.1)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from ..diagnostics import Report
from ..model import Fix
from .fields import Mapping, read_mapping

MOST_BYTES = 1024 * 1024
INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
BLOCK_START = re.compile(r"---[ \t]*(?:\n|\Z)")
BLOCK_END = re.compile(r"^---[ \t]*$", re.MULTILINE)
BLOCK_TOO_LATE = re.compile(r"(?P<before>(?:[^\n]*\n){1,5}?)---[ \t]*\n(?:[a-z_]+[ \t]*:[^\n]*\n)+---[ \t]*(?:\n|\Z)")
SETTINGS_LINE = re.compile(r"[ \t]*`[^`\n]+`(?:[ \t,，·|;；]*`[^`\n]+`)*[ \t,，·|;；]*")
SETTING = re.compile(r"`[ \t]*[A-Za-z_-]+[ \t]*[:：][^`\n]*`")
CHINESE = re.compile("[\u4e00-\u9fff]")
FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Source:
    """A Markdown file taken apart. `body` has an empty line for every line of the fields, so that places stay true."""

    fields: Mapping
    body: str
    has_fields: bool
    readable: bool = True  # the fields, if there are any


def decode(data: bytes, report: Report) -> str | None:
    """The text with plain line ends, or None when it cannot be read."""
    if len(data) > MOST_BYTES:
        report.add("C119")
        return None
    if data.startswith(b"\xef\xbb\xbf"):
        report.add("C117", 1, 1)
        data = data[3:]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        guess = {"guess": "GB18030"} if _looks_chinese(data) else {}
        report.note("C116", data.count(b"\n", 0, error.start) + 1, 1, guess)
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for match in list(INVISIBLE.finditer(text))[:10]:
        start = match.start()
        line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
        report.add("C131", line, column, fix=Fix(line, column, line, column + 1, ""))
    return text


def _looks_chinese(data: bytes) -> bool:
    try:
        return bool(CHINESE.search(data.decode("gb18030")))
    except UnicodeDecodeError:
        return False


def split(text: str, report: Report) -> Source:
    """The fields and the body of a Markdown file; fields that cannot be read are complained about, and empty."""
    if not BLOCK_START.match(text):
        if late := BLOCK_TOO_LATE.match(text):
            report.add("C114", late["before"].count("\n") + 1, 1, fix=_moved_up(late))
            return Source(Mapping(), text, has_fields=False, readable=False)
        return Source(Mapping(), text, has_fields=False)
    start = text.find("\n") + 1
    end = BLOCK_END.search(text, start) if start else None
    if end is None:
        report.add("C113", 1, 1)
        return Source(Mapping(), "", has_fields=False, readable=False)
    block = text[start : end.start()]
    fields = read_mapping(INVISIBLE.sub(" ", block), report, first_line=2)  # invisible ones have been complained about
    empty = "\n" * (block.count("\n") + 1)
    return Source(fields or Mapping(), empty + text[end.end() :], has_fields=True, readable=fields is not None)


def _moved_up(late: re.Match[str]) -> Fix:
    """The block of fields first, and behind it what stood before, unless that was empty lines."""
    before = late["before"]
    moved = late[0][len(before) :] + (before if before.strip() else "")
    return Fix(1, 1, late[0].count("\n") + 1, len(late[0]) - late[0].rfind("\n"), moved)


def source_hash(title: str, summary: str, body: str) -> str:
    """The first 12 hex digits of what a translation is made from (content-format §5.1): wording, not settings."""
    from_fields = (unicodedata.normalize("NFC", value) for value in (title, summary))
    return sha12("\n".join([f"title:{next(from_fields)}", f"summary:{next(from_fields)}", normal_body(body)]))


def sha12(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def normal_body(body: str) -> str:
    """The lines that count as wording, without blanks at their ends, and with at most one empty line in a row."""
    lines: list[str] = []
    fence = ""
    for line in unicodedata.normalize("NFC", body).split("\n"):
        stripped = line.rstrip()
        marks = FENCE.match(stripped)
        if fence:
            closes = marks and marks[1].startswith(fence) and not stripped.strip().strip(fence[0])
            fence = "" if closes else fence
        elif marks:
            fence = marks[1]
        elif is_settings_line(stripped):
            continue
        if stripped or (lines and lines[-1]):
            lines.append(stripped)
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines)


def is_settings_line(line: str) -> bool:
    return bool(SETTINGS_LINE.fullmatch(line) and SETTING.search(line))
