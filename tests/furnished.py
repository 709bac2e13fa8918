"""The demo company with the courses that come with the platform: loaded once, copied by each test that wants it."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from app import clock, content, create_app
from app.db import db
from app.demo import loading
from config import load

ROOT = Path(__file__).parents[1]
PASSWORD = "harbour-lights-at-night"  # of the accounts that can sign in
PATIENCE = (
    180  # seconds until the first start is ready, with eight courses to load; a slow machine under load, not a budget
)


def make_once(shared: Path) -> Path:
    """The folder of an installation that nobody has worked in; `shared` is where all workers of this run look.

    It holds `courses` and `instance`. Whoever asks first makes it, the others wait; nobody writes to it afterwards.
    """
    folder = shared / "furnished"
    with (shared / "furnished.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            making = shared / "furnishing"
            shutil.rmtree(making, ignore_errors=True)
            shutil.copytree(ROOT / "courses", making / "courses")
            (making / "instance").mkdir()
            with inside(making) as app:
                upgrade()
                content.publish(app)
                loading.fill(clock.now(), content.queries.list_courses())
            making.rename(folder)
    return folder


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a server on `courses` and `instance` in this folder, on a port of its own; ended afterwards."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    places = {"INSTANCE_DIR": str(folder / "instance"), "CONTENT_DIR": str(folder / "courses")}
    rest = {"DEMO_PASSWORD": PASSWORD, "PORT": str(port), "WORKERS": "1", "LOG_LEVEL": "error"}
    environment = {**os.environ, **places, **rest}
    environment.pop("DATABASE_URL", None)
    url = f"http://127.0.0.1:{port}"
    server = subprocess.Popen([sys.executable, "run.py"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for(f"{url}/readyz", server)
        yield url
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert server.poll() is None, "the server ended before it was ready"
        try:
            with urllib.request.urlopen(url):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError("the server was not ready in time")


@contextmanager
def inside(folder: Path) -> Iterator[Flask]:
    """The application on `courses` and `instance` in this folder, in this process."""
    places = {"INSTANCE_DIR": str(folder / "instance"), "CONTENT_DIR": str(folder / "courses")}
    app = create_app(load({**places, "DEMO_PASSWORD": PASSWORD, "LOG_LEVEL": "critical"}))
    with app.app_context():
        yield app
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
