"""How fast is the library? `make bench`, or `python -m benchmarks.content [--lessons 5000] [--folder DIR]`, prints medians.

A library made from a seed; every step runs in a process of its own, on one core. Beside each figure stands how the machine
itself wavered: the same piece of plain work, timed before every round. With `--folder` the library and its store stay
there, and the next run finds them warm; `--processor` is for a machine that is busy with other work.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import content_steps, library

ROUNDS = 5
CHECKED = 200  # lessons that are checked without a store
ROOT = Path(__file__).parent.parent


def main() -> None:
    wanted = arguments()
    if wanted.step:
        print(json.dumps(content_steps.STEPS[wanted.step](wanted.folder)))
        return
    print(
        f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {wanted.lessons} lessons in two languages, one core"
    )
    print(f"{'':44} {'median':>9} {'lowest':>9} {'highest':>9}   machine, lowest–highest ms")
    with place(wanted.folder) as folder:
        make(folder / "small", CHECKED)
        make(folder / "large", wanted.lessons)
        show("check: lessons a second", rounds("check", folder / "small"))
        show("… files a second", rounds("check_files", folder / "small"))
        show("first publication, seconds", rounds("first", folder / "large", 1))
        time.sleep(content_steps.SETTLED_SECONDS)
        show("start with a warm store, ms", rounds("start", folder / "large"))
        show("… of it reading our own code, ms", rounds("imports", folder / "large"))
        show("publish after one edit, ms", rounds("edit", folder / "large", 1))
        show("publish when nothing has changed, ms", rounds("unchanged", folder / "large", 1))
        show("look for changes, ms", rounds("look", folder / "large", 1))
        show("HTML of a lesson from memory, ms", rounds("html", folder / "large", 1))
        show("memory for 1 000 lessons, MB", rounds("memory", folder / "large", 1))
        show("… of its own in a forked process that read all", rounds("forked", folder / "large", 1))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lessons", type=int, default=5000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--processor", action="store_true", help="count processor time instead of the clock's")
    parser.add_argument("--step", choices=content_steps.STEPS)
    return parser.parse_args()


@contextmanager
def place(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        yield folder
        return
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def make(folder: Path, lessons: int) -> None:
    if not (folder / "courses").exists():
        library.make(folder / "courses", lessons)
        time.sleep(content_steps.SETTLED_SECONDS)


def rounds(step: str, folder: Path, count: int = ROUNDS) -> list[tuple[float, float]]:
    """(figure, machine) of some rounds, each in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.content", "--step", step, "--folder", str(folder)]
    command += ["--processor"] if content_steps.PROCESSOR_TIME else []
    found: list[tuple[float, float]] = []
    for _ in range(count):
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        found += json.loads(done.stdout.splitlines()[-1])
    return found


def show(name: str, found: list[tuple[float, float]]) -> None:
    figures, machine = zip(*found, strict=True)
    middle = statistics.median(figures)
    print(
        f"{name:44} {middle:9.3g} {min(figures):9.3g} {max(figures):9.3g}   {min(machine):.0f}–{max(machine):.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
