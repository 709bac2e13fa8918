"""Full points for answers that still waited for their review when that was decided. Inside `writing()`."""

from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import select

from app.content import queries as content
from app.db import db

from ..models import Attempt, CheckAnswer, QuestionRevision, Response
from ..queries import ids_of
from . import queries
from .models import RejudgedAnswer, RejudgedAttempt, Rejudging

WHOLE = Decimal(1)


def lift_response(
    response: Response, share: Decimal, points: Decimal, possible: Decimal
) -> tuple[Decimal, Decimal]:  # fmt: skip
    """What counts of a first review: all points, as a line of the decision, where it gave full points to this version."""
    attempt = db.session.get_one(Attempt, response.attempt_id)
    decision = _decision(attempt.course_id, response.question_id, response.revision)
    if decision is None or not response.answer or points == possible:
        return share, points
    _add(decision, response.id, None, attempt.id, (share, points, possible))
    kept = {"points": attempt.points, "score_ratio": attempt.score_ratio, "passed": attempt.passed}
    db.session.add(
        RejudgedAttempt(rejudging_id=decision.id, attempt_id=attempt.id, old=kept, new=kept, followed={})
    )  # fmt: skip
    return WHOLE, possible


def lift_check(check: CheckAnswer, share: Decimal) -> Decimal:
    """The same for an answer inside a lesson."""
    decision = _decision(check.course_id, check.question_id, check.revision)
    if decision is None or share == WHOLE:
        return share
    _add(decision, None, check.id, None, (share, None, None))
    return WHOLE


def list_lifted(response_ids: Collection[int]) -> set[int]:
    """Those of these responses that have all points by a decision in force, whatever hints were opened."""
    if not response_ids:
        return set()
    statement = (
        select(RejudgedAnswer.response_id)
        .join(Rejudging, Rejudging.id == RejudgedAnswer.rejudging_id)
        .where(RejudgedAnswer.response_id.in_(response_ids), Rejudging.choice == "full", Rejudging.state == "applied")
    )
    return {key for key in db.session.scalars(statement) if key is not None}


def _decision(course_id: str, question_id: str, revision: str) -> Rejudging | None:
    """The decision in force by which everyone who answered this version has all points."""
    found = queries.find_question(content.catalogue(), course_id, question_id)
    courses = ids_of(found[0]) if found else (course_id,)
    questions = (found[1].id, *found[1].aliases) if found else (question_id,)
    key = select(QuestionRevision.answer_key).where(QuestionRevision.revision == revision).scalar_subquery()
    statement = select(Rejudging).where(
        Rejudging.course_id.in_(courses), Rejudging.question_id.in_(questions), Rejudging.from_key == key
    )
    lifting = statement.where(Rejudging.choice == "full", Rejudging.state == "applied")
    return db.session.scalar(lifting.order_by(Rejudging.id.desc()).limit(1))


def _add(
    decision: Rejudging,
    response_id: int | None,
    check_answer_id: int | None,
    attempt_id: int | None,
    figures: tuple[Decimal, Decimal | None, Decimal | None],
) -> None:
    share, points, possible = figures
    db.session.add(
        RejudgedAnswer(
            rejudging_id=decision.id, response_id=response_id, check_answer_id=check_answer_id, attempt_id=attempt_id,
            old_fraction=float(share), new_fraction=1.0,
            old_points=None if points is None else float(points),
            new_points=None if possible is None else float(possible),
        )
    )  # fmt: skip
