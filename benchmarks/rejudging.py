"""Judging again: how long a plan about many attempts takes, how long applying it, and how long undoing it.

    python -m benchmarks.rejudging [--attempts 10000] [--choice again]

A database of its own in a temporary folder, with the small course of the tests; every answer changes its score, every pass is
gained or lost, and with it a course and its certificate. Then the same about as many answers in a lesson, which completes it.
DATABASE_URL measures on another database, which must be empty.
"""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select

from app import content, create_app
from app.content import queries
from app.db import MANY, db, writing
from app.learning.certificates.models import Certificate
from app.learning.completing import complete_courses
from app.learning.counted import stands
from app.learning.models import Attempt, LessonRecord
from app.learning.places import list_places
from app.learning.rejudging import actions
from app.learning.rejudging.actions import Actor
from app.learning.rejudging.computing import compute
from app.learning.rejudging.plan import Choice
from app.learning.rejudging.queries import list_versions
from app.questions.model import Answer
from config import load
from tests import factories
from tests.conftest import SAMPLE
from tests.factories import NOW
from tests.learning.rejudging.crowd import QUIZ, QUIZ_EN, RIGHT, answer_labels, hand_in

CERTIFICATE = "\ncertificate:\n  valid_months: 24\n  min_score: 70\n"
RIGHT_WAS, RIGHT_IS = ("吸收冲击", "It takes up shocks"), ("增加重量", "It adds weight")


def measure(app: Flask, folder: Path, count: int, choice: Choice) -> None:
    """A third had the answer that was right, a third the one that is right now, a third neither."""
    keys = ("a", "b", "c")
    with app.app_context():
        upgrade()
        content.publish(app)
        crowd: list[dict[str, Answer]] = [{**RIGHT, "padding": {"chosen": [keys[at % 3]]}} for at in range(count)]
        editor, other = (Actor(factories.user(roles=[("editor", None)]).id) for _each in range(2))
        learners: list[int] = []
        _timed("handing in, in bulk", lambda: learners.extend(hand_in(crowd)))
        _timed("completing, in bulk", _complete)
        answer_labels(learners)
        _change_key(folder)
        _turn_labels(folder)
        content.publish(app)
        for question_id in ("padding", "where"):
            _measure_one(question_id, choice, editor, other)


def _complete() -> None:
    """Who passed has completed the course, and has its certificate."""
    course = queries.get_course("packing")
    passed = list(db.session.scalars(select(LessonRecord.user_id).where(LessonRecord.completed_at.is_not(None))))
    for at in range(0, len(passed), MANY):
        with writing():
            places = list_places(course, passed[at : at + MANY])
            complete_courses(course, {user_id: (place, NOW) for user_id, place in places.items()}, now=NOW)
    _show()


def _measure_one(question_id: str, choice: Choice, editor: Actor, other: Actor) -> None:
    print(f"about the question {question_id}")
    (version,) = list_versions(queries.catalogue(), only=("packing", question_id))
    with writing():
        found = actions.propose(version, choice, "measured", f"key-{question_id}", actor=editor, now=NOW).id
    _timed(f"{choice}: plan", lambda: compute(found))
    if choice == "again":
        _write(actions.agree, found, actor=other, now=NOW)
    _timed(
        f"{choice}: apply", lambda: _write(actions.apply, found, queries.catalogue(), actor=editor, now=NOW)
    )  # fmt: skip
    _show()
    _write(actions.undo, found, "measured", actor=editor, now=NOW)
    _timed(f"{choice}: undo", lambda: _write(actions.agree, found, actor=other, now=NOW))
    _show()


def _show() -> None:
    print(f"  passed: {_count(Attempt.passed)}, pages completed: {_count(LessonRecord.completed_at.is_not(None))}")
    print(f"  courses: {_count(stands())}, certificates: {_count(Certificate.revoked_at.is_(None))}")


def _write(action: Callable[..., object], *args: object, **kwargs: object) -> None:
    with writing():
        action(*args, **kwargs)


def _count(condition: object) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(condition)) or 0  # type: ignore[arg-type]  # any condition


def _timed(name: str, work: Callable[[], object]) -> None:
    began, busy = time.perf_counter(), time.process_time()
    work()
    print(f"{name:24} {time.perf_counter() - began:7.2f} s, of it {time.process_time() - busy:.2f} s computing here")


def _change_key(folder: Path) -> None:
    for path, was, now in zip((QUIZ, QUIZ_EN), RIGHT_WAS, RIGHT_IS, strict=True):
        file = folder / path
        text = file.read_text(encoding="utf-8").replace(f"- (x) {was}", f"- ( ) {was}")
        file.write_text(text.replace(f"- ( ) {now}", f"- (x) {now}"), encoding="utf-8")


def _turn_labels(folder: Path) -> None:
    """What was right in the lesson `labels` is wrong now, and the reverse."""
    for lang in ("zh-CN", "en"):
        file = folder / f"packing/10-basics/20-labels.{lang}.md"
        text = file.read_text(encoding="utf-8").replace("- (x)", "- (~)").replace("- ( )", "- (x)")
        file.write_text(text.replace("- (~)", "- ( )"), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--attempts", type=int, default=10_000)
    parser.add_argument("--choice", choices=("better", "full", "again"), default="again")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        courses = folder / "courses"
        shutil.copytree(SAMPLE, courses)
        # The two lessons are made optional, so that the quiz alone completes the course.
        for page in ("10-boxes", "20-labels"):
            file = courses / f"packing/10-basics/{page}.zh-CN.md"
            file.write_text(
                file.read_text(encoding="utf-8").replace("\nminutes:", "\noptional: yes\nminutes:", 1), encoding="utf-8"
            )
        about = courses / "packing/course.yaml"
        about.write_text(about.read_text(encoding="utf-8") + CERTIFICATE, encoding="utf-8")
        settings = load({
            "SECRET_KEY": "measured-only-4f9c2b7d81e6a3505b1c8e92",
            "INSTANCE_DIR": str(folder / "instance"),
            "CONTENT_DIR": str(courses),
            "DATABASE_URL": os.environ.get("DATABASE_URL", f"sqlite:///{folder / 'measured.db'}"),
            "LOG_LEVEL": "critical",
        })  # fmt: skip
        settings.instance_dir.mkdir()
        measure(create_app(settings), courses, wanted.attempts, wanted.choice)


if __name__ == "__main__":
    main()
