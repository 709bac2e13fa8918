"""The lines of a plan put in place, or back, in a few statements. Inside `writing()`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import ngettext
from sqlalchemy import Row, func, or_, select, update

from app.content import queries as content
from app.db import MANY, db, writing
from app.errors import Conflict
from app.people.models import User

from .. import log
from ..enrolling import lock_places
from ..models import Attempt, CheckAnswer, Response
from . import lessons
from .changed import Changed, ChangedCheck, Outcome
from .following import ChangedResult, Followed, follow
from .lessons import list_checks
from .models import RejudgedAnswer, RejudgedAttempt, Rejudging
from .plan import Result, cut, new_result

PART = 100
"""Learners a rehearsal locks at a time: others wait no longer than for so many."""


class _Tried(Exception):
    """Ends a rehearsal: everything in it is taken back."""


def rehearse(rejudging_id: int, *, now: datetime) -> Followed:
    """What applying a plan would write, found out by doing it and taking it back. Opens the gate itself.

    One learner's results change nothing for another: it is done for a part of the learners at a time, and others write in between.
    """
    db.session.rollback()
    changes, checks = _list_changes(rejudging_id, lock=False), list_checks(rejudging_id, lock=False)
    _refuse_changed(rejudging_id, changes, checks, forwards=True)
    lines: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for row in changes:
        lines[row.user_id][0].append(row.line_id)
    for check in checks:
        lines[check.user_id][1].append(check.line_id)
    followed = Followed()
    learners = sorted(lines)
    for at in range(0, len(learners), PART):
        own = [lines[user_id] for user_id in learners[at : at + PART]]
        tried = _rehearse_for(
            [key for attempts, _checks in own for key in attempts],
            [key for _attempts, answers in own for key in answers],
            rejudging_id,
            now,
        )
        followed.lines |= tried.lines
        followed.checks |= tried.checks
    return followed


def _rehearse_for(attempts: Sequence[int], answers: Sequence[int], rejudging_id: int, now: datetime) -> Followed:
    """`attempts`, `answers`: lines of the plan."""
    followed = Followed()
    try:
        with writing():
            changes, checks = _list_changes(rejudging_id, attempts), list_checks(rejudging_id, answers)
            _lock_places(changes, checks)
            _write_results(changes, forwards=True)
            lessons.write_shares(checks, forwards=True)
            followed = _follow(db.session.get_one(Rejudging, rejudging_id), changes, checks, now=now)
            raise _Tried
    except _Tried:
        return followed


def put_in_place(rejudging: Rejudging, *, actor_id: int, now: datetime, request_id: str = "") -> Followed:
    """Write all new shares and results, the log, and what follows. Raises Conflict when something changed since the plan."""
    changes, checks = _locked(rejudging.id)
    _refuse_changed(rejudging.id, changes, checks, forwards=True)
    _put(rejudging, changes, checks, now, forwards=True)
    followed = _follow(rejudging, changes, checks, actor_id=actor_id, now=now, request_id=request_id)
    followed.results = list_changed_results(changes)
    return followed


def put_back(rejudging: Rejudging, *, now: datetime) -> tuple[list[Changed], list[ChangedCheck]]:
    """Write all old shares, the results without what this gave, and the log.

    Raises Conflict when one of the answers was judged otherwise since. Returns the lines as they were and are.
    """
    changes, checks = _locked(rejudging.id)
    _refuse_changed(rejudging.id, changes, checks, forwards=False)
    changes = _without(rejudging.id, changes)
    _put(rejudging, changes, checks, now, forwards=False)
    return changes, checks


def _locked(rejudging_id: int) -> tuple[list[Changed], list[ChangedCheck]]:
    """The lines, with attempts, answers and places for nobody else to change until we are done: what is compared then stays so."""
    changes, checks = _list_changes(rejudging_id), list_checks(rejudging_id)
    _lock_places(changes, checks)
    return changes, checks


def _lock_places(changes: Sequence[Changed], checks: Sequence[ChangedCheck]) -> None:
    learners: dict[str, set[int]] = defaultdict(set)
    rows: tuple[Changed | ChangedCheck, ...] = (*changes, *checks)
    for row in rows:
        learners[row.course_id].add(row.user_id)
    for course_id in sorted(learners):
        course = content.find_course(course_id)
        if course is not None:
            lock_places(sorted(learners[course_id]), course)


def _follow(
    rejudging: Rejudging,
    changes: Sequence[Changed],
    checks: Sequence[ChangedCheck],
    *,
    actor_id: int | None = None,
    now: datetime,
    request_id: str = "",
) -> Followed:
    """`actor_id`: who applies it; None, in a rehearsal: who proposed it."""
    followed = follow(
        changes,
        actor_id=actor_id or rejudging.proposed_by_id,
        agreed_by_id=rejudging.agreed_by_id,
        now=now,
        request_id=request_id,
    )
    followed.checks = lessons.follow(checks, now=now)
    return followed


def _put(
    rejudging: Rejudging, changes: Sequence[Changed], checks: Sequence[ChangedCheck], now: datetime, *, forwards: bool
) -> None:
    _write_shares(rejudging.id, forwards=forwards)
    lessons.write_shares(checks, forwards=forwards)
    _write_results(changes, forwards=forwards)
    _renew_pages(rejudging.id)
    db.session.expire_all()
    _note(rejudging, changes, now, undone=not forwards)
    lessons.note(checks, rejudging.id, now, undone=not forwards)


def list_changed_results(changes: Sequence[Changed]) -> list[ChangedResult]:
    """The results that are another one by this."""
    return [(row.user_id, row.quiz_id, row.number) for row in changes if row.old != row.new]


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


def _refuse_changed(
    rejudging_id: int, changes: Sequence[Changed], checks: Sequence[ChangedCheck], *, forwards: bool
) -> None:
    """What the plan stands on must be as the plan says: old shares and results before it is applied, the new shares after."""
    line = RejudgedAnswer
    fraction, points = (line.old_fraction, line.old_points) if forwards else (line.new_fraction, line.new_points)
    own = select(func.count()).select_from(line).where(line.rejudging_id == rejudging_id)
    changed = own.join(Response, Response.id == line.response_id).where(
        or_(Response.fraction.is_distinct_from(fraction), Response.points.is_distinct_from(points))
    )
    count = (db.session.scalar(changed) or 0) + sum((row.old if forwards else row.new) != row.now for row in checks)
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


def _list_changes(rejudging_id: int, line_ids: Sequence[int] | None = None, *, lock: bool = True) -> list[Changed]:
    """The attempts of the plan, locked, with what they are now. `line_ids`: only these lines."""
    statement = (
        select(
            RejudgedAttempt.id.label("line_id"), RejudgedAttempt.old, RejudgedAttempt.new, RejudgedAttempt.followed,
            RejudgedAttempt.attempt_id, Attempt.user_id, Attempt.course_id, Attempt.quiz_id, Attempt.number,
            Attempt.submitted_at, Attempt.points, Attempt.score_ratio, Attempt.passed,
        )
        .join(Attempt, Attempt.id == RejudgedAttempt.attempt_id)
        .where(RejudgedAttempt.rejudging_id == rejudging_id)
        .order_by(Attempt.user_id, Attempt.id)
    )  # fmt: skip
    if lock:
        statement = statement.with_for_update(of=Attempt)
    if line_ids is not None:
        statement = statement.where(RejudgedAttempt.id.in_(line_ids))
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
