"""Jobs: asked for by one process, done by another, in a file of this machine or in Redis."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app import create_app, jobs
from config import Settings

PATIENCE = 30  # seconds; not a budget
done: list[tuple[object, ...]] = []
QUEUES = ["file", *(["redis"] if shutil.which("redis-server") else [])]


@jobs.job
def remember(*what: object) -> None:
    done.append(what)


@jobs.job
def fail() -> None:
    raise RuntimeError("this job fails")


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[str]:
    """A Redis of its own behind a socket in a folder of its own."""
    socket = tmp_path / "redis.sock"
    process = subprocess.Popen(
        ["redis-server", "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    end = time.monotonic() + PATIENCE
    while not socket.exists() and time.monotonic() < end:
        time.sleep(0.05)
    yield f"unix://{socket}"
    process.terminate()
    process.wait()


@pytest.fixture(params=QUEUES)
def place(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    url = request.getfixturevalue("redis") if request.param == "redis" else None
    app = create_app(replace(settings, instance_dir=tmp_path, redis_url=url))
    done.clear()
    with app.app_context():
        yield app


def test_a_job_waits_until_somebody_runs_it_and_is_then_done_once(place: Flask):
    jobs.enqueue(remember, 7, "信风", None, [1, {"a": 2}])
    assert done == []
    assert jobs.run_waiting() == 1
    assert jobs.run_waiting() == 0
    assert done == [(7, "信风", None, [1, {"a": 2}])]


def test_jobs_run_in_the_order_asked_for(place: Flask):
    for number in range(5):
        jobs.enqueue(remember, number)
    assert jobs.run_waiting() == 5
    assert done == [(number,) for number in range(5)]


def test_a_job_that_fails_does_not_keep_the_next_one_from_running(place: Flask):
    jobs.enqueue(fail)
    jobs.enqueue(remember, "next")
    jobs.run_waiting()
    assert ("next",) in done


def test_what_lies_in_the_queue_is_json_and_no_code(place: Flask):
    jobs.enqueue(remember, "words")
    (entry,) = place.extensions["jobs"].storage.enqueued_items()
    assert entry.startswith(b'{"id"')
    assert b"words" in entry


def test_running_once_does_what_waits_and_what_is_due_by_the_clock(place: Flask):
    jobs.enqueue(remember, "by hand")
    assert jobs.last_alive() is None
    answer = place.test_cli_runner().invoke(args=["jobs", "run", "--once"])
    assert answer.exit_code == 0, answer.output
    assert ("by hand",) in done
    assert jobs.last_alive() is not None


def test_a_process_of_its_own_runs_jobs_until_it_is_told_to_end(settings: Settings, tmp_path: Path):
    environment = {
        "PATH": os.environ["PATH"],
        "INSTANCE_DIR": str(tmp_path),
        "CONTENT_DIR": str(settings.content_dir),
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "LOG_LEVEL": "critical",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "jobs", "run"], env=environment, cwd=Path(__file__).parent.parent
    )
    trace, end = tmp_path / "jobs-alive", time.monotonic() + PATIENCE
    while not trace.exists() and time.monotonic() < end:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=PATIENCE) == 0
    assert trace.exists()
