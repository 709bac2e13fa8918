"""Smaller copies of pictures, made when they are first asked for and kept in the content store.

Nobody waits for one: until it is there, the picture itself is shown.
"""

from __future__ import annotations

import fcntl
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import structlog

from ..model import Asset
from ..publishing.store import sha256
from . import scaling
from .pictures import smaller_widths

log = structlog.get_logger()

MOST_WAITING = 200  # what is asked for beyond it is made when it is asked for again
MOST_SECONDS = 30  # for one copy, waiting for the processor included
KEPT_DAYS = 30  # a copy that nobody asks for any more
DAY_SECONDS = 86_400


class Variants:
    """A folder of copies, shared by all processes. One picture is worked on at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._waiting: queue.Queue[tuple[Asset, int]] = queue.Queue(MOST_WAITING)
        self._known: set[tuple[str, int]] = set()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def find(self, asset: Asset, width: int) -> Path | None:
        """The copy of this width; None while it is not there, and when the picture itself is the better choice."""
        copy = self._place(asset, width)
        try:
            if copy.stat().st_size:
                return copy
        except OSError:
            self._ask_for(asset, width)
        return None

    def is_settled(self, asset: Asset, width: int) -> bool:
        """Whether there is nothing more to wait for: the copy is there, or will never be."""
        return self._place(asset, width).exists()

    def wait(self) -> None:
        """Until all that was asked for of this process is done."""
        self._waiting.join()

    def _place(self, asset: Asset, width: int) -> Path:
        return self.folder / asset.hash[:2] / f"{asset.hash}-{width}.webp"

    def _ask_for(self, asset: Asset, width: int) -> None:
        if width not in smaller_widths(asset):
            return
        with self._starting:
            if (asset.hash, width) in self._known:
                return
            try:
                self._waiting.put_nowait((asset, width))
            except queue.Full:
                return
            self._known.add((asset.hash, width))
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="picture-variants", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            asset, width = self._waiting.get()
            try:
                self._make(asset, width)
            except (OSError, subprocess.SubprocessError) as error:
                log.warning("picture not made smaller", path=str(asset.path), width=width, why=str(error))
            finally:
                self._known.discard((asset.hash, width))
                self._waiting.task_done()

    def _make(self, asset: Asset, width: int) -> None:
        """An empty file says that there is nothing to gain, or nothing to be had: it is not tried again."""
        target = self._place(asset, width)
        target.parent.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            if target.exists():
                return
            handle, beside = tempfile.mkstemp(dir=target.parent, prefix=".")
            os.close(handle)
            try:
                if not _scaled(asset, beside, width) or os.stat(beside).st_size >= asset.size:
                    os.truncate(beside, 0)
                os.replace(beside, target)
            except BaseException:
                Path(beside).unlink(missing_ok=True)
                raise

    def collect(self, hashes: set[str]) -> None:
        """Drops copies of pictures that no course shows any more, after some days."""
        before = time.time() - KEPT_DAYS * DAY_SECONDS
        for copy in self.folder.glob("??/*.webp"):
            try:
                if copy.name.partition("-")[0] not in hashes and copy.stat().st_mtime < before:
                    copy.unlink()
            except OSError:
                continue


def _scaled(asset: Asset, target: str, width: int) -> bool:
    """Whether the child made it. It knows nothing of us: no settings, no secrets."""
    data = asset.path.read_bytes()
    if sha256(data) != asset.hash:
        raise OSError("the file has changed since it was listed")
    command = [sys.executable, "-I", str(Path(scaling.__file__)), target, str(width)]
    done = subprocess.run(command, input=data, env={}, capture_output=True, timeout=MOST_SECONDS, check=False)  # noqa: S603 - our own command, no shell
    if done.returncode:
        why = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        log.warning("picture not made smaller", path=str(asset.path), width=width, why=why or done.returncode)
    return not done.returncode
