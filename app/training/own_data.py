"""What training stores about a person, and what of it is blanked when the person is erased.

Whom a plan, a session or a sheet names stays as a number: who was trained in what is a lawful record. The words of corrections go.
"""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from app.db import db
from app.filters import moment
from app.i18n import language
from app.people.privacy.erasing import changed, eraser
from app.people.privacy.names import Names, namer
from app.people.privacy.sections import register

from .models import Attendance, ExpectedPerson, PlanItemState, TrainingSession
from .planning.queries import standing_numbers

register(
    "expected_at",
    _l("Training sessions where expected"),
    ExpectedPerson,
    hidden=("added_by_id", "removed_by_id"),
    shown={"session_id": _l("Session"), "added_at": _l("When")},
)
register(
    "attendance",
    _l("Attendance of training sessions"),
    Attendance,
    hidden=("recorded_by_id",),
    shown={
        "session_id": _l("Session"),
        "status": _l("Status"),
        "minutes": _l("Minutes"),
        "recorded_at": _l("Recorded"),
    },
)
register(
    "taught",
    _l("Training sessions taught"),
    TrainingSession,
    lambda user_id: TrainingSession.trainer_id == user_id,
    hidden=("key", "created_by_id", "closed_by_id"),
    shown={"id": _l("Session"), "starts_at": _l("From"), "place": _l("Room or site")},
)


@namer("session_id")
def session_names(ids: list[Any]) -> Names:
    standing = standing_numbers()
    same = (standing.c.item_id == PlanItemState.item_id) & (standing.c.number == PlanItemState.number)
    statement = (
        select(TrainingSession, PlanItemState)
        .join(PlanItemState, PlanItemState.item_id == TrainingSession.item_id)
        .join(standing, same)
        .where(TrainingSession.id.in_(ids))
    )
    rows = db.session.execute(statement)
    return {row.id: f"{state.title(language())}, {moment(row.starts_at)}" for row, state in rows}


@eraser("reasons of corrections")
def blank_reasons(user_id: int, _now: datetime) -> int:
    """Why an entry was corrected may say what happened to the person."""
    kept = update(Attendance).where(Attendance.user_id == user_id, Attendance.reason != "").values(reason="")
    return changed(kept.execution_options(synchronize_session=False))
