"""Server processes killed in the middle of saves and hand-ins: what was acknowledged is there, and nothing twice."""

import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.db import db
from app.learning.answering import field_name
from app.learning.models import Attempt, LearningEvent, LessonRecord, Response
from tests import factories
from tests.learning.acting import count
from tests.processes import environment_of

from .sending import QUIZ

ROOT = Path(__file__).parents[3]
KILLS = 15
PAUSE = 0.7  # seconds between two kills: time for some work, and for a worker to come up
PATIENCE = 60  # seconds for one request in the end; not a budget
ANSWERS = {"padding": ("a", "b"), "tape": ("a", "b"), "pieces": ("120", "12")}


@pytest.fixture
def server(app, settings) -> Iterator[tuple[int, int]]:
    """(port, process id) of a real server with two workers on this test's database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **environment_of(settings),
        "PATH": os.environ["PATH"],
        "PORT": str(port),
        "WORKERS": "2",
        "THREADS": "4",
    }
    process = subprocess.Popen(
        [sys.executable, "run.py"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(PATIENCE)


class Tab:
    """A browser that asks again until it gets an answer, as the page's script does."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.headers = port, {"Cookie": cookie, "Accept": "application/json"}

    def ask(self, method: str, path: str, **fields: object) -> tuple[int, str, str]:
        """Status, Location and body of the first answer that is not about being busy."""
        body = urllib.parse.urlencode(fields) if fields else None
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            with closing(connection), suppress(OSError, http.client.HTTPException):
                connection.request(method, path, body, {**self.headers, **kind})
                response = connection.getresponse()
                text = response.read().decode()
                fresh = response.headers.get("Set-Cookie", "").partition(";")[0]
                self.headers["Cookie"] = fresh or self.headers["Cookie"]
                if response.status not in {500, 502, 503}:
                    return response.status, response.headers.get("Location", ""), text
            time.sleep(0.05)
        raise AssertionError(f"no answer to {method} {path}")

    def take_token(self) -> None:
        _status, _location, page = self.ask("GET", "/today")
        found = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert found
        self.headers["X-CSRFToken"] = found[1]


def work(tab: Tab, stop: threading.Event, seed: int, acknowledged: dict[str, Any]) -> None:
    """Take the quiz until told to stop, then hand in: notes everything the server said it had."""
    chance = random.Random(seed)
    tab.take_token()
    status, attempt, _text = tab.ask("POST", QUIZ, do="start")
    assert status == 303
    acknowledged["attempt"], versions = int(attempt.rsplit("/", 1)[1]), dict.fromkeys(ANSWERS, 0)
    while not stop.is_set() or not all(versions.values()):
        question = chance.choice(sorted(ANSWERS))
        value = ANSWERS[question][versions[question] % 2]
        fields = {"question": question, "version": versions[question], field_name(question): value}
        status, _location, text = tab.ask("POST", f"{attempt}/responses", **fields)
        assert status == 200, text
        versions[question] += 1
        acknowledged[question] = (value, versions[question])
        time.sleep(0.03)  # within what one attempt may send in a minute
    assert tab.ask("POST", f"{attempt}/hand-in", do="hand-in")[0] == 200
    acknowledged["handed in"] = True


def kill_one(parent: int, chance: random.Random) -> bool:
    """Kill a process that the server started: a worker, or the one for jobs."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    if not children:
        return False
    with suppress(ProcessLookupError):
        os.kill(int(chance.choice(children)), signal.SIGKILL)
    return True


def test_f01_p1_p2_killed_again_and_again_the_server_loses_nothing_and_counts_nothing_twice(client, app, server):
    port, parent = server
    tabs, chance = [], random.Random(20261122)
    notes: list[dict[str, Any]] = []
    for _ in range(4):
        browser = app.test_client()
        factories.sign_in(browser, factories.user())
        name = app.config["SESSION_COOKIE_NAME"]
        tabs.append(Tab(port, f"{name}={browser.get_cookie(name).value}"))
        notes.append({})
    stop = threading.Event()
    threads = [
        threading.Thread(target=work, args=(tab, stop, seed, note))
        for seed, (tab, note) in enumerate(zip(tabs, notes, strict=True))
    ]
    for thread in threads:
        thread.start()
    while not all("attempt" in note for note in notes) and any(thread.is_alive() for thread in threads):
        time.sleep(0.05)
    kills = 0
    for number in range(KILLS):
        time.sleep(PAUSE)
        if number == KILLS - 4:
            stop.set()  # the last ones come down on the hand-ins
        kills += kill_one(parent, chance)
    for thread in threads:
        thread.join(PATIENCE)
    assert kills >= KILLS - 2
    assert [note.get("handed in") for note in notes] == [True] * len(notes)
    _look(notes)


def _look(notes: list[dict[str, Any]]) -> None:
    db.session.rollback()
    for note in notes:
        rows = {row.question_id: row for row in db.session.query(Response).filter_by(attempt_id=note["attempt"])}
        assert {key: (_value(rows[key].answer), rows[key].version) for key in ANSWERS} == {
            key: note[key] for key in ANSWERS
        }
        attempt = db.session.get_one(Attempt, note["attempt"])
        assert attempt.submitted_at is not None
        assert attempt.points == sum(row.points or 0 for row in rows.values())
    assert count(Attempt) == len(notes)
    results = select(func.count()).where(LearningEvent.verb.in_(["passed", "failed"]))
    assert db.session.scalar(results) == len(notes)
    assert count(LessonRecord) == len(notes)


def _value(answer: dict) -> str:
    return str(answer.get("text") or answer["chosen"][0])
