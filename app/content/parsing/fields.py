"""YAML read into nodes that know their place: the core schema of YAML 1.2, no anchors, aliases or tags (§6.1).

Nothing is loaded into objects: PyYAML only splits the text into events. Lines and columns count from 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NoReturn

import yaml

from ..diagnostics import Report
from ..model import Fix

MOST_BYTES = 64 * 1024
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same in C, where it is there
MOST_NODES = 5000
MOST_SLIPS = 20
DEEPEST = 10
NUMERIC = re.compile(
    r"[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?|0o[0-7]+|0x[0-9a-f]+|[-+]?\.inf|\.nan", re.ASCII | re.IGNORECASE
)
NULL = {"", "~", "null", "Null", "NULL"}
TAB = re.compile(r"^ *\t[ \t]*", re.MULTILINE)
WIDE_COLON = re.compile(
    r"(?:^|(?<=:\n) +)(?P<key>[a-zA-Z_][a-zA-Z0-9_-]{0,39})[ ]*(?P<colon>：)[ \u3000]*", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as it is written. `plain`: without quotes, so that it may stand for a number, a date or nothing.

    `end`: line and column of what comes right after it; (0, 0) when that is not known.
    """

    text: str
    plain: bool
    line: int
    column: int
    end: tuple[int, int] = (0, 0)

    @property
    def is_null(self) -> bool:
        return self.plain and self.text in NULL

    @property
    def is_numeric(self) -> bool:
        return self.plain and NUMERIC.fullmatch(self.text) is not None


@dataclass(frozen=True, slots=True)
class Sequence:
    items: tuple[Node, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their places, in order; a key given twice is kept once, with the first value."""

    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict)
    line: int = 1
    column: int = 1


Node = Scalar | Sequence | Mapping


class _Refused(Exception):
    """The document cannot be used; the report says why."""


def read_mapping(text: str, report: Report, first_line: int = 1) -> Mapping | None:
    """The mapping that a document is, or None with complaints. `first_line` is the line of the file it starts in."""
    shift = first_line - 1
    if len(text.encode()) > MOST_BYTES:
        report.add("C118", first_line, 1, what="bytes of YAML", limit=MOST_BYTES)
        return None
    slips = list(islice(_slips(text), MOST_SLIPS))
    for code, start, end, replacement, args in slips:
        line, column = text.count("\n", 0, start) + first_line, start - text.rfind("\n", 0, start)
        report.note(code, line, column, args, Fix(line, column, line, column + end - start, replacement))
    if slips:
        return None
    try:
        node = _Reader(text, report, shift).document()
    except _Refused:
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        line = min(line, text.rstrip("\n").count("\n"))
        report.add("C106", line + first_line, column + 1, why=error.problem or error.context or "?")
        return None
    except yaml.YAMLError as error:
        report.add("C106", first_line, 1, why=str(error).splitlines()[0])
        return None
    if isinstance(node, Scalar) and node.is_null:
        return Mapping(line=first_line)
    if not isinstance(node, Mapping):
        report.add("C115", node.line, node.column)
        return None
    return node


def _slips(text: str) -> Iterator[tuple[str, int, int, str, dict[str, str]]]:
    """What people type by accident, said more plainly than a YAML parser would: code, from, to, what is meant."""
    for match in TAB.finditer(text):
        yield "C105", match.start(), match.end(), match[0].replace("\t", "  "), {}
    for match in WIDE_COLON.finditer(text):
        yield "C104", match.start("colon"), match.end(), ": ", {"key": match["key"]}


NO_BREAKS = {ord(character): " " for character in "\x85\u2028\u2029"}
"""Ends of lines to YAML, and to nobody else: lines would be counted differently."""


class _Reader:
    def __init__(self, text: str, report: Report, shift: int) -> None:
        self.events: Iterator[yaml.Event] = iter(yaml.parse(text.translate(NO_BREAKS), Loader=LOADER))
        self.report = report
        self.shift = shift
        self.nodes = 0

    def document(self) -> Node:
        nothing = Scalar("", True, self.shift + 1, 1)
        found: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if found is not None:
                    self._refuse("C115", event)
                found = self._node(next(self.events), 1)
        return found or nothing

    def _node(self, event: yaml.Event, depth: int) -> Node:
        self.nodes += 1
        if self.nodes > MOST_NODES or depth > DEEPEST:
            self._refuse("C118", event, what="values in YAML", limit=MOST_NODES if self.nodes > MOST_NODES else DEEPEST)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
            self._refuse("C129", event)
        line, column = self._place(event)
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, not event.style, line, column, self._end(event))
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self._sequence(depth)), line, column)
        return Mapping(self._mapping(depth), line, column)

    def _sequence(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _mapping(self, depth: int) -> dict[str, tuple[Scalar, Node]]:
        entries: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            if not isinstance(key, Scalar):
                self._refuse("C115", event)
            value = self._node(next(self.events), depth + 1)
            if key.text in entries:
                self.report.add("C107", key.line, key.column, key=key.text)
            entries.setdefault(key.text, (key, value))
        return entries

    def _place(self, event: yaml.Event) -> tuple[int, int]:
        mark = event.start_mark
        assert mark is not None
        return mark.line + 1 + self.shift, mark.column + 1

    def _end(self, event: yaml.Event) -> tuple[int, int]:
        mark = event.end_mark
        return (mark.line + 1 + self.shift, mark.column + 1) if mark else (0, 0)

    def _refuse(self, code: str, event: yaml.Event, **args: str | int) -> NoReturn:
        self.report.note(code, *self._place(event), args)
        raise _Refused
