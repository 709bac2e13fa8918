"""Leave: recorded, shortened, taken back. Its kind is for HR alone; it needs `people.changed.tell` after it."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from app.db import db, locked
from app.errors import Conflict, NotFound
from app.filters import iso_day
from app.people.models import Absence

from .acts import Act
from .reasons import AbsenceKind
from .staff import load


def record(
    user_id: int, kind: AbsenceKind, started_on: date, ended_on: date | None, pauses_deadlines: bool, act: Act
) -> Absence:
    """Leave from a day until the day before another, or open. The same again is the same. Raises Conflict on overlap."""
    load([user_id], act)
    for row in db.session.scalars(locked(select(Absence).where(Absence.user_id == user_id))):
        if (row.kind, row.started_on, row.ended_on) == (kind, started_on, ended_on):
            return row
        if (ended_on is None or row.started_on < ended_on) and (row.ended_on is None or started_on < row.ended_on):
            raise Conflict(_("Leave is recorded on these days already, from %(day)s on.", day=iso_day(row.started_on)))
    absence = Absence(
        user_id=user_id,
        kind=kind.value,
        started_on=started_on,
        ended_on=ended_on,
        pauses_deadlines=pauses_deadlines,
        recorded_by_id=act.by_id,
        recorded_at=act.now,
    )
    db.session.add(absence)
    db.session.flush()
    act.record("leave recorded", user_id, absence_id=absence.id, on=started_on.isoformat(), pauses=pauses_deadlines)
    return absence


def end(user_id: int, absence_id: int, on: date, act: Act) -> None:
    """Back at work on a day; on or before the first day of leave: it never was."""
    load([user_id], act)
    row = db.session.scalar(locked(select(Absence).where(Absence.id == absence_id, Absence.user_id == user_id)))
    if row is None:
        raise NotFound
    if row.ended_on == on:
        return
    if on <= row.started_on:
        db.session.delete(row)
    else:
        row.ended_on = on
    act.record("leave ended", user_id, absence_id=absence_id, on=on.isoformat())
