"""Where the index lies: a folder shared by all processes. One of them brings it up to date, the others open it.

`current.json` says which folder is the index, which revision of the catalogue it shows, and the stamp of every target in it.
While somebody changes the index, its revision is empty: whoever dies in the middle leaves an index that is made anew.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import structlog
import tantivy

from .entries import Target
from .index import FORMAT, HEAP_BYTES, documents, schema

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class State:
    folder: str = ""
    revision: str = ""
    stamps: Mapping[str, str] = field(default_factory=dict)  # by key of a target


class Shelf:
    """The index in a folder; in memory, for this process alone, where nothing can be written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / f"{FORMAT}-{version('tantivy')}"
        self._opened: tuple[str, tantivy.Index] | None = None

    def open(self) -> tuple[tantivy.Searcher, str] | None:
        """The index as it lies there, and its revision; None when there is none, or when it cannot be read."""
        state = self._state()
        if not state.folder:
            return None
        try:
            return self._searcher(state.folder), state.revision
        except (OSError, ValueError) as error:
            log.warning("search index cannot be opened", why=str(error))
            return None

    def update(
        self, revision: str, found: Mapping[str, Target], stamps: Mapping[str, str]
    ) -> tuple[tantivy.Searcher, str]:
        """Makes the index show the targets, given by key with their stamps. Another process may have been quicker."""
        try:
            with self._locked():
                if self._state().revision != revision:
                    self._write(revision, found, stamps)
                return self._searcher(self._state().folder), revision
        except (OSError, ValueError) as error:
            log.warning("search index cannot be written: it is kept in memory", why=str(error))
        self._opened = None
        index = tantivy.Index(schema())
        _change(index, (), found.values())
        return index.searcher(), revision

    def _write(self, revision: str, found: Mapping[str, Target], stamps: Mapping[str, str]) -> None:
        before = self._state()
        folder = self.folder / before.folder
        if not before.revision or not tantivy.Index.exists(str(folder)):
            before = State(secrets.token_hex(8))
            folder = self.folder / before.folder
            folder.mkdir()
        index = tantivy.Index(schema(), str(folder))
        gone = [key for key, stamp in before.stamps.items() if stamps.get(key) != stamp]
        fresh = [target for key, target in found.items() if before.stamps.get(key) != stamps[key]]
        if before.revision:
            self._save(State(before.folder))
        _change(index, gone, fresh)
        self._save(State(before.folder, revision, stamps))
        for old in self.folder.iterdir():
            if old.is_dir() and old.name != before.folder:
                shutil.rmtree(old, ignore_errors=True)

    def _searcher(self, folder: str) -> tantivy.Searcher:
        if self._opened is None or self._opened[0] != folder:
            index = tantivy.Index.open(str(self.folder / folder))
            index.config_reader("manual")
            self._opened = folder, index
        self._opened[1].reload()
        return self._opened[1].searcher()

    def _state(self) -> State:
        try:
            return State(**json.loads((self.folder / "current.json").read_bytes()))
        except (OSError, ValueError, TypeError):
            return State()

    def _save(self, state: State) -> None:
        beside = self.folder / f".current-{os.getpid()}"
        kept = {"folder": state.folder, "revision": state.revision, "stamps": dict(state.stamps)}
        beside.write_text(json.dumps(kept))
        beside.replace(self.folder / "current.json")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield


def _change(index: tantivy.Index, gone: Iterable[str], fresh: Iterable[Target]) -> None:
    with index.writer(HEAP_BYTES, 1) as writer:  # leaving it makes the changes visible at once, or not at all
        for key in gone:
            writer.delete_documents_by_term("key", key)
        for target in fresh:
            for document in documents(target):
                writer.add_document(document)
            time.sleep(0)  # whoever waits for a page goes first
    index.reload()
