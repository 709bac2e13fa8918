"""Typed values from YAML nodes. A reader returns None when it has complained about the value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.questions.settings import words as split_words

from .. import ids, languages
from ..diagnostics import Report, nearest
from ..model import Fix
from .fields import Mapping, Node, Scalar
from .fields import Sequence as NodeList
from .given import Given, Named

Place = tuple[int, int]
Reader = Callable[[str, Node, Report], Any]

YES_NO = {
    "true": True,
    "True": True,
    "TRUE": True,
    "yes": True,
    "false": False,
    "False": False,
    "FALSE": False,
    "no": False,
}
SHORT = 200


@dataclass(frozen=True, slots=True)
class Values:
    """The fields that were given and understood, and where keys and values stand.

    `ends`: the place after a value, where it is one word or text. `line`: that of the first field; 1 when the file has
    no block of fields at its front.
    """

    given: Given = field(default_factory=Given)
    keys: dict[str, Place] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    ends: dict[str, Place] = field(default_factory=dict)
    line: int = 1

    def get(self, name: str, default: Any = None) -> Any:
        return self.given.get(name, default)

    def place(self, name: str) -> Place:
        return self.places.get(name, (1, 1))

    def key(self, name: str) -> Place:
        return self.keys.get(name, (1, 1))


def read(mapping: Mapping, table: dict[str, Reader], report: Report) -> Values:
    """The fields of a table; others are complained about, unless they begin with `x_`."""
    values = Values(line=mapping.line)
    for name, (key, node) in mapping.entries.items():
        if name.startswith("x_"):
            continue
        if name not in table:
            report.add("C108", key.line, key.column, field=name, **nearest(name, table))
            continue
        values.keys[name] = (key.line, key.column)
        values.places[name] = (node.line, node.column)
        if isinstance(node, Scalar) and node.end[0]:
            values.ends[name] = node.end
        value = table[name](name, node, report)
        if value is not None:
            values.given[name] = value  # type: ignore[literal-required]  # the names of a table are those of Given
    return values


def require(values: Values, report: Report, *names: str) -> None:
    for name in names:
        if name not in values.keys:
            report.add("C112", 1, 1, field=name)


def text(low: int, high: int) -> Reader:
    def reader(name: str, node: Node, report: Report) -> str | None:
        if not isinstance(node, Scalar):
            return want(name, node, report, "a text")
        value = "" if node.is_null else " ".join(node.text.split())
        if low <= len(value) <= high:
            return value
        report.add("C110", node.line, node.column, field=name, lo=low, hi=f"{high} characters")
        return None

    return reader


def whole(low: int, high: int) -> Reader:
    def reader(name: str, node: Node, report: Report) -> int | None:
        if not isinstance(node, Scalar) or not node.plain or not re.fullmatch(r"[-+]?\d{1,12}", node.text, re.ASCII):
            return want(name, node, report, "a whole number")
        if low <= int(node.text) <= high:
            return int(node.text)
        report.add("C110", node.line, node.column, field=name, lo=low, hi=high)
        return None

    return reader


def one_of(*allowed: str) -> Reader:
    def reader(name: str, node: Node, report: Report) -> str | None:
        if isinstance(node, Scalar) and node.text in allowed:
            return node.text
        did = nearest(node.text, allowed) if isinstance(node, Scalar) else {}
        report.add("C111", node.line, node.column, field=name, want=", ".join(allowed), **did)
        return None

    return reader


def truth(name: str, node: Node, report: Report) -> bool | None:
    if isinstance(node, Scalar) and node.text in YES_NO:
        return YES_NO[node.text]
    return want(name, node, report, "true or false")


def day(name: str, node: Node, report: Report) -> date | None:
    if isinstance(node, Scalar) and re.fullmatch(r"\d{4}-\d\d-\d\d", node.text, re.ASCII):
        try:
            return date.fromisoformat(node.text)
        except ValueError:
            pass
    return want(name, node, report, "a date such as 2026-11-22")


def day_of_year(name: str, node: Node, report: Report) -> str | None:
    """A day that comes round every year, as 12-31; the 29th of February may be one."""
    if isinstance(node, Scalar) and re.fullmatch(r"\d\d-\d\d", node.text, re.ASCII):
        try:
            date.fromisoformat(f"2000-{node.text}")
        except ValueError:
            pass
        else:
            return node.text
    return want(name, node, report, "a day of the year such as 12-31")


def words(name: str, node: Node, report: Report) -> tuple[str, ...] | None:
    found = named(name, node, report)
    return None if found is None else tuple(word.text for word in found)


def named(name: str, node: Node, report: Report) -> tuple[Named, ...] | None:
    """A list of words; one text with commas between them will do."""
    if isinstance(node, Scalar):
        parts = () if node.is_null else split_words(node.text)
        return tuple(_part(part, node) for part in parts)
    if isinstance(node, NodeList) and all(isinstance(item, Scalar) for item in node.items):
        return tuple(_part(item.text.strip(), item) for item in node.items if isinstance(item, Scalar))
    return want(name, node, report, "a list")


def _part(text: str, node: Scalar) -> Named:
    """A word in a scalar. Where it is written as it reads, on one line, its end is known."""
    column = node.column + max(0, node.text.find(text))
    as_read = node.plain and node.end == (node.line, node.column + len(node.text))
    return Named(text, node.line, column, column + len(text) if as_read else 0)


def identity(name: str, node: Node, report: Report) -> str | None:
    if isinstance(node, Scalar) and ids.is_id(node.text):
        return node.text
    fix = None
    if isinstance(node, Scalar) and node.end[0] and (better := ids.from_name(node.text)):
        fix = Fix(node.line, node.column, *node.end, better)
    report.add("C103", node.line, node.column, fix=fix, id=node.text if isinstance(node, Scalar) else name)
    return None


def identities(name: str, node: Node, report: Report) -> tuple[Named, ...] | None:
    found = named(name, node, report) or ()
    for word in found:
        if not ids.is_id(word.text):
            report.add("C103", word.line, word.column, id=word.text)
    return tuple(word for word in found if ids.is_id(word.text))


def texts(low: int, high: int) -> Reader:
    """One text, under the key "", or one for each language."""
    one = text(low, high)

    def reader(name: str, node: Node, report: Report) -> dict[str, str] | None:
        if not isinstance(node, Mapping):
            value = one(name, node, report)
            return None if value is None else {"": value}
        found: dict[str, str] = {}
        if low and not node.entries:
            want(name, node, report, "a text")
        for key, value_node in node.entries.values():
            tag = languages.normal(key.text)
            if tag is None:
                report.add("C109", key.line, key.column, field=key.text, want="a language tag such as en or zh-CN")
            elif (value := one(f"{name}.{key.text}", value_node, report)) is not None:
                found[tag] = value
        return found or None

    return reader


def each(name: str, node: Node, report: Report) -> Iterator[tuple[Scalar, Node]]:
    """The entries of a mapping; anything else is complained about and has none."""
    if isinstance(node, Mapping):
        yield from node.entries.values()
    elif not (isinstance(node, Scalar) and node.is_null):
        want(name, node, report, "lines of the form “name: value”")


def want(name: str, node: Node, report: Report, wanted: str) -> Any:
    """Complains that the value is of another type; gives None."""
    report.add("C109", node.line, node.column, field=name, want=wanted)
