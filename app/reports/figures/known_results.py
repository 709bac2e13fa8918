"""Results of attempts as they were known at an instant, as SQL: before a review that came later, before a later judgement."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Float, and_, case, cast, null, or_, select, type_coerce
from sqlalchemy.orm import aliased

from app.learning.marking.models import Marking
from app.learning.models import Attempt, Response
from app.learning.rejudging.models import RejudgedAttempt, Rejudging


def passed_known(at: datetime | None) -> ColumnElement[bool | None]:
    """`Attempt.passed` as it was known; None: as it is."""
    if at is None:
        return Attempt.passed.expression
    return _known(Attempt.passed, "passed", at)


def score_known(at: datetime | None) -> ColumnElement[float | None]:
    """`Attempt.score_ratio` as it was known; None: as it is."""
    if at is None:
        return Attempt.score_ratio.expression
    return _known(Attempt.score_ratio, "score_ratio", at)


def _known(column: Any, name: str, at: datetime) -> ColumnElement[Any]:
    """Nothing where a reviewer wrote part of it later; what it was where it was judged again later, or that was undone."""
    later = or_(Rejudging.applied_at >= at, Rejudging.undone_at >= at)
    judged_later = (
        select(RejudgedAttempt.id)
        .join(Rejudging, Rejudging.id == RejudgedAttempt.rejudging_id)
        .where(RejudgedAttempt.attempt_id == Attempt.id, later)
    )
    is_after = Rejudging.applied_at >= at  # else it was in force then, and undone later
    old, new = (_value(side[name], column) for side in (RejudgedAttempt.old, RejudgedAttempt.new))
    before = (
        judged_later.with_only_columns(case((is_after, old), else_=new))
        .order_by(case((is_after, Rejudging.applied_at), else_=Rejudging.undone_at), RejudgedAttempt.id)
        .limit(1)
    )
    return type_coerce(
        case(
            (_reviewed_later(at), null()),
            (judged_later.correlate(Attempt).exists(), before.correlate(Attempt).scalar_subquery()),
            else_=column,
        ),
        column.type,
    )


def _value(side: Any, column: Any) -> ColumnElement[Any]:
    return side.as_boolean() if isinstance(column.type, Boolean) else cast(side.as_float(), Float)


def _reviewed_later(at: datetime) -> ColumnElement[bool]:
    """Whether an answer was read for the first time only after the instant."""
    earlier = aliased(Marking)
    seen_before = select(earlier.id).where(earlier.response_id == Marking.response_id, earlier.finished_at < at)
    return (
        select(Marking.id)
        .join(Response, Response.id == Marking.response_id)
        .where(and_(Response.attempt_id == Attempt.id, Marking.finished_at >= at, ~seen_before.exists()))
        .correlate(Attempt)
        .exists()
    )
