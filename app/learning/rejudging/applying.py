"""The lines of a plan put in place, or back, in a few statements. Inside `writing()`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import ngettext
from sqlalchemy import CompoundSelect, func, or_, select, update

from app.db import MANY, db, writing
from app.errors import Conflict
from app.people.models import User

from .. import log
from ..models import Attempt, CheckAnswer, Response
from .changed import Changed
from .following import Followed, follow
from .models import RejudgedAnswer, RejudgedAttempt, Rejudging


class _Tried(Exception):
    """Ends a rehearsal: everything in it is taken back."""


def rehearse(rejudging_id: int, *, now: datetime) -> Followed:
    """What applying a plan would write, found out by doing it, and taken back. Opens the gate itself."""
    followed = Followed()
    try:
        with writing():
            rejudging = db.session.get_one(Rejudging, rejudging_id)
            followed = put_in_place(rejudging, actor_id=rejudging.proposed_by_id, now=now)
            raise _Tried
    except _Tried:
        return followed


def put_in_place(rejudging: Rejudging, *, actor_id: int, now: datetime, request_id: str = "") -> Followed:
    """Write all new shares and results, the log, and what follows. Raises Conflict when something changed since the plan."""
    _refuse_changed(rejudging, forwards=True)
    changes = _list_changes(rejudging)
    _write(rejudging, changes, forwards=True)
    _note(rejudging, changes, now, undone=False)
    return follow(rejudging, changes, actor_id=actor_id, now=now, request_id=request_id)


def put_back(rejudging: Rejudging, *, now: datetime) -> list[Changed]:
    """Write all old shares and results, and the log. Raises Conflict when something changed since they were applied."""
    _refuse_changed(rejudging, forwards=False)
    changes = _list_changes(rejudging)
    _write(rejudging, changes, forwards=False)
    _note(rejudging, changes, now, undone=True)
    return changes


def _refuse_changed(rejudging: Rejudging, *, forwards: bool) -> None:
    """What the plan stands on must be as the plan says: the old values before it is applied, the new ones after."""
    line = RejudgedAnswer
    fraction, points = (line.old_fraction, line.old_points) if forwards else (line.new_fraction, line.new_points)
    own = select(func.count()).select_from(line).where(line.rejudging_id == rejudging.id)
    changed = own.join(Response, Response.id == line.response_id).where(
        or_(Response.fraction.is_distinct_from(fraction), Response.points.is_distinct_from(points))
    )
    checks = own.join(CheckAnswer, CheckAnswer.id == line.check_answer_id).where(
        CheckAnswer.fraction.is_distinct_from(fraction)
    )
    count = (db.session.scalar(changed) or 0) + (db.session.scalar(checks) or 0)
    count += sum((row.old if forwards else row.new) != row.now for row in _list_changes(rejudging))
    if count == 0:
        return
    if forwards:
        raise Conflict(
            ngettext(
                "%(num)s answer or result has changed since this plan was made. Drop it and make a new one.",
                "%(num)s answers or results have changed since this plan was made. Drop it and make a new one.",
                count,
            )
        )
    raise Conflict(
        ngettext(
            "%(num)s answer or result has changed since, by a review or a later decision. Nothing was undone.",
            "%(num)s answers or results have changed since, by a review or a later decision. Nothing was undone.",
            count,
        )
    )


def _list_changes(rejudging: Rejudging) -> list[Changed]:
    """The attempts of the plan, locked, with what they are now."""
    statement = (
        select(
            RejudgedAttempt.id.label("line_id"), RejudgedAttempt.old, RejudgedAttempt.new, RejudgedAttempt.followed,
            RejudgedAttempt.attempt_id, Attempt.user_id, Attempt.course_id, Attempt.quiz_id, Attempt.number,
            Attempt.submitted_at, Attempt.points, Attempt.score_ratio, Attempt.passed,
        )
        .join(Attempt, Attempt.id == RejudgedAttempt.attempt_id)
        .where(RejudgedAttempt.rejudging_id == rejudging.id)
        .order_by(RejudgedAttempt.id)
        .with_for_update(of=Attempt)
    )  # fmt: skip
    return [_changed(dict(row)) for row in db.session.execute(statement).mappings()]


def _changed(row: dict[str, Any]) -> Changed:
    return Changed(now={name: row.pop(name) for name in ("points", "score_ratio", "passed")}, **row)


def _write(rejudging: Rejudging, changes: Sequence[Changed], *, forwards: bool) -> None:
    line = RejudgedAnswer
    fraction, points = (line.new_fraction, line.new_points) if forwards else (line.old_fraction, line.old_points)
    own = line.rejudging_id == rejudging.id
    db.session.execute(
        update(Response)
        .where(Response.id.in_(select(line.response_id).where(own)))
        .values(
            fraction=select(fraction).where(own, line.response_id == Response.id).scalar_subquery(),
            points=select(points).where(own, line.response_id == Response.id).scalar_subquery(),
        )
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        update(CheckAnswer)
        .where(CheckAnswer.id.in_(select(line.check_answer_id).where(own)))
        .values(fraction=select(fraction).where(own, line.check_answer_id == CheckAnswer.id).scalar_subquery())
        .execution_options(synchronize_session=False)
    )
    results = [{"id": row.attempt_id, **(row.new if forwards else row.old)} for row in changes if row.old != row.new]
    if results:
        db.session.execute(update(Attempt), results)
    touched = set(db.session.scalars(_learners(rejudging)))
    for chunk in _chunks(sorted(touched)):
        db.session.execute(
            update(User)
            .where(User.id.in_(chunk))
            .values(learning_version=User.learning_version + 1)
            .execution_options(synchronize_session=False)
        )
    db.session.expire_all()


def _learners(rejudging: Rejudging) -> CompoundSelect[int]:
    """Whoever's pages show something else from now on."""
    lines = select(RejudgedAnswer.attempt_id).where(RejudgedAnswer.rejudging_id == rejudging.id)
    checks = select(RejudgedAnswer.check_answer_id).where(RejudgedAnswer.rejudging_id == rejudging.id)
    return (
        select(Attempt.user_id)
        .where(Attempt.id.in_(lines))
        .union(select(CheckAnswer.user_id).where(CheckAnswer.id.in_(checks)))
    )


def _note(rejudging: Rejudging, changes: Sequence[Changed], now: datetime, *, undone: bool) -> None:
    """One line a changed attempt in the log of learning."""
    log.note_all(
        [
            log.Noted(
                row.user_id, "rejudged", row.course_id, row.quiz_id, now,
                {"number": row.number, "rejudging": rejudging.id, "undone": undone,
                 "before": row.new if undone else row.old, "after": row.old if undone else row.new},
            )
            for row in changes
        ],
        now=now,
    )  # fmt: skip


def _chunks(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[at : at + MANY] for at in range(0, len(ids), MANY)]
