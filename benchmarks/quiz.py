"""A quiz under load: answers saved, everybody starting at once, handing in. `python -m benchmarks.quiz`.

Against a server as `run.py` starts it, with its usual number of processes, on SQLite in a folder of its own or on the
PostgreSQL database of DATABASE_URL, which has to be empty.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import quote

from flask_migrate import upgrade

from app import content, create_app
from app.db import db
from benchmarks.exam import QUESTIONS, QUIZ, Learner, add_learners, write_course
from benchmarks.paced import Answer, Plan, evenly, paced, report, request, scattered
from benchmarks.pages import free_port, serving
from config import load

SAVERS, STARTERS, HANDING_IN = 400, 2000, 200
RATE = 220  # answers saved a second: above what is promised


def main() -> None:
    wanted = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        write_course(Path(folder) / "courses")
        environment = {
            **os.environ,
            "INSTANCE_DIR": f"{folder}/instance",
            "CONTENT_DIR": f"{folder}/courses",
            "PORT": str(free_port()),
            "LOG_LEVEL": "error",
        }
        app = create_app(load(environment))
        with app.app_context():
            upgrade()
            content.publish(app)
            learners = add_learners(app, SAVERS + STARTERS + HANDING_IN)
            backend = db.engine.dialect.name
            for engine in db.engines.values():
                engine.dispose()
        print(
            f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {backend}, {QUESTIONS} questions, noise {_noise()}"
        )
        with serving(environment):
            port = int(environment["PORT"])
            _warm(port, learners[0])
            starters, savers = learners[:STARTERS], learners[STARTERS : STARTERS + SAVERS]
            everybody_starts(port, starters)
            save_answers(port, savers, seconds=wanted.seconds, rate=wanted.rate)
            hand_in(port, learners[STARTERS + SAVERS :])
        print(f"noise at the end {_noise()}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300, help="how long answers are saved")
    parser.add_argument("--rate", type=float, default=RATE, help="answers saved a second")
    return parser.parse_args()


def _warm(port: int, learner: Learner) -> None:
    """Both processes have answered before anything is measured."""
    paced(evenly([_get("/today", port, learner)] * 40, seconds=1), port, connections=8)


def everybody_starts(port: int, learners: Sequence[Learner]) -> None:
    """Within one minute: the start, and the page with the questions."""
    starts = [_post(QUIZ, port, learner) for learner in learners]
    answers = paced(scattered(starts, seconds=60, chance=random.Random(20260102)), port)
    print(report(f"{len(learners)} starts in a minute", answers, lambda answer: answer.status == 303), flush=True)
    pages = [_get(answer.location, port, who) for answer, who in zip(answers, learners, strict=True) if answer.location]
    answers = paced(scattered(pages, seconds=60, chance=random.Random(20260103)), port)
    print(report("… and their pages, in a minute", answers, _is_ok), flush=True)


def save_answers(port: int, learners: Sequence[Learner], *, seconds: float, rate: float) -> None:
    """Everybody answers and changes answers for some minutes, each on the version before."""
    attempts = _begin(port, learners)
    chance, versions, wanted = random.Random(20260101), dict[tuple[int, int], int](), []
    for number in range(int(seconds * rate)):
        at = number % len(learners)
        question = chance.randrange(QUESTIONS)
        version = versions.get((at, question), 0)
        versions[at, question] = version + 1
        wanted.append(_save(attempts[at], port, learners[at], question, version))
    answers = paced(scattered(wanted, seconds=seconds, chance=chance), port)
    print(report(f"answers saved for {seconds:.0f} s", answers, _is_ok), flush=True)


def hand_in(port: int, learners: Sequence[Learner]) -> None:
    """Attempts with fifty answers each, one after the other."""
    attempts = _begin(port, learners)
    saves = [
        _save(attempt, port, learner, question, 0)
        for attempt, learner in zip(attempts, learners, strict=True)
        for question in range(QUESTIONS)
    ]
    _prepare(evenly(saves, seconds=len(saves) / 150), port, 200, connections=8)
    wanted = [_post(f"{path}/hand-in", port, who) for path, who in zip(attempts, learners, strict=True)]
    answers = paced(evenly(wanted, seconds=len(wanted) / 4), port, connections=1)
    print(report(f"hand-in of {QUESTIONS} answers", answers, lambda answer: answer.status in {200, 303}), flush=True)


def _begin(port: int, learners: Sequence[Learner]) -> list[str]:
    """Start an attempt each; returns their addresses."""
    starts = evenly([_post(QUIZ, port, who) for who in learners], seconds=len(learners) / 40)
    return [answer.location for answer in _prepare(starts, port, 303)]


def _prepare(plan: Plan, port: int, wanted: int, *, connections: int = 32) -> list[Answer]:
    """What has to be there before anything is measured. Ends the measurement if something went wrong."""
    answers = paced(plan, port, connections=connections)
    wrong = sorted({answer.status for answer in answers} - {wanted})
    if wrong:
        raise SystemExit(f"not measured: the preparation was answered {wrong} where {wanted} was wanted")
    return answers


def _save(attempt: str, port: int, learner: Learner, question: int, version: int) -> bytes:
    """A right answer and another one in turn, so that every save changes something."""
    choose: Callable[[int], Sequence[str]] = _ANSWERS[question % 5]
    fields = "&".join(f"q-q{question}={quote(value)}" for value in choose(version))
    body = f"question=q{question}&version={version}&age=0&{fields}"
    return _post(f"{attempt}/responses", port, learner, body)


_ANSWERS: tuple[Callable[[int], Sequence[str]], ...] = (
    lambda version: [f"#{version % 4 + 1}"],
    lambda version: ["#1", f"#{version % 3 + 2}"],
    lambda version: [f"{1200 + version} kg"],
    lambda version: [f"bill of lading {version}"],
    lambda version: [f"#{version % 2 + 1}"],
)


def _post(path: str, port: int, learner: Learner, body: str = "") -> bytes:
    return request("POST", path, port, learner.cookie, body, learner.token)


def _get(path: str, port: int, learner: Learner) -> bytes:
    return request("GET", path, port, learner.cookie)


def _is_ok(answer: Answer) -> bool:
    return answer.status == 200


def _noise() -> str:
    """How steady the machine is: the same small sum again and again, slowest against median; and its load."""
    times = []
    for _ in range(30):
        started = time.perf_counter()
        sum(number * number for number in range(100_000))
        times.append(time.perf_counter() - started)
    return f"{max(times) / statistics.median(times):.1f}× (load {os.getloadavg()[0]:.1f})"


if __name__ == "__main__":
    main()
