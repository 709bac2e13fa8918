"""How fast are the pages people wait for? `make bench` (about five minutes) prints medians and ratios.

Each page is loaded in turn with a bare Flask view that returns the same bytes, under the same server in the same run, so that
ratios hold when the machine's speed drifts. One worker process, four keep-alive connections. With one thread, what is
measured is the cost of a page; with eight, threads of one process also wait for each other's interpreter lock.
"""

import html
import http.cookiejar
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask_migrate import upgrade

from app import content, create_app
from app.content import queries as courses
from benchmarks.load import Request, throughput
from benchmarks.people import add_learners
from config import load

ROUNDS, SECONDS, CONNECTIONS = 5, 2.0, 4
PASSWORD = "bench-sails-and-harbours"
ROOT = Path(__file__).parent.parent
LEARNERS = (1_000, 10_000)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "INSTANCE_DIR": folder,
            "DEMO_PASSWORD": PASSWORD,
            "WORKERS": "1",
            "THREADS": "1",
            "PORT": str(free_port()),
            "LOG_LEVEL": "error",
        }
        environment.pop("DATABASE_URL", None)
        print(
            f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, SQLite, {ROUNDS} × {SECONDS:.0f} s, {CONNECTIONS} connections"
        )
        print(f"{'':34} {'bytes':>8} {'ours /s':>9} {'bare /s':>9} {'ratio':>7}  {'ratio min–max':>14}")
        base = f"http://127.0.0.1:{environment['PORT']}"
        lesson, quiz = pages_of_a_course(environment)
        for threads in ("1", "8"):
            environment["THREADS"] = threads
            with serving(environment):
                trainee = Browser(base, "T0001")
                compare(f"lesson page, threads {threads}", trainee.get(lesson), environment)
                compare(f"quiz save (fsync), threads {threads}", trainee.save(quiz), environment)
        environment["THREADS"] = "1"
        with serving(environment):
            reader, added = Browser(base, "H0001"), 0
            for learners in LEARNERS:
                add_to(environment, learners - added)
                added = learners
                compare(f"completion report, {learners} learners", reader.get("/reports/completion"), environment)
                of_one = reader.get(f"/reports/completion?course={lesson.split('/')[2]}")
                compare(f"… of one course, {learners} learners", of_one, environment)


def compare(label: str, request: Request, environment: dict[str, str]) -> None:
    """Load both in turn, A B A B …; print medians and the ratio pair by pair."""
    body = fetch(request)
    with tempfile.NamedTemporaryFile(dir=environment["INSTANCE_DIR"]) as file:
        file.write(body)
        file.flush()
        port = str(free_port())
        bare = Request(f"http://127.0.0.1:{port}/", request.method, request.body, request.headers)
        with running([sys.executable, "-m", "benchmarks.bare", port, file.name], environment, bare.url):
            ours, bares = [], []
            for _ in range(ROUNDS):
                ours.append(throughput(request, seconds=SECONDS, connections=CONNECTIONS))
                bares.append(throughput(bare, seconds=SECONDS, connections=CONNECTIONS))
    ratios = [a / b for a, b in zip(ours, bares, strict=True)]
    spread = f"{min(ratios):.2f}–{max(ratios):.2f}"
    print(
        f"{label:34} {len(body):8} {statistics.median(ours):9.1f} {statistics.median(bares):9.1f} "
        f"{statistics.median(ratios):7.2f}  {spread:>14}",
        flush=True,
    )


def fetch(request: Request) -> bytes:
    wanted = urllib.request.Request(
        request.url, request.body.encode() or None, dict(request.headers), method=request.method
    )
    with urllib.request.urlopen(wanted) as answer:
        body: bytes = answer.read()
    return body


class Browser:
    """A signed-in person who sends ready-made requests."""

    def __init__(self, base: str, staff_no: str) -> None:
        self.base = base
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.post("/sign-in", {"csrf_token": self.token("/sign-in"), "email": staff_no, "password": PASSWORD})

    def get(self, path: str) -> Request:
        return Request(self.base + path, headers=self.headers())

    def save(self, quiz: str) -> Request:
        """Start an attempt and answer its first question, again and again."""
        page, address = self.post(quiz, {"csrf_token": self.token(quiz)})
        name = re.search(r'name="q-([^"]+)" value="([^"]+)"', page)
        if name is None:
            raise RuntimeError("the attempt shows no choice to answer")
        fields = {"question": name[1], f"q-{name[1]}": html.unescape(name[2])}
        kind = ("Content-Type", "application/x-www-form-urlencoded")
        token = ("X-CSRFToken", csrf_of(page))
        return Request(f"{address}/responses", "POST", urllib.parse.urlencode(fields), (*self.headers(), kind, token))

    def headers(self) -> tuple[tuple[str, str], ...]:
        return (("Cookie", "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)),)

    def token(self, path: str) -> str:
        with self.opener.open(self.base + path) as answer:
            return csrf_of(answer.read().decode())

    def post(self, path: str, fields: dict[str, str]) -> tuple[str, str]:
        with self.opener.open(self.base + path, urllib.parse.urlencode(fields).encode()) as answer:
            return answer.read().decode(), answer.url


def csrf_of(page: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', page)
    if found is None:
        raise RuntimeError("the page has no token: was the sign-in refused?")
    return found[1]


def pages_of_a_course(environment: dict[str, str]) -> tuple[str, str]:
    """Addresses of a long lesson and of a quiz with attempts to spare."""
    app = create_app(load(environment))
    with app.app_context():
        content.publish(app)
        course = next(
            c
            for c in courses.list_courses()
            if any(page.kind == "quiz" and page.attempts is None for page in c.lessons)
        )
        lesson = max((page for page in course.lessons if page.kind == "lesson"), key=lambda page: page.minutes)
        quiz = next(page for page in course.lessons if page.kind == "quiz")
    return f"/courses/{course.id}/lessons/{lesson.id}", f"/courses/{course.id}/quizzes/{quiz.id}"


def add_to(environment: dict[str, str], count: int) -> None:
    app = create_app(load(environment))
    with app.app_context():
        upgrade()
        content.publish(app)
        add_learners(count)


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[None]:
    with running([sys.executable, "run.py"], environment, f"http://127.0.0.1:{environment['PORT']}/readyz"):
        yield


@contextmanager
def running(command: list[str], environment: dict[str, str], url: str) -> Iterator[None]:
    """A server of our own, until it answers; ended by its own id."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                with urllib.request.urlopen(url):
                    break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


if __name__ == "__main__":
    main()
