"""A thread that notices changed files and publishes them, within two seconds."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import structlog
import watchfiles

from .tree import CourseFolder, Signature, scan

log = structlog.get_logger()

SETTLES_MS = 400  # changes closer together than this are published together
POLL_SECONDS = 1.0
LOOK_AGAIN_MS = 5_000  # in case an event was lost, or the folder itself was exchanged


class Watcher:
    """Calls `publish` whenever the content folder has changed, until it is stopped."""

    def __init__(self, root: Path, publish: Callable[[], object]) -> None:
        self.root = root
        self.publish = publish
        self._stop = threading.Event()
        self._seen: object = None
        self._thread = threading.Thread(target=self._run, name="content-watcher", daemon=True)

    def start(self) -> None:
        self._seen = fingerprint(self.root)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                for _ in self._signals():
                    self._publish_changes()
            except Exception as error:  # whatever it is, the next change has to be noticed again
                log.error("content watcher failed and goes on", exc_info=error)
                self._stop.wait(POLL_SECONDS)

    def _publish_changes(self) -> None:
        found = fingerprint(self.root)
        if found != self._seen:
            self.publish()
            self._seen = found

    def _signals(self) -> Iterator[None]:
        """Moments to look: when the system tells of a change, else every second."""
        try:
            yield from self._events()
        except (OSError, RuntimeError) as error:
            log.warning("content folder cannot be watched: looking every second", why=str(error))
        while not self._stop.wait(POLL_SECONDS):
            yield
            if self.root.is_dir():
                return  # try to watch again: the folder may be back

    def _events(self) -> Iterator[None]:
        watched = _identity(self.root)
        yield
        changes = watchfiles.watch(
            self.root,
            watch_filter=None,
            debounce=SETTLES_MS,
            stop_event=self._stop,
            rust_timeout=LOOK_AGAIN_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
        )
        for _ in changes:
            yield
            if _identity(self.root) != watched:
                return


def fingerprint(root: Path) -> tuple[tuple[str, Signature], ...] | None:
    """The names of folders, the names and signatures of all files; equal as long as nothing has changed."""
    folders = scan(root)
    if folders is None:
        return None
    return tuple(sorted(pair for folder in folders.values() for pair in _signatures(folder)))


def _signatures(folder: CourseFolder) -> Iterator[tuple[str, Signature]]:
    yield folder.path, (0, 0, 0, 0)
    yield from ((file.path, file.signature) for file in folder.files())
    yield from ((file.path, file.signature) for file in folder.assets.values())


def _identity(root: Path) -> tuple[int, int]:
    found = os.stat(root)
    return found.st_dev, found.st_ino
