"""What the script of an attempt's page sends, and what the database then holds."""

from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.db import db, writing
from app.learning.answering import field_name
from app.learning.models import Attempt, LateAnswer, Response

QUIZ = "/courses/packing/quizzes/final"
JSON = {"Accept": "application/json"}


def start(browser, quiz: str = QUIZ) -> str:
    page = browser.post(quiz)
    assert page.status_code == 303
    return page.location


def send(browser, attempt: str, question: str, values, **more):
    """One answer, as the page sends it; `version` 0 unless another is given."""
    data = {"question": question, field_name(question): values, "version": 0, **more}
    return browser.post(f"{attempt}/responses", data=data, headers=JSON)


def flag(browser, attempt: str, question: str, on: bool = True):
    return browser.post(f"{attempt}/responses", data={"question": question, "flag": int(on)}, headers=JSON)


def hand_in(browser, attempt: str):
    return browser.post(f"{attempt}/hand-in")


def state(browser, attempt: str):
    return browser.get(f"{attempt}/state", headers=JSON).json


def known(browser, attempt: str) -> dict[str, int]:
    """The fields that say which versions a page knows that was opened just now."""
    return {f"v-{key}": answer["version"] for key, answer in state(browser, attempt)["answers"].items()}


def the_attempt() -> Attempt:
    db.session.rollback()
    return db.session.scalars(select(Attempt).order_by(Attempt.id.desc()).limit(1)).one()


def stored() -> dict[str, tuple[dict, int]]:
    """Answer and version of every response there is, by question id."""
    db.session.rollback()
    rows = db.session.execute(select(Response.question_id, Response.answer, Response.version))
    return {question_id: (answer, version) for question_id, answer, version in rows}


def kept_late() -> dict[str, dict]:
    db.session.rollback()
    return {row.question_id: row.answer for row in db.session.scalars(select(LateAnswer))}


def begin_earlier(minutes: float, *, limit: float) -> None:
    """Let the attempt have begun some minutes ago, with a limit of so many minutes."""
    begun = clock.now() - timedelta(minutes=minutes)
    with writing():
        attempt = db.session.scalars(select(Attempt)).one()
        attempt.started_at, attempt.deadline_at = begun, begun + timedelta(minutes=limit)
