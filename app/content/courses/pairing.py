"""A translation beside its source: the same questions, of the same structure (content-format §5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.questions import structure
from app.questions.draft import Setting

from ..diagnostics import Report
from ..parsing.asking import Asked
from ..parsing.metadata import check_translation
from ..parsing.pagefile import PageFile

SAID_TWICE = {"id", "type", "units"}
"""Settings that a translation repeats, or has of its own."""
TYPED = {"text"}
"""Kinds whose answers are words: every language has its own."""


def check_pair(translation: PageFile, source: PageFile, lesson_id: str, report: Report) -> None:
    """All complaints about a translation that come from its source."""
    check_translation(translation.values, report)
    given = translation.values.get("id")
    if given and given != lesson_id:
        report.add("C512", *translation.values.place("id"), field="id")
    check_drift(translation, source, report)
    pairs = pair(translation, source)
    for number, asked in enumerate(source.questions):
        if number not in pairs:
            report.add("C510", 1, 1, id=_name(asked))
        else:
            _check_question(pairs[number], asked, report)
    _check_pools(translation, source, report)
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


def check_drift(translation: PageFile, source: PageFile, report: Report) -> None:
    """Complains when the source is not the one that was translated."""
    noted = translation.values.get("source_hash")
    if noted is None:
        report.add("C502", 1, 1, want=source.source_hash)
    elif noted != source.source_hash:
        report.add("C501", *translation.values.place("source_hash"), want=source.source_hash)


def _check_question(asked: Asked, source: Asked, report: Report) -> None:
    if (what := difference(asked, source)) is not None:
        report.add("C511", asked.line, 1, what=what)
        return
    differing = [key for key in _differing(asked.written, source.written) if key not in SAID_TWICE]
    if asked.kind not in TYPED:
        for item, original in zip(asked.items, source.items, strict=False):
            differing += _differing(item.settings, original.settings)
    for key in dict.fromkeys(differing):
        report.add("C512", asked.line, 1, field=key)


def _differing(settings: Mapping[str, Setting], source: Mapping[str, Setting]) -> Iterator[str]:
    """The settings that say something else than those of the source; what is not repeated differs from nothing."""
    for key, setting in settings.items():
        if key not in source or _plain(setting.value) != _plain(source[key].value):
            yield key


def _plain(value: str) -> str:
    """A value without what makes no difference: blanks, full-width commas."""
    return "".join(value.replace("，", ",").replace("、", ",").split())


def _check_pools(translation: PageFile, source: PageFile, report: Report) -> None:
    """A pool of a translated quiz repeats what the source says of it, or says nothing."""
    by_id = {pool.id: pool for pool in source.pools if pool.id}
    for number, pool in enumerate(translation.pools):
        original = by_id.get(pool.id) if pool.id else next(iter(source.pools[number : number + 1]), None)
        if pool.id and original is None:
            report.add("C512", pool.line, pool.column, field="id")
        elif original is not None and pool.draw not in {None, original.draw}:
            report.add("C512", pool.line, pool.column, field="draw")


def _name(asked: Asked) -> str:
    return asked.settings.id or asked.text.title
