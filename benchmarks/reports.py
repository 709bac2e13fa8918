"""Reports over three years of a company: every page and file of every report, and pages while answers are saved.

    python -m benchmarks.reports [--people 20000] [--folder /tmp/reports] [--database-url …] [--times 5] [--parts pages,file,load]

What is made up is kept in the folder, one database for each number of people, and used again; a database that is named has to be
empty the first time. A page is the whole answer of the application without the network; “whole” reads every row of every table.
"""

import argparse
import gc
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import delete, func, insert, select
from werkzeug.datastructures import MultiDict

from app import clock, content, create_app
from app.db import db, writing
from app.people.models import RoleGrant, SignIn, User
from app.people.viewer import Grant, Viewer
from app.programmes.standings.building import refresh
from app.programmes.standings.models import StandingMark
from app.reports.figures.exam_lines import refresh_exam_lines
from app.reports.figures.lines import refresh_lines
from app.reports.figures.per_head import refresh_hour_lines
from app.reports.figures.persons import PERSON_COLUMNS
from app.reports.frame import xlsx
from app.reports.frame.asking import ask
from app.reports.frame.document import Document, Sheet
from app.reports.frame.model import Column, Kind, Report, Value
from app.reports.registry import reports
from benchmarks import exam, small_courses
from benchmarks.company import Account, signed_in
from benchmarks.directory import page
from benchmarks.exam import Learner
from benchmarks.history import History
from benchmarks.measuring import measure, noise
from benchmarks.paced import paced, report, request, scattered
from benchmarks.pages import free_port, serving
from benchmarks.quiz import _begin, _is_ok, _save, save_answers
from config import load

FIRST_PAGE, WHOLE = 0.3, 2.0  # seconds
ROWS, FILE_SECONDS, FILE_MEGABYTES = 200_000, 20.0, 200
MANAGERS, SAVERS, RATE, SECONDS = 10, 200, 100, 30
EXTRA = (
    "participation?programme=PR07",
    "participation?programme=PR07&set=period&sort=name",
    "overdue?show=overdue",
    "overdue?q=王",
    "matrix?show=overdue",
    "completion?course=small-07",
)


def main() -> None:
    wanted = _arguments()
    if "child" in wanted.parts:
        return write_file()
    environment = _environment(wanted)
    app = create_app(load(environment))
    app.testing = True
    with app.app_context():
        _prepare(app, Path(environment["CONTENT_DIR"]), wanted.people)
        gc.collect()
        gc.freeze()
        print(f"{os.cpu_count()} cores, {db.engine.dialect.name}, {wanted.people} people, noise {noise()}")
        print(f"{'':48} {'median':>9} {'fastest to slowest':>22} {'processor':>11}   wanted")
    if "pages" in wanted.parts:
        pages(app, wanted.times, set(filter(None, wanted.reports.split(","))) or set(reports()))
    if "file" in wanted.parts:
        _in_a_child()
    if "load" in wanted.parts:
        together(app, environment)
    print(f"noise at the end {noise()}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=20_000, help="how many are made up (20000)")
    parser.add_argument("--folder", type=Path, default=Path("/tmp/tradewind-reports"), help="where that is kept")
    parser.add_argument("--database-url", default="", help="another database than SQLite in that folder")
    parser.add_argument("--times", type=int, default=5, help="how often each thing is measured (5)")
    parser.add_argument("--reports", default="", help="which reports, by name with commas between (all)")
    parser.add_argument("--parts", default="pages,file,load", help="what is measured")
    return parser.parse_args()


def _environment(wanted: argparse.Namespace) -> dict[str, str]:
    folder = wanted.folder / f"{wanted.people}{'-elsewhere' if wanted.database_url else ''}"
    folder.mkdir(parents=True, exist_ok=True)
    courses = wanted.folder / "courses"
    if not courses.exists():
        small_courses.make(courses)
        exam.write_course(courses)
    values = {"INSTANCE_DIR": str(folder), "CONTENT_DIR": str(courses), "LOG_LEVEL": "critical"}
    if wanted.database_url:
        values["DATABASE_URL"] = wanted.database_url
    return {**os.environ, **values, "SECRET_KEY": "benchmarks-only-0123456789abcdef", "PORT": str(free_port())}


def _prepare(app: Flask, courses: Path, people: int) -> None:
    upgrade()
    content.publish(app)
    if not db.session.scalar(select(func.count()).select_from(User)):
        began = time.perf_counter()
        History(people).make()
        print(f"made up in {time.perf_counter() - began:.0f} s from {courses}")
    marked = db.session.scalar(select(func.count(StandingMark.person_id.distinct())))
    began = time.perf_counter()
    built = refresh()
    print(f"worked out ahead: {built} people, {marked} of them marked, in {time.perf_counter() - began:.1f} s")
    began = time.perf_counter()
    print(f"letters of today: {refresh_lines()} people, in {time.perf_counter() - began:.1f} s")
    began = time.perf_counter()
    print(f"words about exams: {refresh_exam_lines()} people, in {time.perf_counter() - began:.1f} s")
    began = time.perf_counter()
    print(f"hours of two years: {refresh_hour_lines()} people, in {time.perf_counter() - began:.1f} s")


def pages(app: Flask, times: int, names: set[str]) -> None:
    with app.app_context():
        hr = db.session.scalars(select(User).filter_by(staff_no="HR0001")).one()
        account, a_year_ago = Account(hr.id, hr.fs_uniquifier), clock.today() - timedelta(days=365)
        with writing():
            db.session.execute(delete(SignIn).where(SignIn.agent == "benchmark"))  # of an earlier run
    client = signed_in(app, account)
    for name in sorted(names):
        page(f"{name}: page", f"/reports/{name}", client, times, FIRST_PAGE)
        page(f"{name}: page of a year ago", f"/reports/{name}?as_of={a_year_ago}", client, times, FIRST_PAGE)
    for address in (each for each in EXTRA if each.partition("?")[0] in names):
        page(address, f"/reports/{address}", client, times, FIRST_PAGE)
    page("the team", "/team", client, times, FIRST_PAGE)
    for one in (each for each in reports().values() if each.name in names):
        with app.test_request_context():
            measure(f"{one.name}: whole", partial(read_all, one, account), times=max(1, times // 2), wanted=WHOLE)
            db.session.remove()


def read_all(one: Report, account: Account, _at: int) -> int:
    """Everything that a file of it would hold; how many rows."""
    db.session.rollback()
    everywhere = (Grant("hr", None, None),)
    viewer = Viewer(account.id, "HR0001", "韩人事", None, "en", "", 0, True, clock.now(), everywhere)
    answer = one.answer(ask(one, MultiDict(), viewer=viewer, now=clock.now(), whole=True))
    return sum(1 for table in answer.tables for _row in table.rows)


def _in_a_child() -> None:
    """A process of its own, so that its peak is that of the file."""
    subprocess.run([sys.executable, "-m", "benchmarks.reports", "--parts", "child"], check=True)


def write_file() -> None:
    app = create_app(load({**os.environ, "SECRET_KEY": "benchmarks-only-0123456789abcdef"}))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    columns = (*PERSON_COLUMNS, Column("due_on", "Due date", Kind.DATE, ""), Column("days", "Days", Kind.INT, ""))
    with app.test_request_context(), TemporaryFile() as target:
        began, began_busy = time.perf_counter(), time.process_time()
        sheet = Sheet("rows", "Rows", columns, _rows(columns))
        told = Document("f", "T", "标题", [], [], [], [sheet], [], [], [], "mark", clock.now())
        xlsx.write(told, target)
        seconds, busy = time.perf_counter() - began, time.process_time() - began_busy
        size = target.tell() / 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"xlsx of {ROWS} rows: {seconds:.1f} s, processor {busy:.1f} s (wanted {FILE_SECONDS:.0f}), {size:.1f} MB; "
        f"memory {peak - before:.0f} MB more than the {before:.0f} MB of the application (wanted {FILE_MEGABYTES} MB)"
    )


def _rows(
    columns: Iterable[Column],
) -> Iterable[tuple[Value, ...]]:  # as reports give them: made while they are written
    today, count = clock.today(), len(list(columns)) - 2
    for number in range(ROWS):
        words = tuple(f"{number % 977} 学员" for _each in range(count))
        yield (*words, today - timedelta(days=number % 400), number)


def together(app: Flask, environment: dict[str, str]) -> None:
    """Ten managers open the overview again and again while answers are saved: each alone, then both."""
    with app.app_context():
        people = exam.add_learners(app, MANAGERS + SAVERS)
        managers, savers = people[:MANAGERS], people[MANAGERS:]
        _let_read(managers)
        refresh()
        refresh_lines()
        refresh_exam_lines()
        refresh_hour_lines()
        for engine in db.engines.values():
            engine.dispose()
    with serving(environment):
        port = int(environment["PORT"])
        asks = [request("GET", "/reports/overview", port, each.cookie) for _round in range(3) for each in managers]
        print(report("overview, ten managers alone", paced(_spread(asks), port, connections=MANAGERS), _is_ok))
        save_answers(port, savers[: SAVERS // 2], seconds=SECONDS, rate=RATE)
        rest = savers[SAVERS // 2 :]
        saves = _saves(port, rest)
        both = sorted([*_spread(asks), *_spread(saves)])
        answers = paced(both, port)
        opened = [answer for answer, (_at, wanted) in zip(answers, both, strict=True) if wanted.startswith(b"GET")]
        saved = [answer for answer, (_at, wanted) in zip(answers, both, strict=True) if wanted.startswith(b"POST")]
        print(report("overview while answers are saved", opened, _is_ok))
        print(report("answers saved while they do", saved, _is_ok))


def _let_read(managers: Iterable[Learner]) -> None:
    now = clock.now()
    with writing():
        for each in managers:
            person = db.session.get_one(User, each.id)
            person.tf_primary_method = "authenticator"
            db.session.execute(
                insert(RoleGrant).values(user_id=each.id, role="hr", reason="", granted_at=now, approved_at=now)
            )


def _spread(requests: list[bytes]) -> list[tuple[float, bytes]]:
    return list(scattered(requests, seconds=SECONDS, chance=random.Random(20260105)))


def _saves(port: int, learners: list[Learner]) -> list[bytes]:
    attempts = _begin(port, learners)
    made, rounds = [], SECONDS * RATE // len(learners)
    for version in range(rounds):
        made += [
            _save(attempt, port, who, version % exam.QUESTIONS, version // exam.QUESTIONS)
            for attempt, who in zip(attempts, learners, strict=True)
        ]
    return made


if __name__ == "__main__":
    main()
