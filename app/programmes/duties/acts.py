"""Deciding about many duties at once: what was previewed, and nothing else. Inside `writing()`, given `now`, never commits."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from app import clock
from app.access import Scope
from app.db import db
from app.errors import Conflict
from app.people.actions import record_act
from app.programmes.models import AssignmentChange

from .deciding import change
from .kinds import ChangeKind
from .selecting import Selection, preview
from .sight import Approver, Hand


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody decided. `seen`: the digest of the preview; `key`: of the form, which counts once."""

    kind: ChangeKind
    selection: Selection
    until: date | None
    reason: str
    seen: str
    key: str


def carry_out(
    order: Order, *, scope: Scope, hand: Hand, approver: Approver, now: datetime, request_id: str = ""
) -> int:
    """Do it; returns how many duties changed, also when the same form was sent before.

    Raises Conflict when other duties are meant by now than the preview showed, or none can be changed.
    """
    before = _done(order.key)
    if before:
        return before
    today = clock.local_date(now)
    meant = preview(
        order.kind,
        order.selection,
        until=order.until,
        scope=scope,
        hand=hand,
        approver=approver.hand,
        today=today,
    )
    if meant.digest != order.seen:
        raise _changed_meanwhile()
    done = change(
        order.kind,
        [each.assignment_id for each in meant.changed],
        until=order.until,
        reason=order.reason,
        by_id=hand.user_id,
        approver_id=approver.id,
        now=now,
        batch=order.key,
    )
    if not done and (before := _done(order.key)):
        return before  # sent twice at the same moment
    if not done:
        raise Conflict(_("None of these duties can be changed in this way. Nothing was done."))
    if len(done) != len(meant.changed):  # where writers are not in line, somebody else was first with some of them
        raise _changed_meanwhile()
    people = {each.user_id for each in meant.changed}
    record_act(
        f"duty {order.kind.value}",
        actor_id=hand.user_id,
        subject_id=people.pop() if len(people) == 1 else None,
        reason=order.reason,
        now=now,
        request_id=request_id,
        batch=order.key,
        count=len(done),
        approver_id=approver.id,
        until=order.until.isoformat() if order.until else None,
        assignment_id=done[0] if len(done) == 1 else None,
    )
    return len(done)


def _changed_meanwhile() -> Conflict:
    return Conflict(
        _("Other duties are meant by now than you saw: something changed meanwhile. Nothing was done. Look again.")
    )


def _done(key: str) -> int:
    """How many duties an act with this key has changed already."""
    statement = select(func.count()).select_from(AssignmentChange).where(AssignmentChange.batch == key)
    return db.session.scalar(statement) or 0
