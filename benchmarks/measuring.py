"""What the benchmarks about people share: a database of their own, and one form for their figures.

A row is a median with the fastest and the slowest run, the processor time of our own process (median; on SQLite that is
nearly all there is, on PostgreSQL the database's comes on top), and what is wanted.
"""

import argparse
import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from app import content, create_app
from app.db import db
from config import load


def arguments(text: str | None, *, times: int) -> argparse.ArgumentParser:
    """`--people` and `--times`, which every one of them takes."""
    parser = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=20_000, help="how many are made up (20000)")
    parser.add_argument("--times", type=int, default=times, help=f"how often each thing is measured ({times})")
    return parser


@contextmanager
def fresh_application(courses: Path | None = None) -> Iterator[Flask]:
    """The application over an empty database: a temporary file, or what DATABASE_URL names. Says where, and how steady it is there."""
    with tempfile.TemporaryDirectory() as folder:
        values = {"INSTANCE_DIR": folder, "SECRET_KEY": "benchmarks-only-0123456789abcdef", "LOG_LEVEL": "critical"}
        if courses is not None:
            values["CONTENT_DIR"] = str(courses)
        if "DATABASE_URL" in os.environ:
            values["DATABASE_URL"] = os.environ["DATABASE_URL"]
        app = create_app(load(values))
        app.testing = True
        with app.app_context():
            upgrade()
            content.publish(app)
            gc.collect()
            gc.freeze()  # as the server does before its first request
            print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {db.engine.dialect.name}, noise {noise()}")
            print(f"{'':48} {'median':>9} {'fastest to slowest':>22} {'processor':>11}   wanted")
        yield app
        print(f"noise at the end {noise()}")


def measure(
    name: str,
    work: Callable[[int], object],
    *,
    times: int,
    wanted: float | None = None,
    prepare: Callable[[int], object] | None = None,
) -> None:
    """Run it `times` times and print a row. `prepare` runs before each and is not measured; both get the number of the run.

    `wanted`: seconds that the median is to stay below.
    """
    taken, busy = [], []
    for at in range(times):
        if prepare is not None:
            prepare(at)
        began, began_busy = time.perf_counter(), time.process_time()
        work(at)
        busy.append(time.process_time() - began_busy)
        taken.append(time.perf_counter() - began)
    median, between = _long(statistics.median(taken)), f"{_long(min(taken))} to {_long(max(taken))}"
    target = _long(wanted) if wanted is not None else ""
    print(f"{name:48} {median:>9} {between:>22} {_long(statistics.median(busy)):>11}   {target}".rstrip(), flush=True)


def noise() -> str:
    """How steady the machine is: the same small sum again and again, slowest against median; and its load."""
    times = []
    for _ in range(30):
        started = time.perf_counter()
        sum(number * number for number in range(100_000))
        times.append(time.perf_counter() - started)
    return f"{max(times) / statistics.median(times):.1f}× (load {os.getloadavg()[0]:.1f})"


def _long(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"
