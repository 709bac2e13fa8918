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
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.db import db
from app.learning.answering import field_name
from app.learning.models import Attempt, LearningEvent, Response
from config import Settings
from tests import factories
from tests.processes import environment_of

from .sending import QUIZ

ROOT = Path(__file__).parents[3]
TABS = 4
SECONDS = 15  # of killing
PAUSE = (0.01, 0.15)  # seconds of work between two kills, at random
PATIENCE = 60  # seconds for one request in the end; not a budget
ANSWERS = {"padding": ("a", "b"), "tape": ("a", "b"), "pieces": ("120", "12")}


class Server:
    """A real server with two workers on this test's database."""

    def __init__(self, settings: Settings) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        places = {"PATH": os.environ["PATH"], "PORT": str(self.port), "WORKERS": "2", "THREADS": "4"}
        self.environment = {**environment_of(settings), **places}
        self.start()

    def start(self) -> None:
        silent = subprocess.DEVNULL
        command = [sys.executable, "run.py"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=silent, stderr=silent)

    def children(self) -> list[int]:
        parent = self.process.pid
        with suppress(FileNotFoundError):
            return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
        return []

    def kill_workers(self) -> int:
        """Kill what answers requests, all at once; returns how many that were. The process for jobs goes on."""
        own, killed = _command(self.process.pid), 0
        for pid in self.children():
            if _command(pid) == own:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    killed += 1
        return killed

    def kill_all(self) -> None:
        """The master and everything it started, as when the machine's memory runs out."""
        for pid in (self.process.pid, *self.children()):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(PATIENCE)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)


def _command(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return ""


@pytest.fixture
def server(app, settings, course_files) -> Iterator[Server]:
    course_files.change("packing/10-basics/30-final.zh-CN.md", "attempts: 2\n", "")  # as many as there is time for
    running = Server(settings)
    try:
        yield running
    finally:
        running.stop()


@dataclass
class Noted:
    """One attempt as the server acknowledged it: value and version by question; `asked`: how often it was handed in."""

    attempt: str
    kept: dict[str, tuple[str, int]] = field(default_factory=dict)
    asked: int = 0


class Tab:
    """A browser that asks again until it gets an answer, as the page's script does."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.headers = port, {"Cookie": cookie, "Accept": "application/json"}
        self.noted: list[Noted] = []
        self.worked = threading.Event()

    def ask(self, method: str, path: str, **fields: object) -> tuple[int, str, str, int]:
        """Status, Location and body of the first answer that is not about being busy; how often it had to be sent."""
        body = urllib.parse.urlencode(fields) if fields else None
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
        end, times = time.monotonic() + PATIENCE, 0
        while time.monotonic() < end:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            with closing(connection), suppress(OSError, http.client.HTTPException):
                connection.connect()
                times += 1  # from here on it may have arrived
                connection.request(method, path, body, {**self.headers, **kind})
                response = connection.getresponse()
                text = response.read().decode()
                fresh = response.headers.get("Set-Cookie", "").partition(";")[0]
                self.headers["Cookie"] = fresh or self.headers["Cookie"]
                if response.status not in {500, 502, 503}:
                    self.worked.set()
                    return response.status, response.headers.get("Location", ""), text, times
            time.sleep(0.02)
        raise AssertionError(f"no answer to {method} {path}")

    def take_token(self) -> None:
        found = re.search(r'name="csrf-token" content="([^"]+)"', self.ask("GET", "/today")[2])
        assert found
        self.headers["X-CSRFToken"] = found[1]

    def work(self, stop: threading.Event, chance: random.Random) -> None:
        """One attempt after the other until told to stop: notes everything the server said it had."""
        self.take_token()
        while not stop.is_set():
            status, attempt, text, _times = self.ask("POST", QUIZ, do="start")
            assert status == 303, text
            noted = Noted(attempt)
            self.noted.append(noted)
            for question in chance.sample(sorted(ANSWERS), len(ANSWERS)):
                self.save(noted, question, ANSWERS[question][chance.randrange(2)])
            status, _location, text, noted.asked = self.ask("POST", f"{attempt}/hand-in", do="hand-in")
            assert status in {200, 303}, text

    def save(self, noted: Noted, question: str, value: str) -> None:
        fields = {"question": question, "version": 0, field_name(question): value}
        status, _location, text, _times = self.ask("POST", f"{noted.attempt}/responses", **fields)
        assert status == 200, text
        noted.kept[question] = (value, 1)


@pytest.fixture
def tabs(app, server) -> list[Tab]:
    found = []
    for _ in range(TABS):
        browser = app.test_client()
        factories.sign_in(browser, factories.user())
        name = app.config["SESSION_COOKIE_NAME"]
        found.append(Tab(server.port, f"{name}={browser.get_cookie(name).value}"))
    return found


def kill_while_working(tabs: list[Tab], kill, *, seconds: float, enough=bool) -> int:
    """Let the tabs work, and kill again and again at random moments of it, until it is `enough`; returns how often."""
    stop, chance, kills = threading.Event(), random.Random(20261122), 0
    threads = [threading.Thread(target=tab.work, args=(stop, random.Random(at))) for at, tab in enumerate(tabs)]
    for thread in threads:
        thread.start()
    end = time.monotonic() + seconds
    last = end + PATIENCE
    while any(thread.is_alive() for thread in threads) and time.monotonic() < (end if enough(kills) else last):
        for tab in tabs:
            tab.worked.clear()
        chance.choice(tabs).worked.wait(5)  # somebody is being served
        time.sleep(chance.uniform(*PAUSE))
        kills += bool(kill())
    stop.set()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)
    return kills


def test_f01_p1_p2_killed_again_and_again_the_server_loses_nothing_and_counts_nothing_twice(server, tabs):
    def enough(kills: int) -> bool:
        return kills >= 5 and any(each.asked > 1 for tab in tabs for each in tab.noted)  # hand-ins were hit

    kills = kill_while_working(tabs, server.kill_workers, seconds=SECONDS, enough=enough)
    assert enough(kills)
    _look([each for tab in tabs for each in tab.noted])


def test_f01_a_server_killed_whole_goes_on_where_it_was_when_it_is_started_again(server, tabs):
    def kill() -> bool:
        server.kill_all()
        server.start()
        return True

    assert kill_while_working(tabs[:2], kill, seconds=3) >= 1
    _look([each for tab in tabs for each in tab.noted])


def _look(noted: list[Noted]) -> None:
    db.session.rollback()
    by_id = {int(each.attempt.rsplit("/", 1)[1]): each for each in noted}
    assert len(by_id) == len(noted), "an attempt was given out twice"
    attempts = {row.id: row for row in db.session.scalars(select(Attempt))}
    assert set(attempts) == set(by_id)
    for attempt_id, each in by_id.items():
        rows = list(db.session.scalars(select(Response).filter_by(attempt_id=attempt_id)))
        assert {row.question_id: (_value(row.answer), row.version) for row in rows} == each.kept
        assert set(each.kept) == set(ANSWERS)
        assert attempts[attempt_id].submitted_at is not None
        assert attempts[attempt_id].points == sum(row.points or 0 for row in rows)
    results = select(func.count()).where(LearningEvent.verb.in_(["passed", "failed"]))
    assert db.session.scalar(results) == len(noted)


def _value(answer: dict) -> str:
    return str(answer.get("text") or answer["chosen"][0])
