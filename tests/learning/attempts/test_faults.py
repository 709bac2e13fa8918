"""The database full or read-only; two processes at the same instant."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.synchronize import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app import content, create_app
from app.db import WRITER, db, writing
from app.learning.asked import keep_revisions
from app.learning.attempts import actions
from app.learning.attempts.results import taught
from app.learning.drawing import form_of
from app.learning.models import Attempt, Completion, LearningEvent, Response
from config import load
from tests import factories
from tests.factories import NOW
from tests.learning.acting import count
from tests.learning.nine import QUIZ as NINE_QUIZ
from tests.processes import environment_of

from .sending import hand_in, send, start, stored, the_attempt

LONG = "长" * 20_000
ROUNDS = 12
RIGHT = {
    "padding": {"chosen": ["a"]},
    "fields": {"chosen": ["a", "b"]},
    "tape": {"chosen": ["a"]},
    "pieces": {"text": "120", "value": "120"},
}


@contextmanager
def writer_with(setting: str, *, afterwards: str) -> Iterator[None]:
    """A setting of the one connection that writes."""
    if db.engines[WRITER].dialect.name != "sqlite":
        pytest.skip("this fault is made with SQLite's own settings")
    _tell_writer("VACUUM", setting)  # no room is left inside the file either
    try:
        yield
    finally:
        _tell_writer(afterwards)


def _tell_writer(*statements: str) -> None:
    db.session.rollback()
    raw = db.engines[WRITER].raw_connection()
    for statement in statements:
        raw.driver_connection.execute(statement)  # type: ignore[union-attr]  # connected just now
    raw.close()


FULL = {"setting": "PRAGMA max_page_count=1", "afterwards": "PRAGMA max_page_count=1073741823"}
READ_ONLY = {"setting": "PRAGMA query_only=ON", "afterwards": "PRAGMA query_only=OFF"}


def test_f03_a_full_disk_says_try_again_loses_nothing_and_heals_alone(browser):
    attempt = start(browser, NINE_QUIZ)
    send(browser, attempt, "x-failed", "the first text")
    with writer_with(**FULL):
        refused = send(browser, attempt, "x-failed", LONG, version=1)
        assert refused.status_code == 503
        assert refused.headers["Retry-After"] == "5"
        assert refused.json["error"]
        assert browser.get(attempt).status_code == 200  # reading goes on
        assert stored()["x-failed"] == ({"text": "the first text"}, 1)
    assert send(browser, attempt, "x-failed", LONG, version=1).json["version"] == 2
    assert stored()["x-failed"] == ({"text": LONG}, 2)


def test_f03_a_page_sent_without_javascript_to_a_full_disk_gets_an_answer_of_ours(browser):
    attempt = start(browser, NINE_QUIZ)
    with writer_with(**FULL):
        page = browser.post(attempt, data={"q-x-failed": LONG, "v-x-failed": 0})
    assert page.status_code == 503
    assert "Nothing was lost" in page.get_data(as_text=True)
    assert stored() == {}
    assert browser.post(attempt, data={"q-x-failed": LONG, "v-x-failed": 0, "do": "review"}).status_code == 303
    assert stored() == {"x-failed": ({"text": LONG}, 1)}


def test_f03_a_hand_in_to_a_full_disk_leaves_the_attempt_under_way_and_heals_alone(browser):
    attempt = start(browser, NINE_QUIZ)
    send(browser, attempt, "x-failed", LONG)
    with writer_with(**FULL):
        events = fill_the_log(the_attempt().user_id)
        for _ in range(2):
            refused = hand_in(browser, attempt)
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        assert (the_attempt().submitted_at, the_attempt().points, count(LearningEvent)) == (None, None, events)
        assert stored() == {"x-failed": ({"text": LONG}, 1)}
        assert browser.get(attempt).status_code == 200
    assert hand_in(browser, attempt).status_code == 303
    assert the_attempt().submitted_at is not None
    assert stored() == {"x-failed": ({"text": LONG}, 1)}


def fill_the_log(user_id: int) -> int:
    """Take the room that is left inside the file; returns how many events there are then."""
    shortest = dict(user_id=user_id, verb="", course_id="", object_id="", result={}, occurred_at=NOW, recorded_at=NOW)
    with suppress(OperationalError):
        while True:
            with writing():
                db.session.add(LearningEvent(**shortest))
    return count(LearningEvent)


def test_f05_where_nothing_can_be_written_reading_goes_on(browser):
    attempt = start(browser)
    with writer_with(**READ_ONLY):
        for refused in (send(browser, attempt, "padding", "a"), hand_in(browser, attempt)):
            assert refused.status_code == 503
            assert refused.headers["Retry-After"]
        assert browser.get(attempt).status_code == 200
    assert send(browser, attempt, "padding", "a").status_code == 200


def test_f03_a_gate_that_does_not_open_is_told_like_a_full_disk(browser, app):
    attempt, gate = start(browser), app.extensions["gate"]
    if gate is None:
        pytest.skip("PostgreSQL has no gate")
    app.extensions["gate"] = Full()
    try:
        refused = send(browser, attempt, "padding", "a")
    finally:
        app.extensions["gate"] = gate
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert send(browser, attempt, "padding", "a").status_code == 200


class Full:
    """A path that cannot be opened, as on a disk without room."""

    def __fspath__(self) -> str:
        raise OSError(28, "No space left on device")


# Two processes


def _hand_in_again_and_again(
    barrier: Barrier, environment: dict[str, str], attempts: list[int], learner_id: int
) -> None:
    app = create_app(load(environment))
    with app.app_context():
        content.publish(app)
        for attempt_id in attempts:
            barrier.wait(60)
            with writing():
                attempt = db.session.get_one(Attempt, attempt_id)
                course, quiz = taught(attempt)
                actions.submit_attempt(attempt_id, course, quiz, learner_id=learner_id, now=NOW)


def test_f09_two_processes_hand_in_at_the_same_instant_and_it_counts_once(app, settings):
    learner_id = factories.user().id
    attempts = [_a_right_attempt(learner_id, number) for number in range(1, ROUNDS + 1)]
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(2)
    arguments = (barrier, environment_of(settings), attempts, learner_id)
    processes = [context.Process(target=_hand_in_again_and_again, args=arguments) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(90)
    assert [process.exitcode for process in processes] == [0, 0]
    db.session.rollback()
    assert set(db.session.scalars(select(Attempt.passed))) == {True}
    verbs = list(db.session.scalars(select(LearningEvent.verb)))
    assert verbs.count("passed") == ROUNDS
    assert verbs.count("completed") == 1
    assert count(Completion) == 0  # the lessons before are still to be read


def _a_right_attempt(learner_id: int, number: int) -> int:
    """An attempt under way with every answer right."""
    course = content.queries.get_course("packing")
    questions = content.queries.get_lesson("packing", "final").questions
    with writing():
        keep_revisions(course, questions, now=NOW)
        attempt = Attempt(
            user_id=learner_id,
            course_id=course.id,
            quiz_id="final",
            number=number,
            seed=f"seed{number}",
            form=form_of(questions, f"seed{number}"),
            pass_ratio=0.8,
            started_at=NOW,
        )
        db.session.add(attempt)
        db.session.flush()
        for question in questions:
            answer, at = RIGHT[question.id], NOW
            db.session.add(
                Response(
                    attempt_id=attempt.id,
                    question_id=question.id,
                    revision=question.revision,
                    answer=answer,
                    saved_at=at,
                )
            )
        return attempt.id
