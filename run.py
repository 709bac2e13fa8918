"""Prepare and serve: `make run` ends here, and `.venv/bin/python run.py` does the same.

Upgrades the database, loads the demo company into an empty one (DEMO=1), publishes the courses, prints the address and who
can sign in, then serves under gunicorn.
"""

import gc
import os
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import upgrade
from gunicorn.app.base import BaseApplication

from app import clock, content, create_app, jobs
from app import demo as demo_company
from app.access import Role
from app.db import WRITER, db
from app.people.cli import invitation_link
from app.people.queries import count_users, has_administrator, has_demo_people
from app.serving import LONGEST_ADDRESS, Worker
from config import ConfigError, Settings, load

DEMO_INSIDE = """this database holds the demo company.
Give a real company a database of its own, with INSTANCE_DIR or DATABASE_URL."""


def stay_on_a_core(_server: object, worker: Any) -> None:
    """Keep the threads of a worker on one core: they share an interpreter lock, and handing it across cores costs more
    than the work between. Measured by benchmarks/pages.py; docs/benchmarks.md. Where a sandbox forbids it, a worker does without."""
    if hasattr(os, "sched_setaffinity"):
        with suppress(OSError):
            cores = sorted(os.sched_getaffinity(0))
            os.sched_setaffinity(0, {cores[worker.age % len(cores)]})


class Server(BaseApplication):
    """gunicorn with our settings; each worker makes the application anew after the fork and watches the courses.

    The courses themselves are taken over from `first`, so that all workers share the memory they are in.
    """

    def __init__(self, settings: Settings, first: Flask) -> None:
        self.settings = settings
        self.first = first
        self.jobs_pid = 0
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": self.settings.workers,
            "threads": self.settings.threads,
            "worker_class": Worker,
            "timeout": 60,
            "graceful_timeout": 60,
            "max_requests": 50_000,  # a fresh worker is slow at first: not every minute of an exam
            "max_requests_jitter": 5_000,
            "limit_request_line": LONGEST_ADDRESS,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_fork": stay_on_a_core,
            "when_ready": self.keep_jobs,
            "pre_fork": lambda server, _worker: self.keep_jobs(server),
            "on_exit": lambda _server: self.end_jobs(),
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        app = create_app(self.settings)
        content.take_over(app, self.first)
        content.start_watching(app)
        return app

    def keep_jobs(self, server: Any) -> None:
        """One process for jobs beside the workers; looked after whenever a worker begins."""
        if self.jobs_pid and is_running(self.jobs_pid):
            return
        self.jobs_pid = os.fork()
        if self.jobs_pid:
            return
        status = 1
        try:
            for name in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
                signal.signal(name, signal.SIG_DFL)
            for listener in server.LISTENERS:
                listener.sock.close()  # the port is the workers' alone
            threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()
            jobs.work(self.load())
            status = 0
        finally:
            os._exit(status)  # what the parent registered for its own end is not this process's

    def end_jobs(self) -> None:
        """Let the present job end, for as long as workers are given."""
        if not self.jobs_pid or not is_running(self.jobs_pid):
            return
        os.kill(self.jobs_pid, signal.SIGINT)
        end = time.monotonic() + self.cfg.graceful_timeout
        while time.monotonic() < end and is_running(self.jobs_pid):
            with suppress(ChildProcessError):
                os.waitpid(self.jobs_pid, os.WNOHANG)
            time.sleep(0.05)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def end_with(parent: int) -> None:
    """End this process when the one that started it is gone, however it went."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    try:
        settings = load()
        app = create_app(settings)
    except ConfigError as error:
        sys.exit(f"Tradewind does not start: {error}")
    refuse_taken_port(settings)
    with app.app_context():
        upgrade_if_needed(app)
        content.publish(app)
        lines = prepare_demo() if settings.demo else prepare_company()
        for engine in db.engines.values():
            engine.dispose()  # connections must not cross the fork
    print(f"\n  Tradewind 信风 · {settings.public_url}\n", *lines, sep="\n  ", end="\n\n", flush=True)
    gc.collect()
    gc.freeze()  # what is there now is not looked through again: a worker that did would copy all of it
    Server(settings, app).run()


def refuse_taken_port(settings: Settings) -> None:
    """Better one sentence now than a banner for a server that never comes."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            sys.exit(
                f"Tradewind does not start: it cannot listen on {settings.host}:{settings.port} ({error.strerror}). "
                f"If something else runs there, choose another port:  PORT={settings.port + 80} make run"
            )


def upgrade_if_needed(app: Flask) -> None:
    """Bring the database to the newest schema. Reading its revision is quick; running Alembic is not."""
    with db.engines[WRITER].connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    if revision != ScriptDirectory(app.extensions["migrate"].directory).get_current_head():
        upgrade()


def prepare_demo() -> list[str]:
    loaded = demo_company.load_if_empty(clock.now())
    if loaded is None:
        return [
            "Demo company: sign in as T0001, M0001, H0001, E0001 or A0001 with the password printed at the first start."
        ]
    accounts = [f"{staff_no:8} {role}" for staff_no, role in loaded.accounts]
    return [
        "Demo company loaded. Sign in with a staff number:",
        *accounts,
        "",
        f"Password of all five: {loaded.password}   (printed once)",
    ]


def prepare_company() -> list[str]:
    if has_demo_people():
        sys.exit(f"Tradewind does not start: {DEMO_INSIDE}")
    if has_administrator():
        return [f"{count_users()} accounts."]
    link = invitation_link("ADMIN", name="Administrator", roles=(Role.ADMIN,))
    return [
        "This installation has no administrator yet. Open this link within two days and choose a password;",
        "the staff number is ADMIN:",
        "",
        link,
    ]


if __name__ == "__main__":
    main()
