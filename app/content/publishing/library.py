"""The files of a content folder, read and parsed once for each of their versions, and their last good versions."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from ..assets import kinds as assets
from ..courses.tree import File, Signature, role_of
from ..diagnostics import Report, has_error
from ..model import Asset, Diagnostic
from ..parsing import metadata, texts
from ..parsing.fields import read_mapping
from ..parsing.reading import PageFile, read_page
from ..parsing.values import Values
from .results import key_of
from .store import Pointer, Store, sha256

TRUSTED_AFTER_NS = 2_000_000_000
"""A file changed later than this before it was read may change again without a trace in its signature."""

OUR_FAULT = "C198"
"""Said of a file that we failed to read; it is tried again each time."""


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A course.yaml or module.yaml, as it says."""

    path: str
    values: Values
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def broken(self) -> bool:
        return has_error(self.diagnostics)


@dataclass(frozen=True, slots=True)
class Index:
    """What is known of files by their signatures: hashes of their bytes, and how assets are listed."""

    shas: dict[str, tuple[Signature, str]] = field(default_factory=dict)
    assets: dict[str, tuple[Signature, Asset]] = field(default_factory=dict)


INDEX = key_of("index")


Parsed = TypeVar("Parsed", PageFile, ConfigFile)


@dataclass(slots=True)
class Library:
    """Caches over a store. `begin` a round, ask, `end` it; inside it, `begin_course` and `end_course` for each.

    What was parsed is kept in the store; in memory only where there is none, and only what was asked for in the last round.
    """

    store: Store
    _index: Index | None = None
    _index_changed: bool = False
    _bytes: dict[str, bytes] = field(default_factory=dict)
    _parsed: dict[tuple[str, ...], Any] = field(default_factory=dict)
    _asked: set[tuple[str, ...]] = field(default_factory=set)
    _pointers: dict[str, Pointer | None] = field(default_factory=dict)
    _consulted: dict[str, Pointer | None] = field(default_factory=dict)

    def begin(self) -> None:
        self._asked.clear()
        self._bytes.clear()

    def begin_course(self) -> None:
        """From here on is noted which results and which last good versions are asked for."""
        if self.store.keeps:
            self._asked.clear()
        self._consulted.clear()

    def end_course(self) -> tuple[tuple[str, ...], dict[str, Pointer | None]]:
        """The names of the results asked for since `begin_course`, and the last good versions as they are now."""
        names = tuple(sorted(key_of(*key) for key in self._asked)) if self.store.keeps else ()
        if self.store.keeps:
            self._parsed.clear()
            self._bytes.clear()
        return names, {name: self.store.find(name) for name in self._consulted}

    def trust_others(self) -> None:
        """Forgets what this process knew of last good versions: another one has published since."""
        self._pointers.clear()

    def end(self) -> None:
        self._parsed = {key: value for key, value in self._parsed.items() if key in self._asked}
        self._bytes.clear()
        if self._index_changed:
            self.store.results.save(INDEX, self.index)
            self._index_changed = False

    @property
    def index(self) -> Index:
        if self._index is None:
            self._index = self.store.results.load(INDEX, Index) or Index()
        return self._index

    def forget_gone(self, root: Path) -> None:
        """Drops from the index what no longer lies in the content folder."""
        for known in (self.index.shas, self.index.assets):
            gone = [path for path in known if not (root / path).exists()]
            for path in gone:
                del known[path]
                self._index_changed = True

    def sha(self, file: File) -> str | None:
        """The hash of a file's bytes; None when it has vanished or cannot be read."""
        known = self.index.shas.get(file.path)
        if known and known[0] == file.signature:
            return known[1]
        data = self._load(file)
        if data is None:
            return None
        sha = sha256(data)
        self._bytes[sha] = data
        if _is_settled(file):
            self.index.shas[file.path] = (file.signature, sha)
            self._index_changed = True
        return sha

    def page(self, file: File, sha: str, lang: str) -> PageFile | None:
        """The version of a page with this hash, from the folder or the store; None when neither has it any more."""
        return self._once(
            file,
            sha,
            ("page", file.path, lang, sha),
            PageFile,
            lambda data: read_page(file.path, lang, data, role_of(file.path)),
        )

    def text(self, file: File, sha: str) -> str:
        """The text of the version with this hash; empty when it is gone or cannot be read."""
        return texts.decode(self._data(file, sha) or b"", Report(file.path)) or ""

    def config(self, file: File, sha: str, kind: str) -> ConfigFile | None:
        """The version of a course.yaml (`kind` course) or module.yaml (module) with this hash, as for pages."""
        return self._once(
            file, sha, (kind, file.path, sha), ConfigFile, lambda data: _read_config(file.path, kind, data)
        )

    def asset(self, file: File) -> Asset | None:
        """The file as the catalogue lists it; None when it is gone."""
        known = self.index.assets.get(file.path)
        if known and known[0] == file.signature and known[1].path == file.location:
            return known[1]
        try:
            asset = assets.read(file.location, file.path)
        except OSError:
            return None
        if _is_settled(file):
            self.index.assets[file.path] = (file.signature, asset)
            self._index_changed = True
        return asset

    def ask_again(self, folder: str) -> None:
        """Keeps what is parsed of a course folder for another round."""
        self._asked.update(key for key in self._parsed if _folder_of(key) == folder)

    def served(self, path: str) -> Pointer | None:
        """What was in service for a path when this process last knew; `last_good` asks the store."""
        if path not in self._pointers:
            self._pointers[path] = self.store.find(path)
        return self._pointers[path]

    def standing(self, path: str, identity: str, name: str) -> int:
        """How good a file's claim to an id is, the smaller the better: served under it now, once, or never."""
        owner, served = self.served(identity), self.served(path)
        if owner is not None and owner.at == path:
            return 0
        return 1 if served is not None and served.id == name else 2

    def last_good(self, path: str, identity: str) -> Pointer | None:
        """The last good version of a path; of a file that was moved, and broken, the one last served as `identity`."""
        return self._whole(self.find(path)) or self._whole(self.find(identity))

    def find(self, name: str) -> Pointer | None:
        """What the store has in service under a name, now; noted as something that a course rests on."""
        self._consulted[name] = found = self.store.find(name)
        return found

    def _whole(self, pointer: Pointer | None) -> Pointer | None:
        """The pointer, when the bytes it points at are there."""
        if pointer is None or pointer.sha in self._bytes:
            return pointer
        data = self.store.read(pointer)
        if data is None:
            return None
        self._bytes[pointer.sha] = data
        return pointer

    def keep(self, file: File, pointer: Pointer, identity: str) -> None:
        """Makes this version of a file the last good one of its path, and of what it is."""
        wanted = {file.path: pointer, identity: replace(pointer, at=file.path)}
        if all(self._pointers.get(path) == each for path, each in wanted.items()) and self.store.has(pointer):
            return
        data = self._bytes.get(pointer.sha) or self._load(file)
        if data is not None and sha256(data) == pointer.sha:
            for path, each in wanted.items():
                self.store.keep(path, data, each)
                self._pointers[path] = each

    def _once(
        self, file: File, sha: str, key: tuple[str, ...], kind: type[Parsed], parse: Callable[[bytes], Parsed]
    ) -> Parsed | None:
        if key not in self._parsed:
            found = self._kept_or_made(file, sha, key, kind, parse)
            if found is None:
                return None
            self._parsed[key] = found
        self._asked.add(key)
        parsed: Parsed = self._parsed[key]
        return parsed

    def _kept_or_made(
        self, file: File, sha: str, key: tuple[str, ...], kind: type[Parsed], parse: Callable[[bytes], Parsed]
    ) -> Parsed | None:
        kept = self.store.results.load(key_of(*key), kind)
        if kept is not None:
            return kept
        data = self._data(file, sha)
        if data is None:
            return None
        made = parse(data)
        if not any(found.code == OUR_FAULT for found in made.diagnostics):
            self.store.results.save(key_of(*key), made)
        return made

    def _data(self, file: File, sha: str) -> bytes | None:
        if sha in self._bytes:
            return self._bytes[sha]
        data = self._load(file)
        return data if data is not None and sha256(data) == sha else self.store.read(Pointer(sha))

    @staticmethod
    def _load(file: File) -> bytes | None:
        """No more than is needed to see that a file is too large."""
        try:
            with file.location.open("rb") as stream:
                return stream.read(texts.MOST_BYTES + 1)
        except OSError:
            return None


def _is_settled(file: File) -> bool:
    """Whether the file would show in its signature if it changed again."""
    return time.time_ns() - max(file.signature[1:3]) > TRUSTED_AFTER_NS


def _folder_of(key: tuple[str, ...]) -> str:
    return key[1].partition("/")[0]


def _read_config(path: str, kind: str, data: bytes) -> ConfigFile:
    report = Report(path)
    text = texts.decode(data, report)
    mapping = read_mapping(text, report) if text is not None else None
    if mapping is None:
        return ConfigFile(path, Values(), tuple(report.found))
    values = metadata.read_course(mapping, report) if kind == "course" else metadata.read_module(mapping, report)
    return ConfigFile(path, values, tuple(report.found))
