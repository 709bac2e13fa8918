"""A thread that notices changed files, and what other processes have published, and publishes within two seconds."""

from __future__ import annotations

import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import structlog
import watchfiles

from ..courses.tree import DEEPEST, Signature, entries_of, listed

log = structlog.get_logger()

SETTLES_MS = 400  # changes closer together than this are published together
POLL_SECONDS = 1.0
SHARE_OF_TIME = 0.05  # of one processor, that looking through the files may take when nothing tells of changes
LOOK_AGAIN_SECONDS = 5.0  # in case an event was lost, or never comes: on a network share
MANY = 3  # files changed at once: a copy or a checkout may be under way
BETWEEN_LOOKS_SECONDS = 0.25
SETTLES_WITHIN_SECONDS = 5.0
STALE_LOCK_SECONDS = 60.0  # a lock this old was left behind by a git that was killed

Fingerprint = dict[str, Signature]


class Watcher:
    """Calls `publish` whenever the content folder has changed or there is `news` from other processes, until it is stopped.

    `poll`: looks every second instead of waiting for events, which network shares do not send.
    """

    def __init__(
        self, root: Path, publish: Callable[[], object], news: Callable[[], bool], *, poll: bool = False
    ) -> None:
        self.root = root
        self.publish = publish
        self.news = news
        self.poll = poll
        self._stop = threading.Event()
        self._seen: Fingerprint | None = None
        self._thread = threading.Thread(target=self._run, name="content-watcher", daemon=True)

    def start(self) -> None:
        self._seen = fingerprint(self.root)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(timeout=SETTLES_WITHIN_SECONDS)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                for look in self._signals():
                    self._publish_changes(look=look)
            except Exception as error:  # whatever it is, the next change has to be noticed again
                log.error("content watcher failed and goes on", exc_info=error)
                self._stop.wait(POLL_SECONDS)

    def _publish_changes(self, *, look: bool) -> None:
        """`look`: through the files; otherwise only for what others tell."""
        found = fingerprint(self.root) if look else self._seen
        changed = found != self._seen
        if changed:
            found = self._settled(found)
        if changed or self.news():
            self.publish()
            self._seen = found

    def _settled(self, found: Fingerprint | None) -> Fingerprint | None:
        """The folder when a copy or checkout has come to its end, or has gone on for too long to wait for it."""
        end = time.monotonic() + SETTLES_WITHIN_SECONDS
        restless = found is None or len(found.items() ^ (self._seen or {}).items()) > MANY or is_checked_out(self.root)
        while restless and time.monotonic() < end and not self._stop.wait(BETWEEN_LOOKS_SECONDS):
            before, found = found, fingerprint(self.root)
            restless = found != before or is_checked_out(self.root)
        return found

    def _signals(self) -> Iterator[bool]:
        """Moments to look, at files (True) or news alone: when the system tells of a change, else every second."""
        try:
            if not self.poll:
                yield from self._events()
        except (OSError, RuntimeError) as error:
            log.warning("content folder cannot be watched: looking every second", why=str(error))
        pause = POLL_SECONDS
        while not self._stop.wait(pause):
            before = time.thread_time()
            yield True
            pause = max(POLL_SECONDS, (time.thread_time() - before) / SHARE_OF_TIME)
            if not self.poll and self.root.is_dir():
                return  # try to watch again: the folder may be back

    def _events(self) -> Iterator[bool]:
        watched = _identity(self.root)
        yield True
        looked = time.monotonic()
        changes = watchfiles.watch(
            self.root,
            watch_filter=None,
            debounce=SETTLES_MS,
            stop_event=self._stop,
            rust_timeout=round(POLL_SECONDS * 1000),
            yield_on_timeout=True,
            raise_interrupt=False,
        )
        for change in changes:
            look = bool(change) or time.monotonic() - looked > LOOK_AGAIN_SECONDS
            looked = time.monotonic() if look else looked
            yield look
            if _identity(self.root) != watched:
                return


def fingerprint(root: Path) -> Fingerprint | None:
    """The names of folders and the names and signatures of files; equal as long as nothing has changed."""
    found: Fingerprint = {}
    try:
        courses = [entry for entry in entries_of(root) if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return None
    for course in courses:
        _look_into(course.path, found, 1)
    return found


def is_checked_out(root: Path) -> bool:
    """Whether git is changing files here at this moment, in a working copy around, at or inside the content folder."""
    try:
        inside = [Path(entry.path) for entry in os.scandir(root) if entry.is_dir(follow_symlinks=False)]
    except OSError:
        inside = []
    return any(_is_locked(folder / ".git") for folder in (root, *root.parents, *inside))


def _is_locked(git: Path) -> bool:
    try:
        if git.is_file():  # a working copy beside others, or a submodule: `gitdir: …`
            git = git.parent / git.read_text().partition(":")[2].strip()
        return time.time() - (git / "index.lock").stat().st_mtime < STALE_LOCK_SECONDS
    except (OSError, ValueError):
        return False


def _look_into(folder: str, found: Fingerprint, depth: int) -> None:
    """What vanishes meanwhile is simply not there."""
    found[folder] = (0, 0, 0, 0)
    for entry, info in listed(folder):
        if stat.S_ISREG(info.st_mode):
            found[entry.path] = (info.st_size, info.st_mtime_ns, info.st_ctime_ns, info.st_ino)
        elif stat.S_ISDIR(info.st_mode) and depth < DEEPEST:
            _look_into(entry.path, found, depth + 1)


def _identity(root: Path) -> tuple[int, int]:
    found = os.stat(root)
    return found.st_dev, found.st_ino
