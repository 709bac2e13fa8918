"""Jobs: asked for by one process, done by another, in a file of this machine or in Redis."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import huey.api
import pytest
from click.testing import Result
from flask import Flask
from flask_migrate import upgrade

from app import create_app, jobs
from app.db import db
from app.learning.spaced.jobs import renew_cards
from config import Settings

from .processes import environment_of

PATIENCE = 90  # seconds; a slow machine under load, not a budget
done: list[tuple[object, ...]] = []
QUEUES = ["file", *(["redis"] if shutil.which("redis-server") else [])]


@jobs.job
def remember(*what: object) -> None:
    done.append(what)


@jobs.job
def fail() -> None:
    raise RuntimeError("this job fails")


@jobs.job
def fail_once() -> None:
    done.append(("tried",))
    if len(done) == 1:
        raise RuntimeError("this job fails at first")


def wait_for(what: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[str]:
    """A Redis of its own behind a socket in a folder of its own."""
    socket = tmp_path / "redis.sock"
    process = subprocess.Popen(
        ["redis-server", "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(socket.exists)
        yield f"unix://{socket}"
    finally:
        process.terminate()
        process.wait(PATIENCE)


@contextmanager
def opened(settings: Settings) -> Iterator[Flask]:
    """An application of its own, in its context."""
    app = create_app(settings)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()


def own(settings: Settings, folder: Path, **others: Any) -> Settings:
    """With a database of its own, empty and without tables: what comes round by the clock is not to meet that of other tests."""
    return replace(settings, instance_dir=folder, database_url=f"sqlite:///{folder / 'own.db'}", **others)


@pytest.fixture(params=QUEUES)
def place(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    url = request.getfixturevalue("redis") if request.param == "redis" else None
    done.clear()
    with opened(own(settings, tmp_path, redis_url=url)) as app:
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


def later(monkeypatch: pytest.MonkeyPatch, **time: float) -> None:
    """The queue's clock goes ahead."""
    now: Callable[[], datetime] = huey.api.utcnow
    monkeypatch.setattr(huey.api, "utcnow", lambda: now() + timedelta(**time))


def test_a_job_that_failed_is_tried_again_when_its_time_has_come(place: Flask, monkeypatch: pytest.MonkeyPatch):
    jobs.enqueue(fail_once)
    assert (jobs.run_waiting(), jobs.run_waiting()) == (1, 0)
    later(monkeypatch, seconds=11)
    assert (jobs.run_waiting(), jobs.run_waiting()) == (1, 0)
    assert done == [("tried",), ("tried",)]


def test_a_job_that_fails_every_time_is_given_up(place: Flask, monkeypatch: pytest.MonkeyPatch):
    jobs.enqueue(fail)
    for seconds in (0, 11, 22, 33):
        later(monkeypatch, seconds=seconds)
        jobs.run_waiting()
    assert place.extensions["jobs"].scheduled_count() == place.extensions["jobs"].pending_count() == 0


def run_once(app: Flask) -> Result:
    return app.test_cli_runner().invoke(args=["jobs", "run", "--once"])


def test_running_once_does_what_waits_and_what_is_due_by_the_clock(place: Flask):
    upgrade()
    jobs.enqueue(remember, "by hand")
    assert jobs.last_alive() is None
    answer = run_once(place)
    assert answer.exit_code == 0, answer.output
    assert ("by hand",) in done
    assert jobs.last_alive() is not None


def test_what_fails_by_the_clock_keeps_nothing_else_from_running_and_is_told_at_the_end(
    place: Flask, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(jobs, "BY_THE_CLOCK", {jobs._name(each) for each in (fail, remember, jobs.note_alive)})
    jobs.enqueue(remember, "by hand")
    answer = run_once(place)
    assert answer.exit_code == 1
    assert "tests.test_jobs.fail" in answer.output
    assert done == [(), ("by hand",)]
    assert jobs.last_alive() is not None


def test_a_process_of_its_own_runs_jobs_until_it_is_told_to_end(settings: Settings, tmp_path: Path):
    here = own(settings, tmp_path)
    with opened(here) as app:
        upgrade()
        queue = app.extensions["jobs"]
        jobs.enqueue(renew_cards, "no-such-course", "no-such-question")
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "jobs", "run"],
            env={"PATH": os.environ["PATH"], **environment_of(here)},
            cwd=Path(__file__).parent.parent,
        )
        try:
            wait_for(lambda: not queue.pending_count() and jobs.last_alive())
            process.send_signal(signal.SIGINT)
            assert process.wait(PATIENCE) == 0
        finally:
            process.kill()
            process.wait()
        assert queue.scheduled_count() == 0, "what failed would wait here to be tried again"
