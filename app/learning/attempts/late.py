"""Answers that arrived too late: keeping those of a whole page, and all of them for the page of the result."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.db import db
from app.questions.model import Question

from ..answering import in_words
from ..models import Attempt, LateAnswer
from .rules import GRACE, LATE
from .saving import Closed, Given, keep_late


@dataclass(frozen=True, slots=True)
class Late:
    """`number`: of the question, as it was asked, from 1; `words`: the answer in words.

    `in_time`: given in time, as its browser says; `is_kept`: beside the attempt, and not only on this page.
    `accepted_at`: then somebody took it into the attempt, for that reason.
    """

    question_id: str
    number: int
    words: str
    given_at: datetime
    received_at: datetime
    in_time: bool
    is_kept: bool = True
    accepted_at: datetime | None = None
    accepted_reason: str = ""


def list_late(attempt: Attempt, questions: Sequence[Question], *, lang: str) -> list[Late]:
    """In the order asked. `questions`: all of the attempt, in that order, drawn."""
    rows = {row.question_id: row for row in db.session.scalars(select(LateAnswer).filter_by(attempt_id=attempt.id))}
    until = attempt.deadline_at + GRACE if attempt.deadline_at else None
    return [
        Late(
            question.id,
            number,
            in_words(question, row.answer, lang),
            row.given_at,
            row.received_at,
            in_time=until is not None and row.given_at <= until,
            accepted_at=row.accepted_at,
            accepted_reason=row.accepted_reason,
        )
        for number, question in enumerate(questions, 1)
        if (row := rows.get(question.id)) is not None
    ]


def keep_page_late(attempt_id: int, given: Sequence[Given], refusal: Closed, *, learner_id: int, now: datetime) -> None:
    """Keep the answers of a page that came after the time beside the attempt, if that was soon enough.

    A page without a script cannot say when they were given: they count as given when they came. Inside `writing()`.
    """
    if not refusal.by_time or refusal.deadline_at is None or now > refusal.deadline_at + GRACE + LATE:
        return
    for each in given:
        if each.answer:
            keep_late(attempt_id, each, given_at=now, learner_id=learner_id, now=now)


def list_refused(
    attempt: Attempt, given: Sequence[Given], questions: Sequence[Question], *, lang: str, now: datetime
) -> list[Late]:
    """What a page brought that is not in the attempt, in the order asked: nothing that a person wrote goes without a word."""
    stored = {response.question_id: response.answer for response in attempt.responses}
    brought = {each.question_id: each.answer for each in given if each.answer != stored.get(each.question_id, {})}
    kept = {late.question_id for late in list_late(attempt, questions, lang=lang)}
    return [
        Late(
            question.id, number, in_words(question, brought[question.id], lang), now, now, False, question.id in kept
        )  # fmt: skip
        for number, question in enumerate(questions, 1)
        if brought.get(question.id)
    ]
