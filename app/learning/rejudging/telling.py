"""What learners are told about their own results that were judged anew."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from app.db import db

from ..models import Attempt, Response
from .models import RejudgedAnswer, RejudgedAttempt, Rejudging


@dataclass(frozen=True, slots=True)
class Correction:
    """`reason`: in words, with the number of the question on the page; what an editor wrote is for editors."""

    at: datetime
    reason: str
    lost_pass: bool = False  # until then the attempt was passed


def corrections_of(attempt: Attempt) -> list[Correction]:
    """Corrections of this attempt's answers, first to last, in one statement. One that was undone says so."""
    numbers = {entry["question"]: number for number, entry in enumerate(attempt.form, 1)}
    statement = (
        select(
            Response.question_id,
            Rejudging.choice,
            Rejudging.applied_at,
            Rejudging.undone_at,
            RejudgedAttempt.old,
            RejudgedAttempt.new,
        )
        .select_from(Response)
        .join(RejudgedAnswer, RejudgedAnswer.response_id == Response.id)
        .join(Rejudging, Rejudging.id == RejudgedAnswer.rejudging_id)
        .outerjoin(
            RejudgedAttempt,
            (RejudgedAttempt.rejudging_id == Rejudging.id) & (RejudgedAttempt.attempt_id == Response.attempt_id),
        )
        .where(Response.attempt_id == attempt.id, Rejudging.state.in_(("applied", "undone")))
        .order_by(Rejudging.applied_at, Rejudging.id)
    )
    return [
        Correction(
            undone_at or applied_at,
            _words(numbers.get(question_id, "?"), choice, is_undone=bool(undone_at)),
            lost_pass=not undone_at and bool(old and old["passed"] and new["passed"] is False),
        )
        for question_id, choice, applied_at, undone_at, old, new in db.session.execute(statement)
        if applied_at is not None
    ]


def _words(number: int | str, choice: str, *, is_undone: bool) -> str:
    if is_undone:
        return _("The correction of question %(number)s was taken back.", number=number)
    if choice == "full":
        return _("Everyone who answered question %(number)s gets all its points.", number=number)
    return _("What is right in question %(number)s has changed.", number=number)
