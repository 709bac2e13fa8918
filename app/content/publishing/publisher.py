"""The one place that holds the catalogue in service, and swaps it for the next."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

from ..courses.catalogue import Builder
from ..model import Catalogue

log = structlog.get_logger()


class Publisher:
    """Builds catalogues and holds the newest; `app.extensions["content"]`. Safe to use from many threads."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.on_publish: list[Callable[[Catalogue], None]] = []  # told of each new catalogue; be quick
        self._catalogue: Catalogue | None = None
        self._building = threading.Lock()
        self._noted: object = None

    @property
    def catalogue(self) -> Catalogue:
        """What is in service; built on first use when nothing was published yet."""
        return self._catalogue or self._first()

    def publish(self) -> Catalogue:
        """Builds from the files as they are now, and swaps in one step."""
        with self._building:
            return self._build()

    def take_over(self, other: Publisher) -> None:
        """Goes on with what another one has in service, and what it has read."""
        self.builder = other.builder
        self._catalogue = other._catalogue

    def news(self) -> bool:
        """Whether another process has put something else into service since the last time of asking.

        Costs one look at the times of a file: for every second, not for every request.
        """
        before, self._noted = self._noted, self.builder.store.revision_changed()
        if self._noted == before or self._catalogue is None:
            return False
        return self.builder.store.revision() not in {"", self._catalogue.revision}

    def _first(self) -> Catalogue:
        with self._building:
            return self._catalogue or self._build()

    def _build(self) -> Catalogue:
        before = self._catalogue
        after = self.builder.build(before)
        self._catalogue = after
        if before is None or before.revision != after.revision:
            errors = sum(found.severity == "error" for found in after.diagnostics)
            self.builder.store.note_revision(after.revision)
            log.info("content published", revision=after.revision, courses=len(after.courses), errors=errors)
            for tell in self.on_publish:
                tell(after)
        if before is not None:
            self.builder.collect(after)
        return after
