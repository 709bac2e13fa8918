"""Answers that came too late, accepted by somebody with a reason. Inside `writing()`; given `now`, never commits.

Whoever decides sees when an answer was given and received, and not what it says: that stays with the learner.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from app.db import db, locked
from app.errors import Conflict, NotFound
from app.people.actions import record_act
from app.questions.model import Question

from ..grading import grade_answer
from ..models import Attempt, LateAnswer, Response
from .results import settle, taught
from .saving import lock_attempt
from .sheets import Sheet, sheet_of

LISTED = 100


def list_with_late(learner_id: int) -> list[Attempt]:
    """A learner's attempts that answers came too late for, newest first, at most 100."""
    own = select(Attempt).where(Attempt.user_id == learner_id)
    late = own.where(Attempt.id.in_(select(LateAnswer.attempt_id)))
    return list(db.session.scalars(late.order_by(Attempt.id.desc()).limit(LISTED)))


def get_with_late(attempt_id: int) -> tuple[Attempt, dict[str, LateAnswer]]:
    """One of these, whosever it is: the caller asks whether its learner is the reader's concern. Its late answers by question id.

    Raises NotFound.
    """
    attempt = db.session.get(Attempt, attempt_id)
    rows = {row.question_id: row for row in db.session.scalars(select(LateAnswer).filter_by(attempt_id=attempt_id))}
    if attempt is None or not rows:
        raise NotFound
    return attempt, rows


def accept(
    attempt_id: int,
    question_ids: Sequence[str],
    reason: str,
    *,
    learner_id: int,
    actor_id: int,
    now: datetime,
    request_id: str = "",
) -> Attempt:
    """Take late answers to these questions into the attempt, and bring its result in line. Lowers nothing; sent twice, it counts once.

    Raises NotFound, and Conflict as long as the attempt is not handed in.
    """
    attempt = lock_attempt(attempt_id, learner_id=learner_id)
    late = select(LateAnswer).where(LateAnswer.attempt_id == attempt_id, LateAnswer.question_id.in_(question_ids))
    rows = list(db.session.scalars(locked(late.order_by(LateAnswer.id))))
    if not rows:
        raise NotFound
    if attempt.submitted_at is None:
        raise Conflict(_("This attempt is not handed in yet. Wait until it is."))
    waiting = [row for row in rows if row.accepted_at is None]
    if not waiting:
        return attempt
    before = attempt.score_ratio
    _take(attempt, waiting)
    for row in waiting:
        row.accepted_at, row.accepted_by_id, row.accepted_reason = now, actor_id, reason
    db.session.flush()
    settle(attempt, *taught(attempt), now=now)
    record_act(
        "late answers accepted",
        actor_id=actor_id,
        now=now,
        request_id=request_id,
        subject_id=learner_id,
        attempt_id=attempt_id,
        questions=[row.question_id for row in waiting],
        reason=reason,
        score_before=before,
        score_after=attempt.score_ratio,
    )
    return attempt


def _take(attempt: Attempt, rows: Sequence[LateAnswer]) -> None:
    """Write what is worth more than what stands there."""
    sheet = sheet_of(attempt)
    questions = {question.id: question for question in sheet.questions()}
    own = locked(select(Response).filter_by(attempt_id=attempt.id).order_by(Response.id))
    responses = {row.question_id: row for row in db.session.scalars(own)}
    for row in rows:
        _take_one(attempt, sheet, questions[row.question_id], row, responses)


def _take_one(
    attempt: Attempt, sheet: Sheet, question: Question, late: LateAnswer, responses: Mapping[str, Response]
) -> None:
    grade, response = grade_answer(question, late.answer), responses.get(question.id)
    fraction = None if grade.waiting else float(grade.fraction)
    if not _is_worth_more(fraction, response, attempt):
        return
    if response is None:
        response = Response(
            attempt_id=attempt.id,
            question_id=question.id,
            revision=sheet.revision(question.id),
            answer={},
            saved_at=late.given_at,
        )
        db.session.add(response)
    late.instead_of = {"answer": response.answer, "fraction": response.fraction}
    response.answer, response.fraction, response.points = late.answer, fraction, None
    response.version = (response.version or 0) + 1


def _is_worth_more(fraction: float | None, response: Response | None, attempt: Attempt) -> bool:
    """`fraction` None: a reviewer has to read it. That takes the place of nothing only, and never of a pass."""
    if fraction is None:
        return not attempt.passed and (response is None or not response.answer)
    return fraction > ((response.fraction or 0.0) if response is not None else 0.0)
