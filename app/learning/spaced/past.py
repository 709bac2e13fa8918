"""The log that cards follow from: answers to checks, to handed-in attempts, in review."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import InstrumentedAttribute

from app import clock
from app.db import db
from app.questions import variants
from app.questions.model import Question

from ..answering import is_given
from ..attempts.drawn import list_written
from ..drawing import check_seed
from ..grading import before_hints
from ..models import Attempt, CheckAnswer, QuestionRevision, Response
from .memory import Memory, is_right, learn
from .models import ReviewAnswer


@dataclass(frozen=True, slots=True)
class Past:
    """One answer that was judged. `page_id` None: it was given in review. `version`: the key of the question's answers then."""

    course_id: str
    question_id: str
    page_id: str | None
    right: bool
    at: datetime
    version: str = ""


def list_past(learner_id: int, wanted: Collection[str] | None = None) -> list[Past]:
    """A learner's judged answers in order of time, but for those to open questions. Four statements, or five.

    `wanted`: ids of questions, former ids included; None: all.
    """
    found = [
        *_checks(learner_id, wanted),
        *_responses(learner_id, wanted),
        *_reviews(learner_id, wanted),
    ]
    judged = select(QuestionRevision.revision, QuestionRevision.answer_key).where(
        QuestionRevision.revision.in_({revision for revision, _past in found}),
        QuestionRevision.body["kind"].as_string() != "open",
    )
    versions = {revision: version for revision, version in db.session.execute(judged)}
    past = (replace(past, version=versions[revision]) for revision, past in found if revision in versions)
    return sorted(past, key=lambda past: past.at)


def remember(answers: Iterable[Past]) -> Memory | None:
    """What is known after all these answers to one question, which are in order of time."""
    known = None
    for answer in answers:
        known = learn(known, right=answer.right, on=clock.local_date(answer.at))
    return known


def _checks(learner_id: int, wanted: Collection[str] | None) -> list[tuple[str, Past]]:
    statement = (
        select(CheckAnswer)
        .where(
            CheckAnswer.user_id == learner_id,
            CheckAnswer.fraction.is_not(None),
            _among(CheckAnswer.question_id, wanted),
        )
        .order_by(CheckAnswer.id)
    )
    rows = list(db.session.scalars(statement))
    helped = list_written({row.revision for row in rows if row.hints_opened})
    return [
        (
            row.revision,
            Past(row.course_id, row.question_id, row.lesson_id, _was_right(row, helped), row.answered_at),
        )
        for row in rows
    ]


def _was_right(row: CheckAnswer, helped: Mapping[str, Question]) -> bool:
    """Whether an answer in a lesson was right, whatever its hints cost. `helped`: the questions that hints were opened of."""
    share = Decimal(str(row.fraction or 0))
    if row.hints_opened:
        written = helped[row.revision]
        drawn = variants.draw(written, check_seed(row.user_id, written, row.try_number))
        share = before_hints(drawn, row.answer, share, row.hints_opened)
    return is_right(share)


def _responses(learner_id: int, wanted: Collection[str] | None) -> list[tuple[str, Past]]:
    statement = (
        select(Response, Attempt.course_id, Attempt.quiz_id, Attempt.submitted_at)
        .join(Attempt)
        .where(
            Attempt.user_id == learner_id,
            Attempt.submitted_at.is_not(None),
            Response.fraction.is_not(None),
            _among(Response.question_id, wanted),
        )
        .order_by(Response.id)
    )
    return [
        (row.revision, Past(course_id, row.question_id, quiz_id, is_right(row.fraction or 0), at))
        for row, course_id, quiz_id, at in db.session.execute(statement)
        if at is not None and is_given(row.answer)
    ]


def _reviews(learner_id: int, wanted: Collection[str] | None) -> list[tuple[str, Past]]:
    statement = (
        select(ReviewAnswer)
        .where(ReviewAnswer.user_id == learner_id, _among(ReviewAnswer.question_id, wanted))
        .order_by(ReviewAnswer.id)
    )
    return [
        (row.revision, Past(row.course_id, row.question_id, None, is_right(row.fraction), row.answered_at))
        for row in db.session.scalars(statement)
    ]


def _among(column: InstrumentedAttribute[str], wanted: Collection[str] | None) -> ColumnElement[bool]:
    return true() if wanted is None else column.in_(wanted)
