"""The files of a content folder, read and parsed once for each of their versions, and their last good versions."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from . import assets, metadata, texts
from .diagnostics import Report, has_error
from .fields import read_mapping
from .model import Asset, Diagnostic
from .reading import PageFile, read_page
from .store import Pointer, Store, sha256
from .tree import File, Signature
from .values import Values

TRUSTED_AFTER_NS = 2_000_000_000
"""A file changed later than this before it was read may change again without a trace in its signature."""

Parsed = TypeVar("Parsed")


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A course.yaml or module.yaml, as it says."""

    path: str
    values: Values
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def broken(self) -> bool:
        return has_error(self.diagnostics)


@dataclass(slots=True)
class Library:
    """Caches over a store. `begin` a round, ask, `end` it: what was not asked for in a round is forgotten."""

    store: Store
    _shas: dict[str, tuple[Signature, str]] = field(default_factory=dict)
    _bytes: dict[str, bytes] = field(default_factory=dict)
    _parsed: dict[tuple[str, ...], Any] = field(default_factory=dict)
    _assets: dict[str, tuple[Signature, Asset]] = field(default_factory=dict)
    _asked: set[tuple[str, ...]] = field(default_factory=set)
    _pointers: dict[str, Pointer | None] = field(default_factory=dict)

    def begin(self) -> None:
        self._asked.clear()
        self._bytes.clear()

    def end(self) -> None:
        self._parsed = {key: value for key, value in self._parsed.items() if key in self._asked}
        self._bytes.clear()

    def sha(self, file: File) -> str | None:
        """The hash of a file's bytes; None when it has vanished or cannot be read."""
        known = self._shas.get(file.path)
        if known and known[0] == file.signature:
            return known[1]
        data = self._load(file)
        if data is None:
            return None
        sha = sha256(data)
        self._bytes[sha] = data
        if time.time_ns() - max(file.signature[1:3]) > TRUSTED_AFTER_NS:
            self._shas[file.path] = (file.signature, sha)
        return sha

    def page(self, file: File, sha: str, lang: str) -> PageFile | None:
        """The version of a page with this hash, from the folder or the store; None when neither has it any more."""
        return self._once(file, sha, ("page", file.path, lang, sha), lambda data: read_page(file.path, lang, data))

    def config(self, file: File, sha: str, kind: str) -> ConfigFile | None:
        """The version of a course.yaml (`kind` course) or module.yaml (module) with this hash, as for pages."""
        return self._once(file, sha, (kind, file.path, sha), lambda data: _read_config(file.path, kind, data))

    def asset(self, file: File) -> Asset | None:
        """The file as the catalogue lists it; None when it is gone."""
        known = self._assets.get(file.path)
        if known and known[0] == file.signature:
            return known[1]
        try:
            asset = assets.read(file.location, file.path)
        except OSError:
            return None
        if time.time_ns() - max(file.signature[1:3]) > TRUSTED_AFTER_NS:
            self._assets[file.path] = (file.signature, asset)
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
        return self._whole(self.store.find(path)) or self._whole(self.store.find(identity))

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

    def _once(self, file: File, sha: str, key: tuple[str, ...], parse: Callable[[bytes], Parsed]) -> Parsed | None:
        if key not in self._parsed:
            data = self._data(file, sha)
            if data is None:
                return None
            self._parsed[key] = parse(data)
        self._asked.add(key)
        found: Parsed = self._parsed[key]
        return found

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
