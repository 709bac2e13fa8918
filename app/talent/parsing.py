"""One file of `courses/framework/`, read by itself: what it says, with every complaint at its line and column. Pure.

Read with the reader of course.yaml, and its words. What needs another file is for `checking.py`: here a position may ask for
a competency that nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from app.content import ids
from app.content.diagnostics import Report, nearest
from app.content.parsing import values
from app.content.parsing.fields import Mapping, Node, Scalar, read_mapping
from app.content.parsing.fields import Sequence as NodeList
from app.content.parsing.texts import decode
from app.content.parsing.values import Reader, Values, one_of, texts, whole

from .model import Competency, Family, Framework, Level, Position, Starter, Text

FOLDER = "framework"
COMPETENCIES, POSITIONS, PROGRAMMES = (f"{FOLDER}/{name}.yaml" for name in ("competencies", "positions", "programmes"))
MOST_LEVELS = 9
MOST_DAYS = 3650
Place = tuple[int, int]
Thing = TypeVar("Thing")

LANGUAGES = ("zh-CN", "en")


def _in_both(low: int, high: int) -> Reader:
    """A text in each language; one that is missing is worth a remark."""
    one = texts(low, high)

    def reader(name: str, node: Node, report: Report) -> dict[str, str] | None:
        found: dict[str, str] | None = one(name, node, report)
        for lang in LANGUAGES if found else ():
            if found and lang not in found:
                report.add("C505", node.line, node.column, lang=lang)
        return found

    return reader


sentence = _in_both(1, 500)
title = _in_both(1, 120)


@dataclass(frozen=True, slots=True)
class Read(Generic[Thing]):
    """What a file says. `places`: where something stands that only another file can tell to be wrong."""

    said: Thing
    places: dict[tuple[str, str], Place] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Competencies:
    levels: tuple[Level, ...] = ()
    families: dict[str, Family] = field(default_factory=dict)
    competencies: dict[str, Competency] = field(default_factory=dict)


def read_competencies(data: bytes, report: Report) -> Read[Competencies]:
    found = _fields(data, report, {"format": _format, "levels": _levels, "families": _families, "competencies": _as_is})
    levels, families = found.get("levels", ()), found.get("families", {})
    competencies = {}
    for key, node in _named(found.get("competencies"), "competencies", report):
        competency = _competency(key, node, families, len(levels), report)
        if competency is not None:
            competencies[key.text] = competency
    return Read(Competencies(levels, families, competencies))


def read_positions(data: bytes, report: Report) -> Read[dict[str, Position]]:
    """`places`: of each competency that a position asks for."""
    found = _fields(data, report, {"format": _format, "positions": _as_is})
    read: Read[dict[str, Position]] = Read({})
    for key, node in _named(found.get("positions"), "positions", report):
        inner = _inside(key.text, node, {"name": title, "does": sentence, "levels": _needs}, ("name", "levels"), report)
        if inner is None:
            continue
        needs: dict[str, tuple[int, Place]] = inner.get("levels", {})
        read.places.update({(key.text, name): place for name, (_level, place) in needs.items()})
        read.places[key.text, ""] = inner.key("levels")
        levels = {name: level for name, (level, _place) in needs.items() if level}
        read.said[key.text] = Position(key.text, inner.get("name", {}), inner.get("does", {}), levels)
    return read


STARTER: dict[str, Reader] = {
    "position": values.text(1, 64),
    "name": title,
    "purpose": _in_both(1, 2000),
    "required": values.named,
    "electives": values.named,
    "electives_needed": whole(0, 100),
    "days": whole(1, MOST_DAYS),
    "from": one_of("assignment", "hire"),
}


def read_programmes(data: bytes, report: Report) -> Read[dict[str, Starter]]:
    """`places`: of each course that a programme names, and of its position."""
    found = _fields(data, report, {"format": _format, "programmes": _as_is})
    read: Read[dict[str, Starter]] = Read({})
    for key, node in _named(found.get("programmes"), "programmes", report):
        inner = _inside(key.text, node, STARTER, ("position", "name", "required"), report)
        if inner is None:
            continue
        required, electives = inner.get("required", ()), inner.get("electives", ())
        for each in (*required, *electives):
            read.places[key.text, each.text] = (each.line, each.column)
        read.places[key.text, ""] = inner.place("position")
        needed = inner.get("electives_needed", 0)
        if needed > len(electives):
            report.add("C110", *inner.place("electives_needed"), field="electives_needed", lo=0, hi=len(electives))
        read.said[key.text] = Starter(
            key.text,
            inner.get("position", ""),
            inner.get("name", {}),
            inner.get("purpose", {}),
            tuple(each.text for each in required),
            tuple(each.text for each in electives),
            needed,
            inner.get("days", 180),
            inner.get("from") == "hire",
        )
    return read


READERS: dict[str, Callable[[bytes, Report], Read[Any]]] = {
    COMPETENCIES: read_competencies,
    POSITIONS: read_positions,
    PROGRAMMES: read_programmes,
}


def put_together(competencies: Competencies, positions: dict[str, Position], starters: dict[str, Starter]) -> Framework:
    """The framework of what each file says: levels of competencies that are not there any more are left out."""
    known = competencies.competencies
    most = len(competencies.levels)
    profiles = {
        code: Position(
            code,
            each.name,
            each.does,
            {key: min(each.levels[key], most) for key in known if key in each.levels},
        )
        for code, each in positions.items()
    }
    return Framework(competencies.levels, competencies.families, known, profiles, starters)


def _fields(data: bytes, report: Report, table: dict[str, Reader]) -> Values:
    """The fields of a file; all of them have to be there."""
    text = decode(data, report)
    mapping = read_mapping(text, report) if text is not None else None
    if mapping is None:
        return Values()
    found = values.read(mapping, table, report)
    values.require(found, report, *table)
    return found


def _format(name: str, node: Node, report: Report) -> int | None:
    found: int | None = whole(1, 1)(name, node, report)
    return found


def _as_is(_name: str, node: Node, _report: Report) -> Node:
    return node


def _named(node: Node | None, name: str, report: Report) -> Iterator[tuple[Scalar, Node]]:
    """The entries of a mapping whose keys are ids; capitals are allowed."""
    for key, value in values.each(name, node, report) if node is not None else ():
        if ids.is_competency_id(key.text):
            yield key, value
        else:
            report.add("C103", key.line, key.column, id=key.text)


def _inside(name: str, node: Node, table: dict[str, Reader], needed: tuple[str, ...], report: Report) -> Values | None:
    """The fields of one entry; what is missing is said at the entry."""
    if not isinstance(node, Mapping):
        values.want(name, node, report, "lines of the form “name: value”")
        return None
    found = values.read(node, table, report)
    for missing in (each for each in needed if each not in found.keys):
        report.add("C112", node.line, node.column, field=missing)
    return found


def _levels(name: str, node: Node, report: Report) -> tuple[Level, ...] | None:
    if not isinstance(node, NodeList) or not 1 <= len(node.items) <= MOST_LEVELS:
        values.want(name, node, report, "a list")
        return None
    table = {"title": title, "meaning": sentence, "evidence": sentence}
    read = [_inside(name, item, table, tuple(table), report) for item in node.items]
    return tuple(
        Level(number, each.get("title", {}), each.get("meaning", {}), each.get("evidence", {}))
        for number, each in enumerate(read, 1)
        if each is not None
    )


def _families(name: str, node: Node, report: Report) -> dict[str, Family]:
    found = {}
    for key, value in _named(node, name, report):
        text = title(key.text, value, report)
        if text is not None:
            found[key.text] = Family(key.text, text)
    return found


COMPETENCY: dict[str, Reader] = {"family": values.text(1, 64), "title": title, "levels": _as_is}


def _competency(
    key: Scalar, node: Node, families: dict[str, Family], level_count: int, report: Report
) -> Competency | None:
    inner = _inside(key.text, node, COMPETENCY, tuple(COMPETENCY), report)
    if inner is None:
        return None
    family = inner.get("family", "")
    if family and family not in families:
        want = ", ".join(families)
        report.add("C111", *inner.place("family"), field="family", want=want, **nearest(family, families))
    levels: list[Text] = []
    given = inner.get("levels")
    if isinstance(given, NodeList):
        levels = [text for item in given.items if (text := sentence(key.text, item, report)) is not None]
        if level_count and len(given.items) != level_count:
            report.add("C702", given.line, given.column, have=len(given.items), want=level_count)
    elif given is not None:
        values.want("levels", given, report, "a list")
    return Competency(key.text, family, inner.get("title", {}), tuple(levels))


def _needs(name: str, node: Node, report: Report) -> dict[str, tuple[int, Place]]:
    """The level of each competency, with its place; 0 where nothing is needed."""
    found = {}
    for key, value in _named(node, name, report):
        level = whole(0, MOST_LEVELS)(key.text, value, report)
        if level is not None:
            found[key.text] = (level, (key.line, key.column))
    return found
