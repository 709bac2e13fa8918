"""What sheets say is recorded, corrected and credited; a session is closed as held. Inside `writing()`, never commits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, select
from sqlalchemy.orm import aliased

from app import clock
from app.access import Scope
from app.db import MANY, db
from app.errors import Conflict
from app.learning.credits import actions as credits
from app.learning.credits.activities import Activity, Wanted
from app.learning.credits.kinds import Kind, Mode
from app.people.models import User
from app.people.queries import people_in_scope
from app.training.kinds import CAME, Category, ItemStatus, Presence, SessionState
from app.training.models import Attendance, ExpectedPerson, TrainingSession
from app.training.planning.actions import set_standing
from app.training.planning.particulars import Standing
from app.training.planning.queries import newest_state
from app.training.sessions.actions import By, locked_session

NOTHING_YET = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said of a person now. `seen`: id of the row that the form showed, 0 for none."""

    status: Presence
    minutes: int | None = None
    seen: int = NOTHING_YET


def record(session_id: int, marks: Mapping[int, Mark], *, reason: str = "", by: By) -> int:
    """Write down who came, by person; how many rows were written. What says the same as before is left alone.

    Other than before is a correction and needs a reason. Raises Conflict before the session has begun, where it was cancelled,
    where somebody came for longer than it has, and where somebody else recorded one of these people since the form was shown.
    """
    row = locked_session(session_id)
    if row.state == SessionState.CANCELLED:
        raise Conflict(_("This session was cancelled. Nobody attended it."))
    if row.starts_at > by.now:
        raise Conflict(_("This session has not begun yet. Attendance is recorded from its start on."))
    longest = minutes_of(row)
    before = standing_rows(session_id, marks)
    new = {
        user_id: mark
        for user_id, mark in marks.items()
        if user_id not in before or (before[user_id].status, before[user_id].minutes) != (mark.status, mark.minutes)
    }
    if any((mark.minutes or 0) > longest for mark in new.values()):
        raise Conflict(_("The session is shorter by now than these minutes. Reload the page and look again."))
    stale = [user_id for user_id, mark in new.items() if mark.seen != _id(before.get(user_id))]
    if stale:
        raise Conflict(
            _(
                "Somebody else recorded some of these people meanwhile. Nothing was saved: reload the page and look again."
            )
        )
    corrected = [user_id for user_id in new if user_id in before]
    if corrected and not reason:
        raise ValueError("a correction without a reason")
    expected = _expected(session_id, new)
    values = [
        {
            "session_id": session_id,
            "user_id": user_id,
            "status": mark.status.value,
            "minutes": mark.minutes,
            "was_expected": user_id in expected,
            "corrects_id": before[user_id].id if user_id in before else None,
            "reason": reason if user_id in before else "",
            "recorded_at": by.now,
            "recorded_by_id": by.id,
        }
        for user_id, mark in sorted(new.items())
    ]
    for at in range(0, len(values), MANY):
        db.session.execute(insert(Attendance), values[at : at + MANY])
    if values:
        settle(row, {user_id: mark.status for user_id, mark in new.items()}, reason=reason if corrected else "", by=by)
        by.note("attendance recorded", session_id, reason, count=len(values) - len(corrected), corrected=len(corrected))
    return len(values)


def minutes_of(row: TrainingSession) -> int:
    """From its start to its end: nobody attends for longer."""
    return int((row.ends_at - row.starts_at).total_seconds() // 60)


def close(session_id: int, *, version: int, summary: str = "", item_is_done: bool = True, by: By) -> int:
    """The session took place: expected people without an entry were absent. How many these are; closed twice, it is once."""
    row = locked_session(session_id)
    if row.state == SessionState.HELD:
        return 0
    locked_session(session_id, version=version)
    recorded = standing_rows(session_id)
    on_the_day = people_in_scope(Scope(everything=True), on=clock.local_date(row.starts_at))
    here = set(
        db.session.scalars(
            select(ExpectedPerson.user_id)
            .where(ExpectedPerson.user_id.in_(on_the_day))
            .where(ExpectedPerson.session_id == session_id, ExpectedPerson.removed_at.is_(None))
        )
    )
    missing = sorted(here - recorded.keys())
    if not any(each.status in CAME for each in recorded.values()):
        raise Conflict(_("Nobody attended. Record who came first, or cancel the session."))
    record(session_id, dict.fromkeys(missing, Mark(Presence.ABSENT)), by=by)
    row.state, row.closed_at, row.closed_by_id = SessionState.HELD, by.now, by.id
    row.version += 1
    if summary:
        row.summary = summary
    by.note("session held", session_id, absent=len(missing))
    if item_is_done and newest_state(row.item_id).status != ItemStatus.HELD:
        held = Standing(ItemStatus.HELD, clock.local_date(min(row.ends_at, by.now)))
        set_standing(
            row.item_id, held, seen=None, key=f"session-{row.id}", by_id=by.id, now=by.now, request_id=by.request_id
        )
    return len(missing)


def standing_rows(session_id: int, user_ids: Collection[int] | None = None) -> dict[int, Attendance]:
    """The rows that no other corrects, by person."""
    later = aliased(Attendance)
    statement = (
        select(Attendance)
        .outerjoin(later, later.corrects_id == Attendance.id)
        .where(Attendance.session_id == session_id, later.id.is_(None))
    )
    rows = {row.user_id: row for row in db.session.scalars(statement)}
    return rows if user_ids is None else {key: row for key, row in rows.items() if key in user_ids}


def settle(row: TrainingSession, statuses: Mapping[int, str], *, reason: str, by: By) -> None:
    """Make the ledger of hours say what the sheet says of these people."""
    wanted = _credits(row, statuses)
    credits.settle(wanted, credits.Act(by.now, by.id, reason))


def _credits(row: TrainingSession, statuses: Mapping[int, str]) -> Sequence[Wanted]:
    state = newest_state(row.item_id)
    trainer = db.session.get(User, row.trainer_id) if row.trainer_id else None
    mode = Mode.STUDY if state.category == Category.THEMATIC else state.mode
    common: dict[str, Any] = {
        "kind": Kind.SESSION.value,
        "activity": f"session:{row.id}",
        "item_zh": state.title_zh or state.title_en,
        "item_en": state.title_en or state.title_zh,
        "mode": str(mode),
        "credited_on": clock.local_date(row.starts_at),
        "hours": float(row.hours),
        "subject": state.subject,
        "trainer": trainer.name if trainer else row.trainer,
        "assessment": state.assessment,
        "course_id": row.course_id,
        "session_id": row.id,
    }
    return [
        Wanted(
            user_id,
            f"attendance:{row.id}:{user_id}",
            Activity(**common, attendance=str(status)) if status in CAME else None,
        )
        for user_id, status in sorted(statuses.items())
    ]


def _expected(session_id: int, user_ids: Collection[int] | None = None) -> set[int]:
    rows = select(ExpectedPerson.user_id).where(
        ExpectedPerson.session_id == session_id, ExpectedPerson.removed_at.is_(None)
    )
    found = set(db.session.scalars(rows))
    return found if user_ids is None else found & set(user_ids)


def _id(row: Attendance | None) -> int:
    return row.id if row is not None else NOTHING_YET
