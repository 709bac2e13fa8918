"""The fields of lessons, quizzes, courses and modules: what is known, and what its values may be (§6.2–§6.4)."""

from __future__ import annotations

import re

from . import ids, languages, values
from .diagnostics import Report
from .fields import Mapping, Node, Scalar
from .fields import Sequence as NodeList
from .values import Named, Reader, Values, named, one_of, text, texts, truth, whole, words

STATUSES = ("draft", "published", "archived")
KINDS = ("lesson", "quiz")
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


def _levels(name: str, node: Node, report: Report) -> dict[str, tuple[int, Named]] | None:
    """Competency to level, each with the place of its name."""
    found: dict[str, tuple[int, Named]] = {}
    for key, value in values.each(name, node, report):
        if not ids.is_competency_id(key.text):
            report.add("C103", key.line, key.column, id=key.text)
        elif (level := whole(1, 9)(key.text, value, report)) is not None:
            found[key.text] = (level, Named(key.text, key.line, key.column))
    return found


def _draw(name: str, node: Node, report: Report) -> None:
    """Drawing from pools is not in this release: every pool that is named is an unknown one."""
    items = node.items if isinstance(node, NodeList) else ()
    pools = [item.entries["from"][1] for item in items if isinstance(item, Mapping) and "from" in item.entries]
    for pool in pools or [node]:
        report.add("C403", pool.line, pool.column, name=pool.text if isinstance(pool, Scalar) else name)


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

ONLY_LESSON = {"completion", "min_seconds"}
ONLY_QUIZ = {
    "answers", "attempts", "retry_after", "time_limit", "shuffle_questions", "score", "passes", "valid_months", "draw",
}  # fmt: skip
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
}


def read_page(mapping: Mapping, report: Report) -> Values:
    """The fields of a lesson or a quiz, or of a translation."""
    return values.read(mapping, PAGE, report)


def check_source(found: Values, report: Report) -> None:
    """What the fields of a source file must be together; those of a translation do not count."""
    kind = found.get("type", "lesson")
    for name in found.keys:
        if name in (ONLY_QUIZ if kind == "lesson" else ONLY_LESSON):
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
    return tuple(found) or None


def _format(name: str, node: Node, report: Report) -> str | None:
    if isinstance(node, Scalar) and node.text == FORMAT:
        return FORMAT
    report.add("C128", node.line, node.column, value=node.text if isinstance(node, Scalar) else name)
    return None


COMPETENCY: dict[str, Reader] = {"title": texts(1, 200), "levels": whole(1, 9)}
CERTIFICATE: dict[str, Reader] = {
    "valid_months": whole(1, 120),
    "remind_days": whole(1, 365),
    "min_score": whole(0, 100),
}


def _competencies(name: str, node: Node, report: Report) -> dict[str, tuple[dict[str, str], int]]:
    """Competency to title and number of levels."""
    found: dict[str, tuple[dict[str, str], int]] = {}
    for key, value in values.each(name, node, report):
        if not ids.is_competency_id(key.text):
            report.add("C103", key.line, key.column, id=key.text)
        elif isinstance(value, Mapping):
            inner = values.read(value, COMPETENCY, report)
            found[key.text] = (inner.get("title", {"": key.text}), inner.get("levels", 3))
        else:
            values.want(key.text, value, report, "a title and a number of levels")
    return found


def _inner(table: dict[str, Reader]) -> Reader:
    def reader(name: str, node: Node, report: Report) -> dict[str, object] | None:
        if isinstance(node, Mapping):
            return values.read(node, table, report).given
        return values.want(name, node, report, "lines of the form “name: value”")

    return reader


def _codes(name: str, node: Node, report: Report) -> tuple[str, ...]:
    found = named(name, node, report) or ()
    for word in found:
        if not re.fullmatch(r"C\d{3}", word.text, re.ASCII):
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
    "certificate": _inner(CERTIFICATE),
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
