"""Chromium for the browser tests: where it is, how it is started, and a loud word when it is missing."""

import os
import shutil
import sys

# The first of these that is there. The headless shell is the same engine without a window: a page is there twice as soon.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",  # containers have little of it
)
MISSING = """
**********************************************************************
*                                                                    *
*   NO CHROMIUM: THE BROWSER TESTS ARE SKIPPED.                      *
*                                                                    *
*   Nobody checks the journeys, the keyboard, the phone's width and  *
*   accessibility in this run. To have them checked:                 *
*                                                                    *
*       sudo apt install chromium-headless-shell fonts-noto-cjk      *
*                                                                    *
*   or set CHROMIUM to the browser's path.                           *
*                                                                    *
**********************************************************************
"""


def find() -> str | None:
    """The path of a Chromium to test with, or None: CHROMIUM if it is set, else the usual names."""
    given = os.environ.get("CHROMIUM")
    if given:
        return shutil.which(given)
    return next((path for path in map(shutil.which, NAMES) if path), None)


def launch_args() -> list[str]:
    """What Chromium is started with: nothing that calls home, and no sandbox for root, who cannot have one."""
    return ["--no-sandbox", *QUIET] if os.geteuid() == 0 else list(QUIET)


def main() -> None:
    path = find()
    if path is None:
        sys.stderr.write(MISSING)
    else:
        sys.stdout.write(f"Browser tests run in {path}\n")


if __name__ == "__main__":
    main()
