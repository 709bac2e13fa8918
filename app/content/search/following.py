"""Keeps the index at what is published, in a thread of its own, and answers from it."""

from __future__ import annotations

import threading
from pathlib import Path

import structlog
import tantivy

from ..model import Catalogue
from ..publishing.publisher import Publisher
from .asking import Question
from .entries import Target, stamp, targets
from .finding import Found, Live, Reader, find
from .index import number
from .shelf import Shelf

log = structlog.get_logger()

SETTLES_SECONDS = 0.5  # catalogues published closer together than this make one index


class Search:
    """The search of one process; `app.extensions["search"]`. Safe to use from many threads.

    Once started, it follows what is published in the background, and the index before answers meanwhile. Without a thread
    (a command, a test) the index is brought up to date by the first question after a change.
    """

    def __init__(self, folder: Path, publisher: Publisher) -> None:
        self.publisher = publisher
        self._shelf = Shelf(folder)
        self._opened: tuple[tantivy.Searcher, str] | None = None
        self._live: tuple[Catalogue, Live] | None = None
        self._stamps: dict[str, tuple[object, str]] = {}
        self._refreshing = threading.Lock()
        self._published = threading.Event()
        self._thread: threading.Thread | None = None
        publisher.on_publish.append(lambda _catalogue: self._published.set())

    def start(self) -> None:
        """Threads do not survive a fork: call it after one."""
        self._published.set()
        self._thread = threading.Thread(target=self._run, name="search-index", daemon=True)
        self._thread.start()

    def find(self, question: Question, reader: Reader, page: int = 1) -> Found:
        catalogue = self.publisher.catalogue
        if self._thread is None:
            self.refresh()
        opened = self._opened
        if opened is None:
            return Found(question, ready=False)
        return find(opened[0], self._live_of(catalogue), question, reader, page)

    def refresh(self) -> None:
        """Brings the index to the catalogue in service, unless it is there already."""
        with self._refreshing:
            catalogue = self.publisher.catalogue
            if self._opened is None or self._opened[1] != catalogue.revision:
                found = {target.key: target for target in targets(catalogue)}
                self._opened = self._shelf.update(catalogue.revision, found, self._stamps_of(found))
                log.info("search index up to date", revision=catalogue.revision, targets=len(found))

    def _run(self) -> None:
        self._opened = self._opened or self._shelf.open()
        while True:
            self._published.wait()
            while self._published.is_set():  # until nothing was published for a moment
                self._published.clear()
                self._published.wait(SETTLES_SECONDS)
            try:
                self.refresh()
            except BaseException as error:  # a panic of the index is no Exception; the next catalogue is followed again
                log.error("search index failed and goes on", exc_info=error)

    def _live_of(self, catalogue: Catalogue) -> Live:
        known = self._live
        if known is not None and known[0] is catalogue:
            return known[1]
        tags = frozenset(tag for course in catalogue.courses.values() for tag in course.languages)
        live = Live({number(target.key): target for target in targets(catalogue)}, tags)
        self._live = catalogue, live
        return live

    def _stamps_of(self, found: dict[str, Target]) -> dict[str, str]:
        """A stamp for each target; what is the same object as last time is not read again."""
        fresh: dict[str, tuple[object, str]] = {}
        for key, target in found.items():
            source = target.lesson or target.term or target.module or target.course
            known = self._stamps.get(key)
            fresh[key] = known if known is not None and known[0] is source else (source, stamp(target))
        self._stamps = fresh
        return {key: each for key, (_source, each) in fresh.items()}
