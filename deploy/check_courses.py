#!/usr/bin/env python3
"""`deploy/check_courses.py [PATH]…`: what is wrong in course files, for folders that no platform stands beside.

The command is that of `flask courses check`, without an application: no settings, no database, nothing written unless --fix is given.
Meant for a git hook or for the automatic check of a repository of courses; see `check_courses.py --help`.
"""

import os
import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OWN_PYTHON = ROOT / ".venv/bin/python"

if OWN_PYTHON.exists() and Path(sys.prefix).resolve() != (ROOT / ".venv").resolve():
    os.execv(OWN_PYTHON, [str(OWN_PYTHON), __file__, *sys.argv[1:]])  # noqa: S606 - our own interpreter, no shell

app = types.ModuleType("app")  # only what reads courses is loaded, not the whole platform
app.__path__ = [str(ROOT / "app")]
sys.modules["app"] = app
sys.path.insert(0, str(ROOT))

import structlog  # noqa: E402 - after the path is set

from app.content.commands.checking import check  # noqa: E402 - after the path is set

if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    check(prog_name="check_courses.py")
