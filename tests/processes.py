"""Other processes of the installation that is tested."""

import signal
import subprocess
import sys
from pathlib import Path
from textwrap import indent

from config import Settings

ROOT = Path(__file__).parents[1]
DYING = """
import os, signal, sys
from sqlalchemy import event
from app import create_app
from app.db import WRITER, db
{needed}

app = create_app()
with app.app_context():
    left = [int(sys.argv[1])]

    def count(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("SELECT", "BEGIN", "PRAGMA")):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    event.listen(db.engines[WRITER], "after_cursor_execute", count)
{work}
"""


def environment_of(settings: Settings) -> dict[str, str]:
    """What another process needs to be the same installation."""
    return {
        "SECRET_KEY": settings.secret_key,
        "INSTANCE_DIR": str(settings.instance_dir),
        "CONTENT_DIR": str(settings.content_dir),
        "DATABASE_URL": settings.database_url,
        "LOG_LEVEL": "critical",
    }


def kill(settings: Settings, needed: str, work: str, *arguments: str, after: int) -> None:
    """Another process does some work and dies by SIGKILL at its so many-th statement that writes.

    `needed`: the imports of the work; its arguments are `sys.argv[2:]`.
    """
    told = DYING.format(needed=needed, work=indent(work, "    "))
    done = subprocess.run(
        [sys.executable, "-c", told, str(after), *arguments],
        cwd=ROOT,
        env=environment_of(settings),
        capture_output=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
