"""What the links of one course's files can reach, put together from its texts and files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from ..publishing.library import Library
from . import media
from .identities import by_standing
from .includes import Includes
from .modules import ModuleBuild
from .sheets import FileGroup
from .surroundings import Names, Surroundings, Target, names
from .tree import CourseFolder, File


class Built(Protocol):
    """What has to be known of a course."""

    folder: CourseFolder
    library: Library
    modules: list[ModuleBuild]

    @property
    def id(self) -> str: ...
    @property
    def languages(self) -> tuple[str, ...]: ...


def includes(
    build: Built, groups: Iterable[FileGroup], files: Mapping[str, File], terms: Mapping[str, str], *, fresh: bool
) -> Includes:
    """What links can reach, and what can be put in. `fresh`: of what never was good, the newest version counts."""
    hidden = {module.folder.path for module in build.modules if module.values.get("status", "published") != "published"}
    pages: dict[str, Target] = {}
    lessons: dict[str, Target] = {}
    texts: dict[str, FileGroup] = {}
    in_order = by_standing(groups)
    for group in reversed(in_order):
        paths = names(group)
        texts.update(dict.fromkeys(paths, group))
        if (target := _target(group, hidden)) is not None:
            pages.update(dict.fromkeys(paths, target))
            if group.role == "page":
                lessons[group.id] = target
    for group in (group for group in in_order if group.role == "page"):
        for alias in group.aliases:
            lessons.setdefault(alias, lessons[group.id])
    around = Surroundings(
        course_id=build.id,
        folder=build.folder.path,
        languages=build.languages,
        pages=Names(pages),
        lessons=lessons,
        texts=Names(texts),
        terms=terms,
        assets=Names(files),
        read_asset=build.library.asset,
        captions=media.captions(files),
    )
    found = Includes(around, fresh)
    around.anchors = found.anchors
    return found


def _target(group: FileGroup, hidden: Collection[str]) -> Target | None:
    """The page that a text is; None for what has no address. `hidden`: folders of modules that are not published."""
    sources = {sheet.lang: sheet.page or sheet.current for sheet in group.sheets}
    if group.role == "page":
        page = group.source.page or group.source.current
        published = page.values.get("status", "published") == "published" and group.folder not in hidden
        served = group.source.page is not None
        source = group.source.lang
        return Target("quiz" if group.kind == "quiz" else "lesson", group.id, published, served, source, sources)
    if group.role == "landing":
        return Target("course", "", True, True, group.source.lang, sources)
    return Target("glossary", "", True, True, group.source.lang, sources) if group.role == "glossary" else None
