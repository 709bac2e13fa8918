"""Answers that were given in time and arrived too late, for the page of the result."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.questions import KINDS
from app.questions.model import Question

from ..models import LateAnswer


@dataclass(frozen=True, slots=True)
class Late:
    """`number`: of the question, as it was asked, from 1; `words`: the answer in words."""

    question_id: str
    number: int
    words: str
    given_at: datetime
    received_at: datetime


def list_late(attempt_id: int, questions: Sequence[Question], *, lang: str) -> list[Late]:
    """In the order asked. `questions`: all of the attempt, in that order, drawn."""
    rows = {row.question_id: row for row in db.session.scalars(select(LateAnswer).filter_by(attempt_id=attempt_id))}
    return [
        Late(question.id, number, _words(question, row, lang), row.given_at, row.received_at)
        for number, question in enumerate(questions, 1)
        if (row := rows.get(question.id)) is not None
    ]


def _words(question: Question, row: LateAnswer, lang: str) -> str:
    return KINDS[question.kind].describe(question, row.answer, lang) or str(row.answer.get("unreadable", "–"))
