"""A PDF made in a limited child, in a folder of the instance: there whole or not at all, one at a time over all processes."""

import fcntl
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog

from . import glyphs, typeset

log = structlog.get_logger()

MOST_SECONDS = 20  # for one sheet, waiting for the processor included
MOST_WAITING_SECONDS = 10  # for those before it
BREAK = "\u200b"
SPARING = {"RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}  # on many cores, threads alone would use the memory up
LONGEST_WORD = 30  # letters without a blank; a longer one may be broken anywhere


class NotPrinted(Exception):
    """The PDF could not be made now; nothing was left behind, and trying again is safe."""


def make(template: Path, data: Mapping[str, Any], target: Path) -> Path:
    """The file `target`, made from a template and data with a date `made_at` if it is not there. Raises NotPrinted."""
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        with _in_line(target.parent):
            if not target.exists():
                _make(json.dumps(data, ensure_ascii=False), template, target)
    return target


def printable(text: str) -> str:
    """With a stand-in for every sign that no font has, and no word so long that it would leave the sheet."""
    words = glyphs.shown(text).split(" ")
    return " ".join(BREAK.join(word) if len(word) > LONGEST_WORD and word.isascii() else word for word in words)


@contextmanager
def _in_line(folder: Path) -> Iterator[None]:
    """One sheet at a time over all processes. Raises NotPrinted when those before it take too long."""
    until = time.monotonic() + MOST_WAITING_SECONDS
    with (folder / "lock").open("w") as gate:
        while True:
            try:
                fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as busy:
                if time.monotonic() > until:
                    raise NotPrinted("others are being printed") from busy
                time.sleep(0.05)
        yield


def _make(data: str, template: Path, target: Path) -> None:
    handle, beside = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".pdf")
    os.close(handle)
    try:
        _run(data, template, beside)
        os.replace(beside, target)
    except (OSError, subprocess.SubprocessError) as error:
        log.error("PDF not made", why=type(error).__name__)
        raise NotPrinted(str(error)) from error
    finally:
        Path(beside).unlink(missing_ok=True)


def _run(data: str, template: Path, target: str) -> None:
    """The child knows nothing of us: no settings, no secrets. Raises NotPrinted when it gives up."""
    command = [sys.executable, "-I", str(Path(typeset.__file__)), target, str(template)]
    done = subprocess.run(  # noqa: S603 - our own command, no shell
        command, input=data.encode(), env=SPARING, capture_output=True, timeout=MOST_SECONDS, check=False
    )
    if done.returncode or not os.path.getsize(target):
        log.error("PDF not made", why=done.returncode)
        raise NotPrinted(done.stderr.decode(errors="replace")[-500:])
