"""A process that checks content folders in children with hard limits: 2 seconds of processor time, 200 MB of memory.

Reads one folder a line, answers one line of JSON: what ended the child, and what it found. Whatever goes over a limit is ended
by the system, however slow or busy the machine is.
"""

import json
import os
import resource
import signal
import sys
import tempfile
import traceback
from datetime import date
from pathlib import Path

from app.content import messages
from app.content.courses.catalogue import Builder
from app.content.publishing.store import NoStore

SECONDS = 2.0
BYTES = 200 * 1024 * 1024
TODAY = date(2026, 11, 22)


def main() -> None:
    for line in sys.stdin:
        with tempfile.NamedTemporaryFile() as answer:
            child = os.fork()
            if child == 0:
                in_child(Path(json.loads(line)), Path(answer.name))
            _child, status = os.wait()
            found = answer.read().decode() or "[]"
        sys.stdout.write(json.dumps({"status": status, "found": json.loads(found)}) + "\n")
        sys.stdout.flush()


def in_child(folder: Path, answer: Path) -> None:
    """Never comes back."""
    try:
        check(folder, answer)
        os._exit(0)
    except BaseException:  # noqa: BLE001 - told by its status, whatever it is
        traceback.print_exc()
        os._exit(1)


def check(folder: Path, answer: Path) -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + BYTES,) * 2)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    catalogue = Builder(folder, NoStore(), lambda: TODAY).build()
    found = [(each.code, each.severity, each.path, messages.message(each, str)) for each in catalogue.diagnostics]
    signal.setitimer(signal.ITIMER_PROF, 0)
    answer.write_text(json.dumps(found))


if __name__ == "__main__":
    main()
