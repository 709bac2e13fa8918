"""What a course consisted of when it was last served, so that what goes missing can be served as it was (§15.2)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ..assets import kinds as assets
from ..model import Asset, Rename
from ..publishing.library import ConfigFile, Library
from ..publishing.store import Pointer, Store, sha256
from .configs import Config
from .sheets import FileGroup, Sheet
from .tree import File, ModuleFolder, absent, page_name

KEPT = {assets.PICTURE, assets.CAPTIONS, assets.DOCUMENT}


@dataclass(frozen=True, slots=True)
class KeptPage:
    path: str
    lang: str
    sha: str


@dataclass(frozen=True, slots=True)
class KeptLesson:
    id: str
    name: str
    pages: tuple[KeptPage, ...]

    def files(self, module: ModuleFolder, languages: tuple[str, ...], library: Library) -> FileGroup | None:
        """The lesson as it was; None when nothing of it was kept."""
        sheets = [sheet for page in self.pages if page.lang in languages and (sheet := _sheet(page, library))]
        return FileGroup(module.path, self.name, sheets, languages) if sheets else None


@dataclass(frozen=True, slots=True)
class KeptModule:
    id: str
    folder: str
    config: str  # hash of its module.yaml; empty when it had none
    lessons: tuple[KeptLesson, ...]

    @property
    def names(self) -> tuple[str, str]:
        return self.id, self.folder.rpartition("/")[2]

    def read_config(self, library: Library) -> Config | None:
        """Its module.yaml as it was."""
        file = absent(f"{self.folder}/module.yaml")
        good = library.config(file, self.config, "module") if self.config else None
        if good is None:
            return None
        return Config(file, "", ConfigFile(file.path, good.values), good.values, self.config)


@dataclass(frozen=True, slots=True)
class Kept:
    """The modules of a course in service, the other texts in it, and the files it shows.

    `gone`: lessons and pools that are in service no more, newest last; `suspected`: ids that may be theirs. `earlier`: pictures
    that were shown once, for ever: attempts show what was asked then.
    """

    modules: tuple[KeptModule, ...] = ()
    pictures: dict[str, str] = field(default_factory=dict)  # hash by path in the course folder
    others: tuple[KeptPage, ...] = ()  # pools, pieces, landing pages, glossaries
    gone: tuple[KeptLesson, ...] = ()
    suspected: tuple[Rename, ...] = ()
    earlier: dict[str, str] = field(default_factory=dict)  # path in the course folder then, by hash

    def module(self, name: str, taken: Collection[str]) -> KeptModule | None:
        """The module that a list calls so, unless its id is in use."""
        return next((each for each in self.modules if name in each.names and each.id not in taken), None)

    def lesson(self, module: str, name: str) -> KeptLesson | None:
        lessons = (lesson for each in self.modules if each.id == module for lesson in each.lessons)
        return next((lesson for lesson in lessons if name in (lesson.id, lesson.name)), None)

    def spare(self, there: Collection[str], languages: tuple[str, ...], library: Library) -> list[FileGroup]:
        """The other texts as they were, of the paths that are not there."""
        groups: dict[tuple[str, str], list[Sheet]] = {}
        for page in self.others:
            if page.path not in there and page.lang in languages and (sheet := _sheet(page, library)) is not None:
                folder, name = page.path.rpartition("/")[0], page_name(page.path)[0]
                groups.setdefault((folder, name), []).append(sheet)
        return [FileGroup(folder, name, sheets, languages) for (folder, name), sheets in groups.items()]

    def files(self, folder: str, library: Library) -> dict[str, File]:
        """The pictures, where the store has them, by their path in the content folder."""
        found = {}
        for path, sha in self.pictures.items():
            location = library.store.location(Pointer(sha))
            if location.is_file():
                found[f"{folder}/{path}"] = File(f"{folder}/{path}", str(location), (0, 0, 0, int(sha[:12], 16)))
        return found


def load(course_id: str, library: Library) -> Kept:
    """What was kept of a course; nothing when it was never served, or the note is damaged."""
    return _read(library.find(_key(course_id)), library.store)


def earlier_picture(course_id: str, key: str, store: Store) -> tuple[str, Asset] | None:
    """The picture that the course showed once whose hash begins with `key`, as it was, and its path in the course folder then."""
    earlier = _read(store.find(_key(course_id)), store).earlier
    sha = next((sha for sha in earlier if sha.startswith(key)), "")
    try:
        return (earlier[sha], assets.read(store.location(Pointer(sha)), earlier[sha])) if sha else None
    except OSError:
        return None


def _read(pointer: Pointer | None, store: Store) -> Kept:
    data = store.read(pointer) if pointer else None
    try:
        return _from_json(json.loads(data)) if data else Kept()
    except (ValueError, TypeError, KeyError):
        return Kept()


def save(course_id: str, kept: Kept, shown: Iterable[Asset], library: Library) -> None:
    data = json.dumps(asdict(kept), ensure_ascii=False, sort_keys=True).encode()
    library.store.keep(_key(course_id), data, Pointer(sha256(data), course_id))
    for asset in shown:
        if asset.hash in kept.pictures.values():
            library.store.keep_copy(asset.path, Pointer(asset.hash))


def pictures(shown: Mapping[str, Asset]) -> dict[str, str]:
    """What is kept of the files that a course shows: all but sound and film, which are too large to have twice."""
    return {path: asset.hash for path, asset in shown.items() if assets.kind(path) in KEPT}


def earlier(before: Kept, shown: Mapping[str, str]) -> dict[str, str]:
    """What was kept as `earlier`, and the pictures that have just gone out of service. `shown`: what `pictures` gives now."""
    last = {sha: path for path, sha in before.pictures.items() if assets.kind(path) == assets.PICTURE}
    return {sha: path for sha, path in (before.earlier | last).items() if sha not in shown.values()}


def _key(course_id: str) -> str:
    return f"course:{course_id}"


def _sheet(page: KeptPage, library: Library) -> Sheet | None:
    file = absent(page.path)
    found = library.page(file, page.sha, page.lang)
    if found is None or found.broken:
        return None
    return Sheet(file, page.lang, page.sha, found, page=found, fell_back=True, missing=True)


def _from_json(data: dict[str, Any]) -> Kept:
    return Kept(
        tuple(_module(**module) for module in data["modules"]),
        dict(data["pictures"]),
        tuple(KeptPage(**page) for page in data.get("others", ())),
        tuple(_lesson(lesson) for lesson in data.get("gone", ())),
        tuple(Rename(**each) for each in data.get("suspected", ())),
        dict(data.get("earlier", {})),
    )


def _module(id: str, folder: str, config: str, lessons: list[dict[str, Any]]) -> KeptModule:
    return KeptModule(id, folder, config, tuple(_lesson(lesson) for lesson in lessons))


def _lesson(data: dict[str, Any]) -> KeptLesson:
    return KeptLesson(data["id"], data["name"], tuple(KeptPage(**page) for page in data["pages"]))
