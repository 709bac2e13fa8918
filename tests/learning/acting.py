"""Acting and looking without a browser, as the tests of actions do."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select

from app.content.model import Course, Lesson
from app.db import db, writing
from app.learning.attempts import saving
from app.learning.attempts.actions import submit_attempt
from app.learning.attempts.rules import is_over
from app.learning.attempts.sheets import sheet_of
from app.learning.models import Attempt, LearningEvent
from app.questions.model import Answer
from tests.factories import NOW


def do(action, *args, **kwargs):
    """Act as a view does: inside the gate, at NOW unless another moment is given."""
    with writing():
        return action(*args, **{"now": NOW, **kwargs})


def answer_and_hand_in(
    attempt_id: int, course: Course | None, quiz: Lesson | None, answers: Mapping[str, Answer], *, learner_id: int, now: datetime
) -> Attempt:  # fmt: skip
    """Save these answers, if there is still time, and hand in."""
    attempt = saving.lock_attempt(attempt_id, learner_id=learner_id)
    if answers and attempt.submitted_at is None and not is_over(attempt, now):
        sheet = sheet_of(attempt)
        given = [saving.Given(key, sheet.revision(key), answer) for key, answer in answers.items()]
        saving.save_page(attempt, given, now=now)
    return submit_attempt(attempt_id, course, quiz, learner_id=learner_id, now=now)


def count(model) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def verbs() -> list[str]:
    return list(db.session.scalars(select(LearningEvent.verb).order_by(LearningEvent.id)))
