"""The fields of lessons, quizzes, courses and modules: what is known, and what its values may be (§6.2–§6.4)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, cast

from .. import ids, languages
from ..diagnostics import Report, nearest
from ..messages import CODES
from ..model import Terms
from . import values
from .fields import Mapping, Node, Scalar
from .fields import Sequence as NodeList
from .given import Competence, Drawn, Level
from .values import Reader, Values, named, one_of, text, texts, truth, whole, words

STATUSES = ("draft", "published", "archived")
KINDS = ("lesson", "quiz", "pool")
ROLES = ("pretest", "posttest")
DIFFICULTIES = ("easy", "medium", "hard")
MOST_DRAWN = 200
MOST_HOURS = 500
SUBJECTS = ("public", "professional", "party", "compliance", "management")
FORMAT = "1"


def _attempts(name: str, node: Node, report: Report) -> int | None:
    """0 stands for as many as one likes."""
    if isinstance(node, Scalar) and node.text == "unlimited":
        return 0
    if isinstance(node, Scalar) and node.plain and re.fullmatch(r"\d{1,9}", node.text, re.ASCII):
        value: int | None = whole(1, 100)(name, node, report)
        return value
    values.want(name, node, report, "a whole number or “unlimited”")
    return None


def _source_hash(name: str, node: Node, report: Report) -> str | None:
    if isinstance(node, Scalar) and re.fullmatch("[0-9a-f]{12}", node.text) and not node.is_numeric:
        return node.text
    values.want(name, node, report, "12 characters 0-9 a-f in quotes")
    return None


def _levels(name: str, node: Node, report: Report) -> tuple[Level, ...]:
    found: dict[str, Level] = {}
    for key, value in values.each(name, node, report):
        if not ids.is_competency_id(key.text):
            report.add("C103", key.line, key.column, id=key.text)
        elif key.text.lower() in found:
            report.add("C107", key.line, key.column, key=key.text)
        elif (level := whole(1, 9)(key.text, value, report)) is not None:
            found[key.text.lower()] = Level(key.text, level, key.line, key.column)
    return tuple(found.values())


def _draw(name: str, node: Node, report: Report) -> tuple[Drawn, ...] | None:
    if not isinstance(node, NodeList):
        values.want(name, node, report, "a list")
        return None
    drawn = [_drawn(item, report) for item in node.items]
    return tuple(each for each in drawn if each is not None)


def _drawn(node: Node, report: Report) -> Drawn | None:
    if not isinstance(node, Mapping):
        values.want("draw", node, report, "lines of the form “from: pool, count: number”")
        return None
    given: dict[str, Any] = {}
    for name, (key, value) in node.entries.items():
        if name in DRAW:
            given[name] = DRAW[name](name, value, report)
        else:
            report.add("C108", key.line, key.column, field=name, **nearest(name, DRAW))
    for name in ("from", "count"):
        if name not in given:
            report.add("C112", node.line, node.column, field=name)
    if given.get("from") is None or given.get("count") is None:
        return None
    tags, difficulty = given.get("tags") or (), given.get("difficulty") or ()
    return Drawn(given["from"], given["count"], node.line, node.column, tags, difficulty)


def _difficulty(name: str, node: Node, report: Report) -> tuple[str, ...]:
    found = named(name, node, report) or ()
    for word in found:
        if word.text not in DIFFICULTIES:
            want = ", ".join(DIFFICULTIES)
            report.add("C111", word.line, word.column, field=name, want=want, **nearest(word.text, DIFFICULTIES))
    return tuple(word.text for word in found if word.text in DIFFICULTIES)


DRAW: dict[str, Reader] = {
    "from": values.identity,
    "count": whole(1, MOST_DRAWN),
    "tags": words,
    "difficulty": _difficulty,
}


SETTINGS: dict[str, Reader] = {
    "pass_mark": whole(0, 100),
    "partial": one_of("none", "net", "each"),
    "shuffle_options": truth,
    "feedback": one_of("immediate", "after_submit", "never"),
    "answers": one_of("after_submit", "after_pass", "after_last", "never"),
    "attempts": _attempts,
    "retry_after": whole(0, 43200),
    "shuffle_questions": truth,
    "score": one_of("best", "last", "first", "average"),
}
"""What a page may set and course.yaml may give a default for."""

OF_ALL = {
    "id", "type", "title", "summary", "status", "tags", "authors", "as_of", "review_by", "aliases", "source_hash",
    "translator",
}  # fmt: skip
OF_PAGES = OF_ALL | {
    "minutes", "requires", "competencies", "optional", "pass_mark", "partial", "shuffle_options", "feedback",
}  # fmt: skip
FIELDS = {
    "lesson": OF_PAGES | {"completion", "min_seconds"},
    "quiz": OF_PAGES | {
        "answers", "attempts", "retry_after", "time_limit", "shuffle_questions", "score", "passes", "valid_months",
        "draw", "role",
    },
    "pool": OF_ALL,
}  # fmt: skip
"""Which kinds take which fields (§6.2)."""
TEXT_OF_TRANSLATION = {"id", "title", "summary", "source_hash", "translator", "authors"}

PAGE: dict[str, Reader] = {
    "id": values.identity,
    "type": one_of(*KINDS),
    "title": text(1, 200),
    "summary": text(0, 500),
    "minutes": whole(1, 600),
    "status": one_of(*STATUSES),
    "tags": words,
    "requires": named,
    "competencies": _levels,
    "completion": one_of("view", "time", "quiz"),
    "min_seconds": whole(5, 7200),
    "optional": truth,
    "authors": words,
    "as_of": values.day,
    "review_by": values.day,
    "aliases": values.identities,
    "source_hash": _source_hash,
    "translator": text(1, 200),
    **SETTINGS,
    "time_limit": whole(1, 600),
    "passes": whole(1, 5),
    "valid_months": whole(1, 120),
    "draw": _draw,
    "role": one_of(*ROLES),
}


def read_page(mapping: Mapping, report: Report) -> Values:
    """The fields of a lesson or a quiz, or of a translation."""
    return values.read(mapping, PAGE, report)


def check_source(found: Values, report: Report, *, pool: bool = False) -> None:
    """What the fields of a source file must be together; those of a translation do not count.

    `pool`: it lies in `pools`, where all files are pools; elsewhere none is.
    """
    usual = "pool" if pool else "lesson"
    kind = found.get("type", usual)
    if (kind == "pool") != pool:
        report.add("C111", *found.place("type"), field="type", want="pool" if pool else "lesson, quiz")
        kind = usual
    for name in found.keys:
        if name not in FIELDS[kind]:
            report.add("C127", *found.key(name), field=name, type=kind)
    if kind == "lesson" and found.get("completion") == "time" and "min_seconds" not in found.keys:
        report.add("C112", *found.key("completion"), field="min_seconds")


def check_translation(found: Values, report: Report) -> None:
    """Structure lives in the source: other fields than those of the text have no effect here."""
    for name in found.keys:
        if name not in TEXT_OF_TRANSLATION:
            report.add("C513", *found.key(name), field=name)


def _languages(name: str, node: Node, report: Report) -> tuple[str, ...] | None:
    found: list[str] = []
    for word in named(name, node, report) or ():
        tag = languages.normal(word.text)
        if tag is None:
            report.add("C109", word.line, word.column, field=name, want="a language tag such as en or zh-CN")
        elif tag not in found:
            found.append(tag)
    if not found and not report.broken:
        values.want(name, node, report, "a language tag such as en or zh-CN")
    return tuple(found) or None


def _format(name: str, node: Node, report: Report) -> str | None:
    if isinstance(node, Scalar) and node.text == FORMAT:
        return FORMAT
    report.add("C128", node.line, node.column, value=node.text if isinstance(node, Scalar) else name)
    return None


def _hours(name: str, node: Node, report: Report) -> Decimal | None:
    """Hours of 45 minutes, in halves."""
    if isinstance(node, Scalar) and node.plain and re.fullmatch(r"\d{1,4}(\.[05]0*)?", node.text, re.ASCII):
        if Decimal(node.text) <= MOST_HOURS:
            return Decimal(node.text)
        report.add("C110", node.line, node.column, field=name, lo=0, hi=MOST_HOURS)
        return None
    return values.want(name, node, report, "a number in steps of 0.5, such as 1.5")


COMPETENCY: dict[str, Reader] = {"title": texts(1, 200), "levels": whole(1, 9)}
CERTIFICATE: dict[str, Reader] = {
    "valid_months": whole(1, 120),
    "remind_days": whole(1, 365),
    "min_score": whole(0, 100),
    "window_days": whole(1, 365),
    "grace_days": whole(0, 365),
    "anchor": one_of("completion", "previous_expiry", "fixed_day"),
    "fixed_day": values.day_of_year,
    "min_active_months": whole(0, 60),
    "accept_early": truth,
    "if_lapsed": one_of("recert", "initial"),
}


def _competencies(name: str, node: Node, report: Report) -> dict[str, Competence]:
    """By name in small letters: two names that differ in nothing else are the same."""
    found: dict[str, Competence] = {}
    for key, value in values.each(name, node, report):
        if not ids.is_competency_id(key.text):
            report.add("C103", key.line, key.column, id=key.text)
        elif key.text.lower() in found:
            report.add("C107", key.line, key.column, key=key.text)
        elif isinstance(value, Mapping):
            inner = values.read(value, COMPETENCY, report)
            title, levels = inner.get("title", {"": key.text}), inner.get("levels", 3)
            found[key.text.lower()] = Competence(key.text, title, levels)
        else:
            values.want(key.text, value, report, "a title and a number of levels")
    return found


def _inner(table: dict[str, Reader]) -> Reader:
    def reader(name: str, node: Node, report: Report) -> dict[str, object] | None:
        if isinstance(node, Mapping):
            return dict(values.read(node, table, report).given)
        return values.want(name, node, report, "lines of the form “name: value”")

    return reader


def _certificate(name: str, node: Node, report: Report) -> Terms | None:
    """The terms of a certificate. An anchor needs what it counts with: the fixed day, or a number of months."""
    if not isinstance(node, Mapping):
        return values.want(name, node, report, "lines of the form “name: value”")
    found = values.read(node, CERTIFICATE, report)
    anchor, terms = found.get("anchor"), cast(Terms, dict(found.given))
    needed = {"fixed_day": "fixed_day", "previous_expiry": "valid_months"}.get(anchor or "")
    if needed is not None and needed not in found.keys:
        report.add("C112", *found.place("anchor"), field=needed)
        del terms["anchor"]
    return terms


def _codes(name: str, node: Node, report: Report) -> tuple[str, ...]:
    found = named(name, node, report) or ()
    for word in found:
        if word.text not in CODES:
            report.add("C109", word.line, word.column, field=name, want="a diagnostic code")
    return tuple(word.text for word in found)


COURSE: dict[str, Reader] = {
    "format": _format,
    "id": values.identity,
    "title": texts(1, 200),
    "languages": _languages,
    "summary": texts(0, 500),
    "modules": named,
    "status": one_of(*STATUSES),
    "edition": whole(1, 9999),
    "competencies": _competencies,
    "requires": named,
    "certificate": _certificate,
    "credit_hours": _hours,
    "subject": one_of(*SUBJECTS),
    "defaults": _inner(SETTINGS),
    "strict": _codes,
    "owners": words,
    "tags": words,
    "license": text(0, 200),
    "aliases": values.identities,
}

MODULE: dict[str, Reader] = {
    "id": values.identity,
    "title": texts(1, 200),
    "summary": texts(0, 500),
    "lessons": named,
    "requires": named,
    "status": one_of(*STATUSES),
    "optional": truth,
    "aliases": values.identities,
}


def read_course(mapping: Mapping, report: Report) -> Values:
    """The fields of course.yaml. A course for another format is not read any further."""
    if "format" in mapping.entries and _format("format", mapping.entries["format"][1], report) is None:
        return Values()
    found = values.read(mapping, COURSE, report)
    values.require(found, report, "format", "id", "title", "languages")
    return found


def read_module(mapping: Mapping, report: Report) -> Values:
    """The fields of module.yaml."""
    found = values.read(mapping, MODULE, report)
    values.require(found, report, "title")
    return found
