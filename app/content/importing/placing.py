"""Which page becomes which lesson: modules, names, ids, and where every file goes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from . import folders, naming
from .folders import FIRST
from .material import Material
from .naming import Unique
from .outline import Entry, Outline, Part
from .outlines import Found
from .sources import stem

NO_TEXT = re.compile(
    r"<!--.*?-->|^\s*#[^\n]*\n+(?=```)|^(`{3,}|:{3,})(?:\{?toc(?:tree)?\}?|eval_rst)$.*?^\1$", re.DOTALL | re.MULTILINE
)
"""Comments, and fences that only list pages, with the title above them."""
MOST_LESSONS = 300  # in one module: more are split, so that a module stays a list one can look over


@dataclass(slots=True)
class Lesson:
    """A lesson to be: its pages by language, the source's first. `path` is in the course, without language and ending."""

    id: str
    module: str
    name: str
    title: str  # what the table of contents says
    pages: dict[str, str]

    @property
    def path(self) -> str:
        return f"{self.module}/{self.name}"


@dataclass(slots=True)
class Module:
    id: str
    folder: str
    title: str
    titles: dict[str, str] = field(default_factory=dict)  # in the languages of the page that it begins with
    lessons: list[Lesson] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """The course that is to be written. `places`: source path to where it goes; `assets`: files to be copied."""

    outline: Outline
    lang: str
    modules: list[Module]
    assets: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    @property
    def languages(self) -> list[str]:
        found = {lang for module in self.modules for lesson in module.lessons for lang in lesson.pages}
        return [self.lang, *sorted(found - {self.lang})]

    def lessons(self) -> list[Lesson]:
        return [lesson for module in self.modules for lesson in module.lessons]


def place(material: Material, found: Found, title: str) -> Plan:
    """A plan with every page that can be read."""
    plan = Plan(found.outline, found.lang, [])
    lesson_ids, module_ids, module_names = Unique(), Unique(), Unique()
    common = Counter(stem(path).lower() for path in found.outline.paths())
    for part in found.outline.parts:
        entries = [entry for entry in part.entries if entry.path and _is_readable(material, entry.path)]
        if not entries:
            continue
        if not found.outline.listed or found.outline.tool == "toctree":
            entries = _with_text(material, entries)
        if not entries:
            continue
        named = part.title or (title if not plan.modules else _first_title(material, entries[0]))
        key = part.key or named
        module = Module(
            module_ids.take(naming.id_of([key], key), naming.short_hash(key)),
            module_names.take(naming.folder_name(key.lower() if not part.key else key), naming.short_hash(key)),
            named[:200] or key,
            _titles(material, entries[0], part, found),
        )
        names = Unique()
        stems = Counter(stem(str(entry.path)).lower() for entry in entries)
        for entry in entries:
            assert entry.path is not None
            again = stems[stem(entry.path).lower()] > 1
            lesson = _lesson(entry, entry.path, again, module, found, lesson_ids, names)
            if not lesson.title and common[stem(entry.path).lower()] > 1:
                lesson.title = _told_apart(entry.path)
            module.lessons.append(lesson)
        plan.modules.append(module)
    return plan


def _is_readable(material: Material, path: str) -> bool:
    if material.text(path) is None:
        material.findings.add(path, 0, "unreadable", "no text")
        return False
    material.tell_of_encoding(path)
    return True


def _lesson(
    entry: Entry, path: str, again: bool, module: Module, found: Found, lesson_ids: Unique, names: Unique
) -> Lesson:
    """`again`: other pages of the module have the same name, so that it takes the folder's to tell them apart."""
    inside = path.removeprefix(f"{found.outline.root}/") if found.outline.root else path
    steps = [*inside.split("/")[:-1], stem(inside)]
    if steps[-1].lower() in FIRST:
        steps = steps[:-1] or ["introduction"]
    lesson_id = lesson_ids.take(naming.id_of(steps, path), naming.short_hash(path))
    distinct = again and len(steps) > 1 and steps[-1] == stem(inside)
    name = "-".join(steps[-2:]) if distinct else steps[-1]
    name = names.take(naming.file_name(name), naming.short_hash(path))
    pages = {found.lang: path, **found.tongues.versions.get(path, {})}
    return Lesson(lesson_id, module.folder, name, entry.title, pages)


def _told_apart(path: str) -> str:
    """A title for a page without one of its own, whose name other pages have too: with its folder's in front."""
    steps = path.split("/")
    if len(steps) < 2 or stem(path).lower() in FIRST:
        return ""
    return f"{folders.as_words(steps[-2])}: {folders.as_words(stem(path))}"


def _with_text(material: Material, entries: list[Entry]) -> list[Entry]:
    """Without pages that only give a folder its title."""
    kept: list[Entry] = []
    for entry in entries:
        path = str(entry.path)
        if stem(path).lower() in FIRST and not NO_TEXT.sub("", material.front(path).body).strip():
            material.findings.add(path, 0, "empty")
        else:
            kept.append(entry)
    return kept


def _titles(material: Material, first: Entry, part: Part, found: Found) -> dict[str, str]:
    """The module's title in other languages, when it is that of the page it begins with."""
    path = str(first.path)
    if stem(path).lower() not in FIRST or not part.title or material.title(path) != part.title:
        return {}
    versions = found.tongues.versions.get(path, {})
    return {lang: title for lang, other in versions.items() if (title := material.title(other)[:200])}


def _first_title(material: Material, entry: Entry) -> str:
    if entry.title:
        return entry.title
    assert entry.path is not None
    steps = entry.path.split("/")
    name = steps[-2] if stem(entry.path).lower() in FIRST and len(steps) > 1 else stem(entry.path)
    return material.title(entry.path) or folders.as_words(name)
