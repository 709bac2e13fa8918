"""Keeping answers while an attempt is under way. Inside `writing()`; each is given `now` and never commits.

Every answer counts its versions. Who changes one says which version it stood on: a page that did not know of a newer one is
told instead of overwriting it, and the same answer sent twice is kept once. Written with plain statements: this is what
everybody in a quiz does all the time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy import Row, Table, and_, bindparam, insert, select, update

from app.db import db, locked
from app.errors import Conflict, Invalid, NotFound
from app.filters import recent
from app.questions.model import Answer

from ..models import Attempt, LateAnswer, Response
from .rules import is_past


@dataclass(frozen=True, slots=True)
class Times:
    """When an attempt began, has to end, and was handed in."""

    started_at: datetime
    deadline_at: datetime | None
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Given:
    """An answer from a page. `base`: the version that the page knew, 0 for none; None: it does not count versions."""

    question_id: str
    revision: str
    answer: Answer
    base: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands in an attempt for one question; version 0: no answer was ever given."""

    question_id: str
    answer: Answer
    version: int
    saved_at: datetime
    times: Times


class Closed(Conflict):
    """The attempt takes no more answers. `submitted_at` None: its time is over, and it was not handed in yet."""

    def __init__(self, message: str, times: Times) -> None:
        super().__init__(message)
        self.submitted_at = times.submitted_at
        self.deadline_at = times.deadline_at

    @property
    def by_time(self) -> bool:
        """Whether the clock ended it, or its learner in the grace after the time."""
        return self.submitted_at is None or self.submitted_at == self.deadline_at


class Changed(Conflict):
    """Another tab or device has changed the answer since: `newer` is what stands there."""

    def __init__(self, newer: Kept) -> None:
        super().__init__(_("This answer was changed in another window meanwhile."))
        self.newer = newer


TABLE = cast(Table, Response.__table__)
_times = (Attempt.started_at, Attempt.deadline_at, Attempt.submitted_at)
ONE = (
    select(*_times, Response.id, Response.answer, Response.version, Response.saved_at)
    .select_from(Attempt)
    .outerjoin(
        Response, and_(Response.attempt_id == Attempt.id, Response.question_id == bindparam("question_id"))
    )
    .where(Attempt.id == bindparam("attempt_id"), Attempt.user_id == bindparam("learner_id"))
)  # fmt: skip
WAIT = (
    select(Attempt.id)
    .where(Attempt.id == bindparam("attempt_id"), Attempt.user_id == bindparam("learner_id"))
    .with_for_update()
)
CHANGE = (
    update(TABLE)
    .where(TABLE.c.id == bindparam("row_id"))
    .values(answer=bindparam("new_answer"), version=bindparam("new_version"), saved_at=bindparam("at"))
)


def save_response(attempt_id: int, given: Given, *, learner_id: int, now: datetime) -> Kept:
    """Keep one answer. Raises Closed, Changed, or NotFound for an attempt of somebody else.

    The same answer again changes nothing, whatever version it stood on.
    """
    row = _look({"attempt_id": attempt_id, "learner_id": learner_id, "question_id": given.question_id})
    times = Times(row.started_at, row.deadline_at, row.submitted_at)
    refuse_closed(times, now)
    return _write(attempt_id, given, row, times, max(now, times.started_at))


def _look(wanted: dict[str, Any]) -> Row[Any]:
    """An attempt and one answer of it as they are now, for nobody else to change meanwhile. Raises NotFound.

    Where writers are not in line anyway, one waits for the attempt first and looks afterwards: a statement that waited would
    show the answer as it was before the wait.
    """
    connection = db.session.connection()
    if connection.dialect.name != "sqlite":
        connection.execute(WAIT, wanted)
    row = connection.execute(ONE, wanted).one_or_none()
    if row is None:
        raise NotFound
    return row


def _write(attempt_id: int, given: Given, row: Row[Any], times: Times, now: datetime) -> Kept:
    before = _kept(given.question_id, row if row.id else None, times, now)
    if given.answer == before.answer:
        return before
    if given.base is not None and given.base != before.version:
        raise Changed(before)
    if row.id is None:
        values = _new(attempt_id, given, now)
        db.session.connection().execute(insert(TABLE), values)
        return Kept(given.question_id, given.answer, values["version"], now, times)
    values = _newer(row, given, now)
    db.session.connection().execute(CHANGE, values)
    return Kept(given.question_id, given.answer, values["new_version"], values["at"], times)


def _kept(question_id: str, row: Row[Any] | Response | None, times: Times, now: datetime) -> Kept:
    if row is None:
        return Kept(question_id, {}, 0, now, times)
    return Kept(question_id, row.answer, row.version, row.saved_at, times)


def _new(attempt_id: int, given: Given, at: datetime) -> dict[str, Any]:
    return {
        "attempt_id": attempt_id,
        "question_id": given.question_id,
        "revision": given.revision,
        "answer": given.answer,
        "saved_at": at,
        "version": 1 if given.answer else 0,
        "flagged": False,
        "hints_opened": 0,
    }


def _newer(row: Row[Any], given: Given, at: datetime) -> dict[str, Any]:
    return {
        "row_id": row.id,
        "new_answer": given.answer,
        "new_version": row.version + 1,
        "at": max(at, row.saved_at),
    }


def save_page(attempt: Attempt, answers: Sequence[Given], *, now: datetime) -> list[Kept]:
    """Keep the answers of a whole page of a locked attempt, in at most three statements. Raises Closed.

    Returns what stands there for those that were changed elsewhere meanwhile: they are left alone.
    """
    times = refuse_closed(times_of(attempt), now)
    own = select(Response.question_id, Response.id, Response.answer, Response.version, Response.saved_at)
    rows = {row.question_id: row for row in db.session.execute(own.filter_by(attempt_id=attempt.id))}
    at = max(now, attempt.started_at)
    fresh, more, changed = [], [], []
    for given in answers:
        row = rows.get(given.question_id)
        if given.answer == (row.answer if row else {}):
            continue
        if given.base is not None and given.base != (row.version if row else 0):
            changed.append(_kept(given.question_id, row, times, at))
        elif row is None:
            fresh.append(_new(attempt.id, given, at))
        else:
            more.append(_newer(row, given, at))
    connection = db.session.connection()
    if fresh:
        connection.execute(insert(TABLE), fresh)
    if more:
        connection.execute(CHANGE, more)
    return changed


def set_flag(attempt_id: int, given: Given, flagged: bool, *, learner_id: int, now: datetime) -> Kept:
    """Mark a question to be looked at again, or no longer. Its answer stays as it is. Raises Closed and NotFound."""
    row, times = _keep_beside(attempt_id, given, learner_id, now)
    row.flagged = flagged
    return _kept(given.question_id, row, times, now)


def toggle_flag(attempt_id: int, given: Given, *, learner_id: int, now: datetime) -> None:
    """Mark a question, or no longer if it is marked."""
    row, _times = _keep_beside(attempt_id, given, learner_id, now)
    row.flagged = not row.flagged


def open_hint(attempt_id: int, given: Given, number: int, *, most: int, learner_id: int, now: datetime) -> int:
    """Open the hint with this number, from 1; returns how many are open. One opened already is not opened twice.

    `most`: how many there are. Raises Closed, NotFound, and Invalid for a hint before its turn.
    """
    row, _times = _keep_beside(attempt_id, given, learner_id, now)
    if not 1 <= number <= min(row.hints_opened + 1, most):
        raise Invalid(_out_of_turn(row.hints_opened, most))
    row.hints_opened = max(row.hints_opened, number)
    return row.hints_opened


def _out_of_turn(opened: int, most: int) -> str:
    if opened >= most:
        return _("There is no further hint to this question. Nothing was charged.")
    return _("Hints open one after the other: hint %(number)s is next. Nothing was charged.", number=opened + 1)


def _keep_beside(attempt_id: int, given: Given, learner_id: int, now: datetime) -> tuple[Response, Times]:
    """The row of a question, made if there is none: it has no answer then, and version 0."""
    attempt = lock_attempt(attempt_id, learner_id=learner_id)
    times = refuse_closed(times_of(attempt), now)
    own = locked(select(Response).filter_by(attempt_id=attempt_id, question_id=given.question_id))
    row = db.session.scalar(own)
    if row is None:
        empty = _new(attempt_id, Given(given.question_id, given.revision, {}), max(now, attempt.started_at))
        db.session.connection().execute(insert(TABLE), empty)
        row = db.session.scalars(own).one()
    return row, times


def lock_attempt(attempt_id: int, *, learner_id: int) -> Attempt:
    """One's own attempt as it is now, for nobody else to change meanwhile. Raises NotFound.

    Whoever waited for the lock sees what the other one wrote, also where the attempt was read before.
    """
    attempt = db.session.scalar(locked(select(Attempt).filter_by(id=attempt_id, user_id=learner_id)))
    if attempt is None:
        raise NotFound
    return attempt


def keep_late(attempt_id: int, given: Given, *, given_at: datetime, learner_id: int, now: datetime) -> bool:
    """Keep an answer that came too late beside the attempt, where it counts nothing. The one given last stays.

    False: there was nothing to keep, for this very answer had arrived in time.
    """
    lock_attempt(attempt_id, learner_id=learner_id)
    stored = db.session.scalar(select(Response.answer).filter_by(attempt_id=attempt_id, question_id=given.question_id))
    if stored == given.answer or not (stored or given.answer):
        return False
    row = db.session.scalar(select(LateAnswer).filter_by(attempt_id=attempt_id, question_id=given.question_id))
    if row is None:
        row = LateAnswer(attempt_id=attempt_id, question_id=given.question_id)
        db.session.add(row)
    elif row.answer == given.answer or row.given_at > given_at:
        return True
    row.answer, row.given_at, row.received_at = given.answer, given_at, now
    return True


def times_of(attempt: Attempt) -> Times:
    return Times(attempt.started_at, attempt.deadline_at, attempt.submitted_at)


def refuse_closed(times: Times, now: datetime) -> Times:
    """The times given, if answers are still taken; else raises Closed."""
    if times.submitted_at is not None:
        at = recent(times.submitted_at)
        raise Closed(_("This attempt was handed in at %(time)s. Its answers cannot be changed.", time=at), times)
    if is_past(times.deadline_at, now):
        raise Closed(
            _("The time for this attempt is over. What was saved counts: hand it in to see the result."), times
        )
    return times
