"""Work beside the requests: jobs asked for by a page, and jobs that come round by the clock.

A package writes its jobs in a file `jobs.py`: functions marked with `@job` or `@every_minute`. Arguments are JSON-able. A job
may run twice, after a crash for instance: it must do its work once all the same. `flask jobs run` runs them (huey);
`run.py` starts it beside the server. Several hosts share one queue through REDIS_URL.
"""

import json
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click
import structlog
from flask import Flask, current_app
from flask.cli import AppGroup
from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.api import TaskWrapper
from huey.registry import Message
from huey.serializer import Serializer
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.db import Base, db, writing

Job = TypeVar("Job", bound=Callable[..., None])

commands = AppGroup("jobs", help="Work beside the requests.")
log = structlog.get_logger()

JOBS: dict[str, Callable[..., None]] = {}
DAILY: dict[str, int] = {}  # name: the hour of the organisation's day from which it runs
LEASE = timedelta(hours=1)  # after which a daily job that never ended is begun again
BY_THE_CLOCK: set[str] = set()
MOMENTS = ("eta", "expires_resolved")  # fields of a queue entry that are instants


class DailyRun(Base):
    """For which day a daily job ran last. However many days were missed, it runs once."""

    __tablename__ = "daily_run"

    name: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date | None]
    begun_at: Mapped[datetime | None]  # and did not end yet


class JSONSerializer(Serializer):
    """Queue entries as JSON: what lies in a queue can never become code, as it can with the library's pickle."""

    def _serialize(self, data: Any) -> bytes:
        entry = data._asdict() if isinstance(data, Message) else data
        return json.dumps(entry, default=datetime.isoformat).encode()

    def _deserialize(self, data: bytes) -> Any:
        found = json.loads(data)
        if not isinstance(found, dict):
            return found
        moments = {name: datetime.fromisoformat(found[name]) for name in MOMENTS if found[name]}
        return Message(**{**found, **moments})


def _name(function: Callable[..., None]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def job(function: Job) -> Job:
    """Mark a function that `enqueue` may ask for. It runs in an application context of its own."""
    JOBS[_name(function)] = function
    return function


def every_minute(function: Job) -> Job:
    """Mark a function that runs every minute. A minute that was missed is not made up for."""
    BY_THE_CLOCK.add(_name(function))
    return job(function)


def daily(*, hour: int) -> Callable[[Job], Job]:
    """Mark a function that runs once a business day, from this hour on, with the day as its argument.

    When the machine was off at that hour it runs as soon as jobs run again; when it was off for days, once.
    """

    def mark(function: Job) -> Job:
        DAILY[_name(function)] = hour
        JOBS[_name(function)] = function
        return function

    return mark


def init_app(app: Flask) -> None:
    """A queue of its own for the application, with every job known by now: call it after the packages."""
    url = app.config["REDIS_URL"]
    common = {"name": "tradewind", "results": False, "serializer": JSONSerializer()}
    queue = RedisHuey(url=url, **common) if url else SqliteHuey(filename=f"{app.instance_path}/jobs.db", **common)
    app.extensions["jobs"] = queue
    app.extensions["tasks"] = {name: _register(app, queue, name) for name in JOBS}
    app.cli.add_command(commands)


def enqueue(function: Callable[..., None], *arguments: object) -> None:
    """Ask for a job, after the transaction that it builds on: it may begin at once, in another process."""
    current_app.extensions["tasks"][_name(function)](*arguments)


def run_waiting() -> int:
    """Run what waits in the queue, here, one after the other, and what is due to be tried again; returns how many jobs there were."""
    queue: Huey = current_app.extensions["jobs"]
    for task in queue.read_schedule():
        queue.enqueue(task)
    count = 0
    while (task := queue.dequeue()) is not None:
        queue.execute(task)
        count += 1
    return count


@commands.command("run")
@click.option("--once", is_flag=True, help="Run what waits and what is due by the clock, then end: for cron.")
def run(once: bool) -> None:
    """Run jobs until a signal ends it."""
    if not once:
        return _consume(current_app.extensions["jobs"])
    alive = _name(note_alive)
    failed = _run_by_the_clock(BY_THE_CLOCK - {alive})
    count = run_waiting() + len(BY_THE_CLOCK)
    failed += _run_by_the_clock({alive})
    click.echo(f"{count} jobs")
    if failed:
        raise click.ClickException(f"failed: {', '.join(failed)}")


def _run_by_the_clock(names: Collection[str]) -> list[str]:
    """Run these jobs, whatever becomes of the others; the names of those that failed."""
    failed = []
    for name in sorted(names):
        try:
            _work_in(current_app._get_current_object(), JOBS[name])  # type: ignore[attr-defined]  # a proxy has it
        except Exception:  # noqa: BLE001 - the others are to run, whatever it was; it was logged where it was raised
            failed.append(name)
    return failed


def work(app: Flask) -> None:
    """Run jobs until SIGINT, which lets the present one end, or SIGTERM."""
    _consume(app.extensions["jobs"])


def _consume(queue: Huey) -> None:
    queue.create_consumer(workers=1, periodic=True, max_delay=2.0).run()


@every_minute
def run_daily() -> None:
    """Run the daily jobs whose hour has come, the earliest first: they build on each other. Whoever claims one first runs it.

    One that fails is tried again in an hour.
    """
    here = clock.now().astimezone(clock.zone())
    failed = []
    for name, hour in sorted(DAILY.items(), key=lambda each: (each[1], each[0])):
        if here.hour >= hour and _claim(name, here.date()):
            try:
                _work(JOBS[name], here.date())
            except Exception:  # noqa: BLE001 - the others are to run, whatever it was; it was logged where it was raised
                failed.append(name)
            else:
                _finish(name, here.date())
    if failed:
        raise RuntimeError(f"daily jobs failed: {', '.join(failed)}")


def _claim(name: str, day: date) -> bool:
    with writing():
        now = clock.now()
        if db.session.get(DailyRun, name) is None:
            db.session.add(DailyRun(name=name))
            db.session.flush()
        row = db.session.get_one(DailyRun, name, with_for_update=True)
        if (row.day is not None and row.day >= day) or (row.begun_at is not None and row.begun_at > now - LEASE):
            return False
        row.begun_at = now
        return True


def _finish(name: str, day: date) -> None:
    with writing():
        row = db.session.get_one(DailyRun, name)
        row.day, row.begun_at = day, None


@every_minute
def note_alive() -> None:
    """Leave a trace by which the status page sees that jobs run."""
    _trace().touch()


def last_alive() -> datetime | None:
    """When jobs last came round on this machine; None: never."""
    try:
        return datetime.fromtimestamp(_trace().stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def _trace() -> Path:
    return Path(current_app.instance_path) / "jobs-alive"


def _register(app: Flask, queue: Huey, name: str) -> TaskWrapper:
    work = partial(_work_in, app, JOBS[name])
    work.__module__, work.__doc__ = "tradewind", JOBS[name].__doc__
    if name in BY_THE_CLOCK:
        return queue.periodic_task(crontab(), name=name)(work)
    return queue.task(name=name, retries=2, retry_delay=10)(work)


def _work_in(app: Flask, function: Callable[..., None], *arguments: object) -> None:
    with app.app_context():
        _work(function, *arguments)


def _work(function: Callable[..., None], *arguments: object) -> None:
    """Run a job; what goes wrong is logged by name, without values, and raised for the queue to try again."""
    try:
        function(*arguments)
    except Exception as error:
        log.error("job failed", job=_name(function), error=type(error).__name__)
        raise
