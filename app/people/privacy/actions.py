"""Requests about one's own data. Each runs inside `writing()`, is given `now`, and never commits."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select

from app import clock
from app.access import Scope
from app.db import db, locked
from app.errors import Conflict, NotFound
from app.people.actions import record_act
from app.people.queries import people_once_in_scope
from app.people.roles.administrators import administrators_on

from . import erasing
from .models import SubjectRequest

OPEN, AGREED, REFUSED, DONE, TAKEN_BACK = "open", "agreed", "refused", "done", "taken_back"
CORRECTION, ERASURE = "correction", "erasure"


def ask(user_id: int, kind: str, text: str, *, asked_by_id: int, now: datetime, request_id: str = "") -> SubjectRequest:
    """Ask for a correction or for erasure. What was asked already and waits is not asked twice."""
    waiting = select(SubjectRequest).where(
        SubjectRequest.user_id == user_id,
        SubjectRequest.kind == kind,
        SubjectRequest.text == text,
        SubjectRequest.state.in_((OPEN, AGREED)),
    )
    found = db.session.scalar(waiting)
    if found is not None:
        return found
    row = SubjectRequest(
        user_id=user_id, kind=kind, state=OPEN, text=text, asked_at=now, asked_by_id=asked_by_id, outcome={}
    )
    db.session.add(row)
    db.session.flush()
    record_act(
        f"{kind} asked for",
        actor_id=asked_by_id,
        subject_id=user_id,
        now=now,
        request_id=request_id,
        request=row.id,
    )
    return row


def take_back(request_pk: int, *, user_id: int, now: datetime) -> None:
    row = db.session.scalar(locked(select(SubjectRequest).filter_by(id=request_pk, user_id=user_id)))
    if row is None:
        raise NotFound
    if row.state not in {OPEN, AGREED}:
        raise Conflict(_("HR has answered this request meanwhile. Read the answer."))
    row.state, row.answered_at = TAKEN_BACK, now


def answer(
    request_pk: int,
    verdict: str,
    text: str,
    *,
    scope: Scope,
    by_id: int,
    now: datetime,
    request_id: str = "",
) -> SubjectRequest:
    """Say what becomes of a request: done or refused; of an erasure agreed, which a second person confirms. Raises Conflict."""
    row = _get(request_pk, scope=scope, by_id=by_id)
    if (row.state, row.answered_by_id, row.answer) == (verdict, by_id, text):
        return row
    if row.state != OPEN:
        raise Conflict(_("Somebody has answered this request meanwhile. Nothing of yours was kept."))
    if row.kind == ERASURE and verdict == AGREED:
        _refuse_the_employed(row.user_id)
    row.state, row.answer, row.answered_by_id, row.answered_at = verdict, text, by_id, now
    record_act(
        f"{row.kind} {'refused' if verdict == REFUSED else 'agreed' if verdict == AGREED else 'done'}",
        actor_id=by_id,
        subject_id=row.user_id,
        reason=text,
        now=now,
        request_id=request_id,
        request=row.id,
    )
    return row


def confirm_erasure(
    request_pk: int, *, scope: Scope, by_id: int, now: datetime, request_id: str = ""
) -> SubjectRequest:
    """The second person's word: the person is erased now, for good. Raises Conflict."""
    row = _get(request_pk, scope=scope, by_id=by_id)
    if row.state == DONE and row.second_id == by_id:
        return row
    if row.kind != ERASURE or row.state != AGREED:
        raise Conflict(_("This request does not wait for a second person any more."))
    if row.answered_by_id == by_id:
        raise Conflict(_("You agreed to this erasure yourself. A second person of HR has to confirm it."))
    _refuse_the_employed(row.user_id)
    outcome = erasing.erase(row.user_id, now=now)
    row.state, row.second_id, row.done_at, row.outcome = DONE, by_id, now, outcome
    record_act(
        "person erased",
        actor_id=by_id,
        subject_id=row.user_id,
        now=now,
        request_id=request_id,
        request=row.id,
        agreed_by=row.answered_by_id,
    )
    return row


def _refuse_the_employed(user_id: int) -> None:
    if erasing.is_employed(user_id, today=clock.today()):
        raise Conflict(_("This person still has a job. Only people who have left can be erased."))
    if user_id in administrators_on(clock.today()):
        raise Conflict(_("This person is an administrator. Somebody has to withdraw that role first."))


def _get(request_pk: int, *, scope: Scope, by_id: int) -> SubjectRequest:
    row = db.session.scalar(
        locked(select(SubjectRequest).where(SubjectRequest.id == request_pk, visible(scope, by_id)))
    )
    if row is None:
        raise NotFound
    return row


def visible(scope: Scope, reader_id: int) -> ColumnElement[bool]:
    """Requests of people who were once in the scope; never one's own."""
    mine = people_once_in_scope(scope, on=clock.today())
    return SubjectRequest.user_id.in_(mine) & (SubjectRequest.user_id != reader_id)
