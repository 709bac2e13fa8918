"""Positions: created, renamed, closed, opened again. They hold for the whole organisation."""

from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.db import db, locked
from app.errors import Conflict, NotFound
from app.people.models import Job, Position

from .acts import Act


def create(code: str, name_zh: str, name_en: str, family: str, act: Act) -> Position:
    if db.session.scalar(select(Position.id).where(func.lower(Position.code) == code.casefold())) is not None:
        raise Conflict(_("The code %(code)s belongs to another position.", code=code))
    row = Position(code=code, name_zh=name_zh, name_en=name_en, family=family)
    db.session.add(row)
    db.session.flush()
    act.record("position created", position_id=row.id)
    return row


def change(position_id: int, name_zh: str, name_en: str, family: str, act: Act) -> None:
    row = _get(position_id)
    row.name_zh, row.name_en, row.family = name_zh, name_en, family
    act.record("position changed", position_id=position_id)


def close(position_id: int, day: date, act: Act) -> None:
    """No more from a day on. Raises Conflict while somebody holds it then or later."""
    row = _get(position_id)
    held = (
        select(func.count())
        .select_from(Job)
        .where(Job.position_id == position_id, Job.ended_on.is_(None) | (Job.ended_on > day))
    )
    count = db.session.scalar(held) or 0
    if count:
        raise Conflict(_("%(number)s people hold this position until then or longer.", number=count))
    row.closed_on = day
    act.record("position closed", position_id=position_id, on=day.isoformat())


def reopen(position_id: int, act: Act) -> None:
    row = _get(position_id)
    if row.closed_on is not None:
        row.closed_on = None
        act.record("position reopened", position_id=position_id)


def _get(position_id: int) -> Position:
    row = db.session.scalar(locked(select(Position).where(Position.id == position_id)))
    if row is None:
        raise NotFound
    return row
