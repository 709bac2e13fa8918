"""Aiken: single choices in plain text. A line of text, lines `A. …` or `A) …`, and a line `ANSWER: A`."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence

from ...diagnostics import Report
from .. import phrases
from ..encodings import read_text
from ..escapes import from_plain, one_line
from ..format import Format, Load
from ..model import Choice, Foreign, Record
from ..shared import lose_settings

OPTION = re.compile(r"\s*([A-Z])[.)]\s+(.+?)\s*")
ANSWER = re.compile(r"\s*ANSWER\s*:\s*([A-Za-z])\s*", re.IGNORECASE)
FANCY = re.compile(r"!\[|<img|`|\n\s*\n|\n\s*(?:[-*+>|]|\d+\.)\s|\$")
PLAIN_SIGNS = re.compile(r"\\([!-/:-@\[-`{-~])")
MARKS = re.compile(r"\*\*|__|~~|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def read(data: bytes, report: Report) -> Foreign:
    records: list[Record] = []
    text: list[str] = []
    options: list[str] = []
    first = 0
    for number, line in enumerate([*read_text(data, report).split("\n"), ""], 1):
        if answer := ANSWER.fullmatch(line):
            record = _record(text, options, ord(answer[1].upper()) - ord("A"), first or number, report)
            records += [record] if record else []
            text, options, first = [], [], 0
        elif text and (option := OPTION.fullmatch(line)) and option[1] == chr(ord("A") + len(options)):
            options.append(option[2])
        elif line.strip():
            if options:  # a question that was never answered
                report.add("C604", first, row=first, why=phrases.NO_ANSWER)
                text, options, first = [], [], 0
            first = first or number
            text.append(line)
    if text and (options or records):
        report.add("C604", first, row=first, why=phrases.NO_ANSWER)
    return Foreign(tuple(records))


def _record(text: Sequence[str], options: Sequence[str], right: int, line: int, report: Report) -> Record | None:
    why = "" if text else phrases.NO_QUESTION
    if not why and right >= len(options):
        why = phrases.NO_SUCH_OPTION
    if why:
        report.add("C604", line, row=line, why=why)
        return None
    asked = from_plain("\n".join(text))
    heading, prompt = ("", asked) if "\n" in asked else (asked, "")
    choices = tuple(Choice(from_plain(option), at == right) for at, option in enumerate(options))
    return Record("single", heading=heading, prompt=prompt, options=choices, line=line)


def write(records: Sequence[Record], load: Load, report: Report) -> bytes:
    return "\n".join(filter(None, (_written(record, report) for record in records))).encode()


def _written(record: Record, report: Report) -> str:
    texts = [record.heading, record.prompt, *(option.text for option in record.options)]
    asked = "\n".join(filter(None, (record.heading, record.prompt)))
    fits = record.kind in {"single", "true-false"} and not any(FANCY.search(text) for text in texts) and asked
    if not fits or any("\n" in option.text for option in record.options):
        report.add("C602", record.line, feature=record.id or record.heading[:60])
        return ""
    lose_settings(record, report, ())
    if record.hints:
        report.add("C602", record.line, feature=phrases.HINTS)
    if any(option.feedback for option in record.options):
        report.add("C602", record.line, feature=phrases.FEEDBACK)
    if any(option.weight is not None for option in record.options):
        report.add("C602", record.line, feature=phrases.WEIGHTS)
    lines = [_plain(asked)]
    lines += [
        f"{letter}. {_plain(option.text)}"
        for letter, option in zip(string.ascii_uppercase, record.options, strict=False)
    ]
    right = next(at for at, option in enumerate(record.options) if option.right)
    return "\n".join([*lines, f"ANSWER: {string.ascii_uppercase[right]}", ""])


def _plain(markdown: str) -> str:
    """Without the signs of Markdown."""
    text = LINK.sub(r"\1", one_line(markdown))
    kept = PLAIN_SIGNS.sub(lambda sign: chr(0xF0000 + ord(sign[1])), text)
    return "".join(
        chr(ord(character) - 0xF0000) if 0xF0000 <= ord(character) < 0xF0080 else character
        for character in MARKS.sub("", kept)
    )


FORMAT = Format(
    "aiken", (".txt",), read, write, claims=lambda data: re.search(rb"(?im)^\s*ANSWER\s*:", data) is not None, rank=25
)
