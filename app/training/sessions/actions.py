"""Sessions are arranged, changed and called off; people are expected at them. Inside `writing()`, given `now`, never commits."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, select, update

from app.db import MANY, db, locked
from app.errors import Conflict
from app.people.actions import record_act
from app.training.kinds import SessionState
from app.training.models import Attendance, ExpectedPerson, TrainingSession

MOST_EXPECTED = 1000
TIMES = ("starts_at", "ends_at", "hours", "course_id")


@dataclass(frozen=True, slots=True)
class Arrangement:
    """When and where; who teaches is one of us (`trainer_id`), or a name. `hours`: what who came is credited."""

    starts_at: datetime
    ends_at: datetime
    place: str
    hours: float
    trainer_id: int | None = None
    trainer: str = ""
    course_id: str | None = None
    capacity: int | None = None
    materials: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, when, in which request."""

    id: int | None
    now: datetime
    request_id: str = ""

    def note(self, action: str, session_id: int, reason: str = "", **detail: Any) -> None:
        record_act(
            action,
            actor_id=self.id,
            reason=reason,
            now=self.now,
            request_id=self.request_id,
            session_id=session_id,
            **detail,
        )


def arrange(item_id: int, given: Arrangement, *, key: str, by: By) -> TrainingSession:
    """A session of an item; sent twice with one key, it is one."""
    found = db.session.scalar(select(TrainingSession).filter_by(key=key))
    if found is not None:
        return found
    row = TrainingSession(item_id=item_id, key=key, created_at=by.now, created_by_id=by.id, **asdict(given))
    db.session.add(row)
    db.session.flush()
    by.note("session arranged", row.id, item_id=item_id)
    return row


def rearrange(session_id: int, given: Arrangement, *, version: int, by: By) -> TrainingSession:
    """Raises Conflict where somebody else was faster, it is cancelled, or hours were credited for what would change."""
    row = locked_session(session_id, version=version)
    values = asdict(given)
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    if not changed:
        return row
    if row.state == SessionState.CANCELLED:
        raise Conflict(_("This session was cancelled. Arrange a new one."))
    if any(name in TIMES for name in changed) and is_recorded(session_id):
        raise Conflict(
            _("Attendance was recorded already: its times, hours and course stay. Place, trainer and texts may change.")
        )
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    by.note("session changed", session_id, fields=changed)
    return row


def cancel(session_id: int, *, version: int, reason: str, by: By) -> None:
    """Raises Conflict where it was held, or somebody is on its sheet."""
    row = locked_session(session_id)
    if row.state == SessionState.CANCELLED:
        return
    if row.version != version:
        raise _changed()
    if row.state == SessionState.HELD or is_recorded(session_id):
        raise Conflict(_("Attendance was recorded: a session that took place cannot be cancelled."))
    row.state, row.reason, row.closed_at, row.closed_by_id = SessionState.CANCELLED, reason, by.now, by.id
    row.version += 1
    by.note("session cancelled", session_id, reason)


def expect(session_id: int, user_ids: Collection[int], *, by: By) -> int:
    """Expect further people; how many are new. Who was taken off the list is on it again. Raises Conflict when there are too many."""
    row = _open(session_id)
    held = {
        each.user_id: each for each in db.session.scalars(locked(select(ExpectedPerson).filter_by(session_id=row.id)))
    }
    again = [each for key, each in held.items() if key in set(user_ids) and each.removed_at is not None]
    new = sorted(set(user_ids) - held.keys())
    count = sum(each.removed_at is None for each in held.values()) + len(again) + len(new)
    if count > MOST_EXPECTED:
        raise Conflict(
            _("These would be %(count)d people; a session has at most %(max)d.", count=count, max=MOST_EXPECTED)
        )
    for each in again:
        each.removed_at, each.removed_by_id, each.added_at, each.added_by_id = None, None, by.now, by.id
    values = [
        {"session_id": session_id, "user_id": user_id, "added_at": by.now, "added_by_id": by.id} for user_id in new
    ]
    for at in range(0, len(values), MANY):
        db.session.execute(insert(ExpectedPerson), values[at : at + MANY])
    if new or again:
        by.note("people expected", session_id, count=len(new) + len(again))
    return len(new) + len(again)


def release(session_id: int, user_ids: Collection[int], *, by: By) -> int:
    """Take people off the list; who is on the sheet already stays on it. How many were taken off."""
    _open(session_id)
    recorded = select(Attendance.user_id).filter_by(session_id=session_id)
    statement = update(ExpectedPerson).where(
        ExpectedPerson.session_id == session_id,
        ExpectedPerson.user_id.in_(sorted(user_ids)[:MANY]),
        ExpectedPerson.removed_at.is_(None),
        ExpectedPerson.user_id.not_in(recorded),
    )
    gone: Any = db.session.execute(
        statement.values(removed_at=by.now, removed_by_id=by.id).execution_options(synchronize_session=False)
    )
    count = int(gone.rowcount)
    if count:
        by.note("people no longer expected", session_id, count=count)
    return count


def locked_session(session_id: int, *, version: int | None = None) -> TrainingSession:
    """Raises Conflict where it changed since `version`."""
    row = db.session.scalars(locked(select(TrainingSession).filter_by(id=session_id))).one()
    if version is not None and row.version != version:
        raise _changed()
    return row


def is_recorded(session_id: int) -> bool:
    return db.session.scalar(select(Attendance.id).filter_by(session_id=session_id).limit(1)) is not None


def _open(session_id: int) -> TrainingSession:
    row = locked_session(session_id)
    if row.state != SessionState.PLANNED:
        raise Conflict(_("This session was held or cancelled: who was expected stays as it is."))
    return row


def _changed() -> Conflict:
    return Conflict(
        _("Somebody else, or another tab of yours, changed this session meanwhile. Reload it and look again.")
    )
