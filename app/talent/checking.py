"""The files of the framework looked at together, and the courses beside them: what editors are told. Nothing is put into service.

What only another file can tell keeps no file out of service: a level of a competency that nobody knows is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.content.courses.tree import is_read
from app.content.diagnostics import Report, nearest, sort
from app.content.model import Diagnostic
from app.content.parsing import fields
from app.content.parsing.given import Competence
from app.content.parsing.metadata import read_course
from app.content.parsing.texts import decode

from .model import Position, Starter
from .parsing import COMPETENCIES, POSITIONS, PROGRAMMES, READERS, Competencies, Place, Read

START = (1, 1)


def check(root: Path) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with the files of the framework, and where courses do not agree with it."""
    reports = {name: Report(name) for name in READERS}
    read: dict[str, Read[Any]] = {}
    for name, reader in READERS.items():
        data = _bytes(root / name, reports[name])
        if data is not None:
            read[name] = reader(data, reports[name])
    found = [each for report in reports.values() for each in report.found]
    framework: Competencies = read[COMPETENCIES].said if COMPETENCIES in read else Competencies()
    if POSITIONS in read:
        found += check_positions(read[POSITIONS], framework)
    courses = [given for path in _courses(root) if (given := _course(path)) is not None]
    if PROGRAMMES in read:
        positions = read[POSITIONS].said if POSITIONS in read else {}
        found += check_programmes(read[PROGRAMMES], positions, {key for given in courses for key in given.ids})
    for given in courses if framework.competencies else ():
        found += check_course(given, framework)
    return sort(found)


@dataclass(frozen=True, slots=True)
class Given:
    """What a course.yaml says, as far as it concerns the framework. `places`: of a competency and of its title, by name."""

    path: str
    ids: tuple[str, ...]
    competencies: tuple[Competence, ...]
    places: Mapping[str, tuple[Place, Place]]


def read_given(path: str, data: bytes) -> Given | None:
    """What else is wrong in the file, `flask courses check` says; None when it cannot be read."""
    unheard = Report(path)
    text = decode(data, unheard)
    mapping = fields.read_mapping(text, unheard) if text is not None else None
    if mapping is None:
        return None
    found = read_course(mapping, unheard)
    _key, node = mapping.entries.get("competencies", (None, None))
    entries = node.entries if isinstance(node, fields.Mapping) else {}
    return Given(
        path,
        (str(found.get("id", "")), *(each.text for each in found.get("aliases", ()))),
        tuple(found.get("competencies", {}).values()),
        {name: (_place(key), _title_place(key, value)) for name, (key, value) in entries.items()},
    )


def check_positions(read: Read[dict[str, Position]], framework: Competencies) -> list[Diagnostic]:
    """Competencies that nobody knows, that a position leaves out, and levels that there are not."""
    report, known, most = Report(POSITIONS), framework.competencies, len(framework.levels)
    for (code, name), place in read.places.items():
        if not name:
            asked = {other for position, other in read.places if position == code}
            for missing in (each for each in known if each not in asked):
                report.note("C112", *place, {"field": missing}, severity="warning")
        elif known and name not in known:
            report.add("C701", *place, name=name, **nearest(name, known))
        elif most and read.said[code].levels.get(name, 0) > most:
            report.add("C110", *place, field=name, lo=0, hi=most)
    return report.found


def check_programmes(
    read: Read[dict[str, Starter]], positions: Mapping[str, Position], course_ids: Collection[str]
) -> list[Diagnostic]:
    """Positions and courses that are not there; a course may still come, so that it is a warning."""
    report = Report(PROGRAMMES)
    for (code, name), place in read.places.items():
        if name and name not in course_ids:
            report.note("C704", *place, _named(name, course_ids))
        elif not name and positions and read.said[code].position not in positions:
            given = read.said[code].position
            report.add("C111", *place, field="position", want=", ".join(positions), **nearest(given, positions))
    return report.found


def _place(key: fields.Scalar) -> Place:
    return key.line, key.column


def _title_place(key: fields.Scalar, value: fields.Node) -> Place:
    titled = value.entries.get("title") if isinstance(value, fields.Mapping) else None
    return _place(titled[0] if titled else key)


def check_course(given: Given, framework: Competencies) -> list[Diagnostic]:
    """Where the competencies of a course are others than those of the framework: it may have some of its own, so these are warnings."""
    report = Report(given.path)
    for each in given.competencies:
        _compare(each, *given.places.get(each.name, (START, START)), framework, report)
    return report.found


def _compare(each: Competence, place: Place, title: Place, framework: Competencies, report: Report) -> None:
    known = framework.competencies.get(each.name)
    if known is None:
        report.note("C701", *place, _named(each.name, framework.competencies), severity="warning")
        return
    if each.levels != len(framework.levels):
        report.note("C702", *place, {"have": each.levels, "want": len(framework.levels)}, severity="warning")
    for lang, said in each.title.items():
        wanted = known.title.get(lang)
        if wanted is not None and said != wanted:
            report.add("C703", *title, name=said, want=wanted)


def _named(name: str, known: Iterable[str]) -> dict[str, str | int]:
    """A name that is not known, with the one that may be meant."""
    close = nearest(name, known).get("did")
    return {"name": name, "did": close} if close else {"name": name}


def _courses(root: Path) -> list[Path]:
    return sorted(path for path in root.glob("*/course.yaml") if is_read(path.parent.name))


def _course(path: Path) -> Given | None:
    data = _bytes(path, Report(str(path)))
    return read_given(f"{path.parent.name}/{path.name}", data) if data is not None else None


def _bytes(path: Path, report: Report) -> bytes | None:
    """What stands in the file. A file that is not there is no fault: the platform works without a framework."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        report.add("C197", why=error.strerror or str(error))
        return None
