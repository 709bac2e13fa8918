"""Which page becomes which lesson: modules, names, ids, and where every file goes."""

from __future__ import annotations

from dataclasses import dataclass, field

from . import folders, naming
from .folders import FIRST
from .material import Material
from .naming import Unique
from .outline import Entry, Outline, Part
from .outlines import Found
from .sources import stem

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
    for part in found.outline.parts:
        entries = [entry for entry in part.entries if entry.path and _is_readable(material, entry.path)]
        if not entries:
            continue
        named = part.title or (title if not plan.modules else _first_title(material, entries[0]))
        key = part.key or named
        module = Module(
            module_ids.take(naming.id_of([key], key), naming.short_hash(key)),
            module_names.take(naming.folder_name(key.lower() if not part.key else key), naming.short_hash(key)),
            named[:200] or key,
        )
        names = Unique()
        for entry in entries:
            assert entry.path is not None
            module.lessons.append(_lesson(entry, entry.path, part, module, found, lesson_ids, names))
        plan.modules.append(module)
    return plan


def _is_readable(material: Material, path: str) -> bool:
    if material.text(path) is None:
        material.findings.add(path, 0, "unreadable", "no text")
        return False
    material.tell_of_encoding(path)
    return True


def _lesson(
    entry: Entry, path: str, part: Part, module: Module, found: Found, lesson_ids: Unique, names: Unique
) -> Lesson:
    inside = path.removeprefix(f"{found.outline.root}/") if found.outline.root else path
    steps = [*inside.split("/")[:-1], stem(inside)]
    if steps[-1].lower() in FIRST:
        steps = steps[:-1] or ["introduction"]
    lesson_id = lesson_ids.take(naming.id_of(steps, path), naming.short_hash(path))
    name = names.take(naming.file_name(steps[-1]), naming.short_hash(path))
    pages = {found.lang: path, **found.tongues.versions.get(path, {})}
    return Lesson(lesson_id, module.folder, name, entry.title, pages)


def _first_title(material: Material, entry: Entry) -> str:
    if entry.title:
        return entry.title
    assert entry.path is not None
    return material.front(entry.path).text(("title",)) or folders.as_words(stem(entry.path))
