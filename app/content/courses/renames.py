"""Ids that may have been changed by mistake: one is gone, and an unknown one has nearly the same text (§4.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from ..diagnostics import Report
from ..model import Rename
from ..parsing import texts
from ..publishing.library import Library
from ..publishing.store import Pointer
from .keeping import Kept, KeptLesson
from .sheets import FileGroup

ALIKE = 0.9
MOST_GONE = 200
MOST_NEW = 200
ENOUGH_LINES = 10
"""Shorter texts are often alike: of lessons that were there side by side they say nothing."""


def gone(before: Kept, now: Collection[str], known: Collection[str]) -> tuple[KeptLesson, ...]:
    """What was served and is no more. `now`: ids in service; `known`: all ids and former ids in the files."""
    served = [lesson for module in before.modules for lesson in module.lessons]
    lost = {each.id: each for each in [*before.gone, *served] if each.id not in now and each.id not in known}
    return tuple(lost.values())[-MOST_GONE:]


def suspect(
    course_id: str, before: Kept, lost: Iterable[KeptLesson], groups: Mapping[str, FileGroup], library: Library
) -> tuple[Rename, ...]:
    """Pairs of a lesson's id that is gone and of one that has its text. `groups`: lessons in service, by id.

    Held against each other are what is gone and what is new; and what has gone just now and all the others, for a copy may
    have been there before. An id that was in service once and comes back is neither.
    """
    missing = {each.id: each for each in lost}
    still = [each for each in before.suspected if each.old_id in missing and each.new_id in groups]
    found = {(each.old_id, each.new_id): each for each in still}
    served = {lesson.id for module in before.modules for lesson in module.lessons}
    back = {lesson.id for lesson in before.gone}
    fresh = [name for name in groups if name not in served and name not in back]
    others = [name for name in groups if name in served and name not in back]
    old: dict[str, dict[str, Counter[str]]] = {}
    pairs = [(name, set(missing)) for name in fresh[:MOST_NEW]] if before.modules else []
    pairs += [(name, missing.keys() & served) for name in others[:MOST_NEW]]
    for name, gone_ids in pairs if missing else ():
        group = groups[name]
        lang = group.source.lang
        if gone_ids and lang not in old:
            old[lang] = {old_id: _lines(_kept_text(each, lang, library)) for old_id, each in missing.items()}
        enough = 1 if name in fresh else ENOUGH_LINES
        against = {each: old[lang][each] for each in gone_ids if old[lang][each].total() >= enough}
        for old_id, share in _alike(_lines(_text(group)), against) if against else ():
            path = missing[old_id].pages[0].path
            found[old_id, name] = Rename(course_id, old_id, name, path, group.source.path, share)
    return tuple(found.values())


def _alike(lines: Counter[str], old: Mapping[str, Counter[str]]) -> list[tuple[str, float]]:
    """The ids whose text has nine in ten lines in common with these: which of them it was, an editor says."""
    shares = ((name, _share(lines, others)) for name, others in old.items())
    return [(name, share) for name, share in shares if share >= ALIKE]


def _share(one: Counter[str], other: Counter[str]) -> float:
    total = max(one.total(), other.total())
    if not total or min(one.total(), other.total()) < ALIKE * total:
        return 0.0
    return (one & other).total() / total


def _lines(text: str | None) -> Counter[str]:
    if text is None:
        return Counter()
    body = texts.normal_body(texts.split(text, Report("")).body)
    return Counter(line for line in body.split("\n") if line)


def _kept_text(lesson: KeptLesson, lang: str, library: Library) -> str | None:
    page = next((page for page in lesson.pages if page.lang == lang), None)
    data = library.store.read(Pointer(page.sha)) if page else None
    return None if data is None else texts.decode(data, Report(""))


def _text(group: FileGroup) -> str | None:
    try:
        data = group.source.file.location.read_bytes()
    except OSError:
        return None
    return texts.decode(data[: texts.MOST_BYTES], Report(""))
