"""A translation beside its source: the same questions, of the same structure (content-format §5)."""

from __future__ import annotations

from collections.abc import Mapping

from app.questions import structure

from .asking import Asked
from .diagnostics import Report
from .metadata import check_translation
from .reading import PageFile

SAID_TWICE = {"id", "type"}
"""Settings that a translation repeats."""


def check_pair(translation: PageFile, source: PageFile, report: Report) -> None:
    """All complaints about a translation that come from its source."""
    check_translation(translation.values, report)
    given = translation.values.get("id")
    if given and given != source.values.get("id"):
        report.add("C512", *translation.values.place("id"), field="id")
    _check_hash(translation, source, report)
    pairs = pair(translation, source)
    for number, asked in enumerate(source.questions):
        if number not in pairs:
            report.add("C510", 1, 1, id=_name(asked))
        else:
            _check_question(pairs[number], asked, report)
    paired = {id(asked) for asked in pairs.values()}
    for asked in translation.questions:
        if id(asked) not in paired:
            report.add("C510", asked.line, 1, id=_name(asked))


def pair(translation: PageFile, source: PageFile) -> Mapping[int, Asked]:
    """The translation's question for each of the source, by its number: by id, or by order among those without."""
    by_id = {asked.settings.id: asked for asked in translation.questions if asked.settings.id}
    nameless = iter([asked for asked in translation.questions if not asked.settings.id])
    found = {}
    for number, asked in enumerate(source.questions):
        other = by_id.get(asked.settings.id) if asked.settings.id else next(nameless, None)
        if other is not None:
            found[number] = other
    return found


def difference(asked: Asked, source: Asked) -> str | None:
    """What keeps a translated question from being shown for its source; None when it fits."""
    if asked.kind != source.kind:
        return "types"
    return structure.difference(asked.parts, source.parts)


def _check_hash(translation: PageFile, source: PageFile, report: Report) -> None:
    noted = translation.values.get("source_hash")
    if noted is None:
        report.add("C502", 1, 1, want=source.source_hash)
    elif noted != source.source_hash:
        report.add("C501", *translation.values.place("source_hash"), want=source.source_hash)


def _check_question(asked: Asked, source: Asked, report: Report) -> None:
    if (what := difference(asked, source)) is not None:
        report.add("C511", asked.line, 1, what=what)
        return
    for key, setting in asked.written.items():
        if key not in SAID_TWICE and (key not in source.written or source.written[key].value != setting.value):
            report.add("C512", asked.line, 1, field=key)
    for item, original in zip(asked.items, source.items, strict=False):
        for key, setting in item.settings.items():
            if key not in original.settings or original.settings[key].value != setting.value:
                report.add("C512", asked.line, 1, field=key)


def _name(asked: Asked) -> str:
    return asked.settings.id or asked.text.title
