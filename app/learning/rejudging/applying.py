"""The lines of a plan put in place, or back, in a few statements. Inside `writing()`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import ngettext
from sqlalchemy import Row, func, or_, select, update

from app.db import MANY, db, writing
from app.errors import Conflict
from app.people.models import User

from .. import log
from ..models import Attempt, CheckAnswer, Response
from .changed import Changed, Outcome
from .following import Followed, follow
from .models import RejudgedAnswer, RejudgedAttempt, Rejudging
from .plan import Result, cut, new_result


class _Tried(Exception):
    """Ends a rehearsal: everything in it is taken back."""


def rehearse(rejudging_id: int, *, now: datetime) -> Followed:
    """What applying a plan would write, found out by doing it and taking it back. Opens the gate itself.

    One learner's results change nothing for another: it is done for a part of the learners at a time, and others write in between.
    """
    with writing():
        changes = _list_changes(rejudging_id)
        _refuse_changed(rejudging_id, changes, forwards=True)
    followed = Followed()
    for learners in _chunks(sorted({row.user_id for row in changes})):
        followed.lines |= _rehearse_for(learners, rejudging_id, now).lines
    return followed


def _rehearse_for(learners: Sequence[int], rejudging_id: int, now: datetime) -> Followed:
    followed = Followed()
    try:
        with writing():
            changes = _list_changes(rejudging_id, learners)
            _write_results(changes, forwards=True)
            followed = follow(changes, actor_id=db.session.get_one(Rejudging, rejudging_id).proposed_by_id, now=now)
            raise _Tried
    except _Tried:
        return followed


def put_in_place(rejudging: Rejudging, *, actor_id: int, now: datetime, request_id: str = "") -> Followed:
    """Write all new shares and results, the log, and what follows. Raises Conflict when something changed since the plan."""
    changes = _list_changes(rejudging.id)
    _refuse_changed(rejudging.id, changes, forwards=True)
    _put(rejudging, changes, now, forwards=True)
    return follow(changes, actor_id=actor_id, now=now, request_id=request_id)


def put_back(rejudging: Rejudging, *, now: datetime) -> list[Changed]:
    """Write all old shares, the results without what this gave, and the log.

    Raises Conflict when one of the answers was judged otherwise since. Returns the lines as they were and are.
    """
    changes = _list_changes(rejudging.id)
    _refuse_changed(rejudging.id, changes, forwards=False)
    changes = _without(rejudging.id, changes)
    _put(rejudging, changes, now, forwards=False)
    return changes


def _put(rejudging: Rejudging, changes: Sequence[Changed], now: datetime, *, forwards: bool) -> None:
    _write_shares(rejudging.id, forwards=forwards)
    _write_results(changes, forwards=forwards)
    _renew_pages(rejudging.id)
    db.session.expire_all()
    _note(rejudging, changes, now, undone=not forwards)


def _without(rejudging_id: int, changes: Sequence[Changed]) -> list[Changed]:
    """Results that a review or another decision has changed since become what they are without this decision's points."""
    if all(row.now == row.new for row in changes):
        return list(changes)
    line = RejudgedAnswer
    statement = (
        select(line.attempt_id, line.old_points, line.new_points, Attempt.points_possible, Attempt.pass_ratio)
        .join(Attempt, Attempt.id == line.attempt_id)
        .where(line.rejudging_id == rejudging_id)
    )
    gave = {row.attempt_id: row for row in db.session.execute(statement)}
    return [
        row
        if row.now == row.new
        else replace(row, new=row.now, old=_less(row.now, gave[row.attempt_id]), is_since=True)
        for row in changes
    ]


def _less(now: Outcome, gave: Row[*tuple[Any, ...]]) -> Outcome:
    if now["points"] is None:
        return now
    result = Result(cut(now["points"]), cut(now["score_ratio"]), now["passed"])
    gain = cut(gave.old_points or 0) - cut(gave.new_points or 0)
    return new_result(result, gain, cut(gave.points_possible or 0), cut(gave.pass_ratio), may_fall=True).to_json()


def _refuse_changed(rejudging_id: int, changes: Sequence[Changed], *, forwards: bool) -> None:
    """What the plan stands on must be as the plan says: old shares and results before it is applied, the new shares after."""
    line = RejudgedAnswer
    fraction, points = (line.old_fraction, line.old_points) if forwards else (line.new_fraction, line.new_points)
    own = select(func.count()).select_from(line).where(line.rejudging_id == rejudging_id)
    changed = own.join(Response, Response.id == line.response_id).where(
        or_(Response.fraction.is_distinct_from(fraction), Response.points.is_distinct_from(points))
    )
    checks = own.join(CheckAnswer, CheckAnswer.id == line.check_answer_id).where(
        CheckAnswer.fraction.is_distinct_from(fraction)
    )
    count = (db.session.scalar(changed) or 0) + (db.session.scalar(checks) or 0)
    count += sum(row.old != row.now for row in changes) if forwards else 0
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
            "%(num)s answer has changed since, by a review or a later decision. Nothing was undone.",
            "%(num)s answers have changed since, by a review or a later decision. Nothing was undone.",
            count,
        )
    )


def _list_changes(rejudging_id: int, learners: Sequence[int] | None = None) -> list[Changed]:
    """The attempts of the plan, locked, with what they are now. `learners`: only theirs."""
    statement = (
        select(
            RejudgedAttempt.id.label("line_id"), RejudgedAttempt.old, RejudgedAttempt.new, RejudgedAttempt.followed,
            RejudgedAttempt.attempt_id, Attempt.user_id, Attempt.course_id, Attempt.quiz_id, Attempt.number,
            Attempt.submitted_at, Attempt.points, Attempt.score_ratio, Attempt.passed,
        )
        .join(Attempt, Attempt.id == RejudgedAttempt.attempt_id)
        .where(RejudgedAttempt.rejudging_id == rejudging_id)
        .order_by(RejudgedAttempt.id)
        .with_for_update(of=Attempt)
    )  # fmt: skip
    if learners is not None:
        statement = statement.where(Attempt.user_id.in_(learners))
    return [_changed(dict(row)) for row in db.session.execute(statement).mappings()]


def _changed(row: dict[str, Any]) -> Changed:
    return Changed(now={name: row.pop(name) for name in ("points", "score_ratio", "passed")}, **row)


def _write_shares(rejudging_id: int, *, forwards: bool) -> None:
    line = RejudgedAnswer
    fraction, points = (line.new_fraction, line.new_points) if forwards else (line.old_fraction, line.old_points)
    own = line.rejudging_id == rejudging_id
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


def _write_results(changes: Sequence[Changed], *, forwards: bool) -> None:
    results = [{"id": row.attempt_id, **(row.new if forwards else row.old)} for row in changes if row.old != row.new]
    if results:
        db.session.execute(update(Attempt), results)


def _renew_pages(rejudging_id: int) -> None:
    """Whoever's pages show something else from now on."""
    lines = select(RejudgedAnswer.attempt_id).where(RejudgedAnswer.rejudging_id == rejudging_id)
    checks = select(RejudgedAnswer.check_answer_id).where(RejudgedAnswer.rejudging_id == rejudging_id)
    attempts = select(Attempt.user_id).where(Attempt.id.in_(lines))
    touched = db.session.scalars(attempts.union(select(CheckAnswer.user_id).where(CheckAnswer.id.in_(checks))))
    for chunk in _chunks(sorted(touched)):
        db.session.execute(
            update(User)
            .where(User.id.in_(chunk))
            .values(learning_version=User.learning_version + 1)
            .execution_options(synchronize_session=False)
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
