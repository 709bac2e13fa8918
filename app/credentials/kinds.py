"""Kinds of credentials and who needs them. Each runs inside `writing()`, never commits."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from app.db import db, locked
from app.errors import Conflict, NotFound
from app.people.organisation.acts import Act as Acting

from .models import CredentialRequirement, CredentialType


@dataclass(frozen=True, slots=True)
class Terms:
    """What a kind is called and how long it holds. Of one of a course, the course says how long."""

    name_zh: str
    name_en: str
    course_id: str | None = None
    issuer: str = ""
    scheme: str = "other"
    level: str = ""
    valid_months: int | None = None
    window_days: int = 90
    grace_days: int = 0
    anchor: str = "completion"
    fixed_day: str | None = None
    min_active_months: int = 0
    if_lapsed: str = "recert"
    accept_early: bool = False


LATER_FIXED = ("course_id",)
"""What a kind keeps for good: of which course it is."""


def create(code: str, terms: Terms, act: Acting) -> CredentialType:
    if db.session.scalar(select(CredentialType.id).where(func.lower(CredentialType.code) == code.casefold())):
        raise Conflict(_("The code %(code)s belongs to another kind of credential.", code=code))
    if terms.course_id and db.session.scalar(select(CredentialType.id).filter_by(course_id=terms.course_id)):
        raise Conflict(_("There is a kind of credential of this course already."))
    row = CredentialType(code=code, **_fields(terms))
    db.session.add(row)
    db.session.flush()
    act.record("credential kind created", type=row.id)
    return row


def change(type_id: int, terms: Terms, act: Acting, *, seen: int) -> None:
    """New words and terms. Terms that stand keep their days: only what is registered from now on follows the new ones.

    The grace counts at once for everybody. Raises Conflict where somebody else was quicker.
    """
    row = _get(type_id)
    fields = {name: value for name, value in _fields(terms).items() if name not in LATER_FIXED}
    changed = sorted(name for name, value in fields.items() if getattr(row, name) != value)
    if not changed:
        return
    if row.version != seen:
        raise Conflict(_("Somebody else has changed this meanwhile. Nothing of yours was stored: look at it again."))
    before = {name: getattr(row, name) for name in changed}
    for name in changed:
        setattr(row, name, fields[name])
    row.version += 1
    act.record("credential kind changed", type=type_id, before=before)


def retire(type_id: int, day: date, act: Acting) -> None:
    """Nobody needs it from a day on, and nothing new is registered of it; what is held stays to be read."""
    row = _get(type_id)
    if row.retired_on is None:
        row.retired_on, row.version = day, row.version + 1
        act.record("credential kind retired", type=type_id, on=day.isoformat())


def restore(type_id: int, act: Acting) -> None:
    row = _get(type_id)
    if row.retired_on is not None:
        row.retired_on, row.version = None, row.version + 1
        act.record("credential kind restored", type=type_id)


def require(
    type_id: int, *, position_id: int | None, family: str | None, first: date, last: date | None, act: Acting
) -> CredentialRequirement:
    """From a day on, a position or a family needs a kind. `last`: the first day without, None: until further notice."""
    kind = _get(type_id)
    if kind.retired_on is not None:
        raise Conflict(_("This kind of credential is retired: nobody can be asked for it."))
    row = CredentialRequirement
    meets = [row.type_id == type_id, row.position_id == position_id if position_id else row.family == family]
    meets.append(or_(row.valid_to.is_(None), row.valid_to > first))
    if last is not None:
        meets.append(row.valid_from < last)
    same = db.session.scalar(select(row).where(*meets).limit(1))
    if same is not None and (same.valid_from, same.valid_to, same.recorded_by_id) == (first, last, act.by_id):
        return same
    if same is not None:
        raise Conflict(_("That is asked for already within these days."))
    made = CredentialRequirement(
        type_id=type_id,
        position_id=position_id,
        family=family,
        valid_from=first,
        valid_to=last,
        reason=act.reason,
        recorded_at=act.now,
        recorded_by_id=act.by_id,
    )
    db.session.add(made)
    db.session.flush()
    act.record("credential required", type=type_id, requirement=made.id)
    return made


def end_requirement(requirement_id: int, end: date, act: Acting) -> None:
    """Not needed from a day on; that day may lie before its first one: then it was never needed."""
    row = db.session.scalar(locked(select(CredentialRequirement).filter_by(id=requirement_id)))
    if row is None:
        raise NotFound
    if row.ended_at is not None and row.valid_to == max(end, row.valid_from):
        return
    if row.ended_at is not None:
        raise Conflict(_("Somebody else has ended this meanwhile."))
    row.valid_to, row.ended_at, row.ended_by_id = max(end, row.valid_from), act.now, act.by_id
    act.record("credential required no more", type=row.type_id, requirement=row.id, on=end.isoformat())


def _fields(terms: Terms) -> dict[str, object]:
    return {name: getattr(terms, name) for name in Terms.__slots__}


def _get(type_id: int) -> CredentialType:
    row = db.session.scalar(locked(select(CredentialType).filter_by(id=type_id)))
    if row is None:
        raise NotFound
    return row
