"""The framework in service: the last good version of each file, read again when a file has changed.

A look at the times of three files, once a second at most, tells whether one has: `courses/` is watched for courses, and these
are few. A file with an error keeps its last good version, over a restart too: its bytes lie in the store of the content.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import structlog

from app.content.diagnostics import Report, has_error
from app.content.model import Diagnostic
from app.content.publishing.store import Pointer, Store, sha256

from .model import Framework
from .parsing import COMPETENCIES, POSITIONS, PROGRAMMES, READERS, Competencies, put_together

log = structlog.get_logger()
LOOK_AGAIN_SECONDS = 1.0

Signature = tuple[int, int, int] | None


@dataclass(slots=True)
class Shelf:
    """`app.extensions["talent"]`. Safe to use from many threads."""

    root: Path
    store: Store
    _seen: dict[str, Signature] = field(default_factory=dict)
    _said: dict[str, Any] = field(default_factory=dict)
    _faults: dict[str, tuple[Diagnostic, ...]] = field(default_factory=dict)
    _framework: Framework = field(default_factory=Framework)
    _looked_at: float = float("-inf")
    _gate: threading.Lock = field(default_factory=threading.Lock)

    def framework(self) -> Framework:
        """What is in service now; empty where there are no such files."""
        if time.monotonic() - self._looked_at >= LOOK_AGAIN_SECONDS:
            self.look()
        return self._framework

    def faults(self) -> tuple[Diagnostic, ...]:
        """The errors that keep the newest version of a file out of service."""
        self.framework()
        return tuple(each for faults in self._faults.values() for each in faults)

    def look(self) -> None:
        """Reads again what has changed since the last look."""
        with self._gate:
            changed = [name for name in READERS if self._has_changed(name)]
            for name in changed:
                self._read(name)
            if changed:
                self._framework = put_together(
                    self._said.get(COMPETENCIES) or Competencies(),
                    self._said.get(POSITIONS) or {},
                    self._said.get(PROGRAMMES) or {},
                )
            self._looked_at = time.monotonic()

    def _has_changed(self, name: str) -> bool:
        signature = _signature(self.root / name)
        if name in self._seen and self._seen[name] == signature:
            return False
        self._seen[name] = signature
        return True

    def _read(self, name: str) -> None:
        """Takes the newest version if it is good, else the last one that was; a file that is gone says nothing any more."""
        report = Report(name)
        try:
            data = (self.root / name).read_bytes()
        except FileNotFoundError:
            self._said.pop(name, None)
            self._faults.pop(name, None)
            return
        except OSError as error:
            report.add("C197", why=error.strerror or str(error))
        else:
            read = _safely(READERS[name], data, report)
            if read is not None and not report.broken:
                self._said[name] = read.said
                self._faults.pop(name, None)
                self.store.keep(name, data, Pointer(sha256(data)))
                return
        self._faults[name] = tuple(each for each in report.found if each.severity == "error")
        log.warning("framework file has errors", file=name, errors=len(self._faults[name]))
        if name not in self._said:
            self._said[name] = self._kept(name)

    def _kept(self, name: str) -> Any:
        """What the last good version says; None when there never was one."""
        pointer = self.store.find(name)
        data = self.store.read(pointer) if pointer else None
        report = Report(name)
        read = _safely(READERS[name], data, report) if data is not None else None
        return read.said if read is not None and not has_error(report.found) else None


def _safely(reader: Callable[[bytes, Report], Any], data: bytes, report: Report) -> Any:
    try:
        return reader(data, report)
    except Exception as error:  # a fault of ours in one file must not take a page out of service
        log.error("unreadable framework file", path=report.path, exc_info=error)
        report.add("C198", why=type(error).__name__)
        return None


def _signature(path: Path) -> Signature:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
