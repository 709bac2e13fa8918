"""A process that checks folders within limits, for files made to break the reader."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from . import limited

ROOT = Path(__file__).parent.parent.parent
ENDED = {1: "an exception escaped", -signal.SIGPROF: "it took more than 2 seconds", -signal.SIGKILL: "it was killed"}


class Checker:
    """The process that checks, and what it last said."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", limited.__name__], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def codes(self, folder: Path) -> set[str]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(str(folder)) + "\n")
        self.process.stdin.flush()
        said = json.loads(self.process.stdout.readline())
        assert said["status"] == 0, ENDED.get(os.waitstatus_to_exitcode(said["status"]), said["status"])
        found: set[str] = {code for code, _severity, _path, _message in said["found"]}
        assert "C198" not in found, said["found"]
        return found

    def end(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


@pytest.fixture(scope="module")
def checker() -> Iterator[Checker]:
    made = Checker()
    yield made
    made.end()
