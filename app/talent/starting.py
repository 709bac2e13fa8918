"""Programmes to begin with, made of the file's proposals. Runs inside `writing()`, is given `now`, never commits.

They are made as HR makes them, by the same actions; from then on they are HR's. Nobody is assigned anything: their rules are drafts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from app.content import queries as content
from app.db import db
from app.i18n import speaking
from app.programmes.definitions.actions import create_programme, publish_outline
from app.programmes.definitions.kinds import Requirement
from app.programmes.definitions.outline import Entry, Outline, outline_of
from app.programmes.definitions.particulars import Particulars
from app.programmes.definitions.queries import find_version
from app.programmes.models import Programme
from app.programmes.rules.actions import By, Definition, Due, add_rule
from app.programmes.rules.audience import Audience, Conditions
from app.programmes.rules.due import DueFrom, DueKind

from .model import Position, Starter


@dataclass(frozen=True, slots=True)
class Started:
    """What came of one proposal. `version`: of the programme that was made; None: it was there, or there is no course for it.

    `missing`: courses that are not published, and so not in it. `differs`: it was there, and is no longer as the file proposes.
    """

    code: str
    version: int | None = None
    required_count: int = 0
    elective_count: int = 0
    missing: tuple[str, ...] = ()
    was_there: bool = False
    differs: bool = False


def start_programmes(
    starters: Iterable[Starter],
    positions: Mapping[str, Position],
    *,
    now: datetime,
    by_id: int | None = None,
    owner_id: int | None = None,
) -> list[Started]:
    """Each that has no programme of its code yet gets one, with a published version and a draft rule; others stay as they are.

    `owner_id`: who looks after those that are made; None leaves that to HR.
    """
    starters = list(starters)
    codes = [each.code for each in starters]
    known = {each.code: each for each in db.session.scalars(select(Programme).where(Programme.code.in_(codes)))}
    found = []
    for starter in starters:
        there = known.get(starter.code)
        found.append(
            _left(there, starter)
            if there
            else _start(starter, positions.get(starter.position), now=now, by_id=by_id, owner_id=owner_id)
        )
    return found


def _start(
    starter: Starter, position: Position | None, *, now: datetime, by_id: int | None, owner_id: int | None
) -> Started:
    outline, missing = outline_for(starter)
    if not outline.required and not outline.electives_needed:
        return Started(starter.code, missing=missing)
    programme = create_programme(replace(particulars_for(starter), owner_id=owner_id), now=now, by_id=by_id)
    reason = _reason()
    version = publish_outline(programme.id, outline, now=now, reason=reason, by_id=by_id)
    due = Due(
        DueKind.DAYS.value,
        due_days=starter.days,
        due_from=(DueFrom.HIRE if starter.from_hire else DueFrom.ASSIGNMENT).value,
    )
    definition = Definition(
        name=" · ".join(dict.fromkeys(position.name.values())) if position else starter.position,
        audience=Audience(all=Conditions(families=(starter.position,))),
        due=due,
        department_id=None,
        reason=reason,
    )
    add_rule(programme.id, definition, by=By(by_id), now=now)
    return Started(starter.code, version.number, len(outline.required), len(outline.electives), missing)


def _reason() -> str:
    """In both languages, Chinese first: it is stored once, and read on pages of either."""
    said = []
    for language in ("zh-CN", "en"):
        with speaking(language):
            said.append(_("Programmes to begin with"))
    return " · ".join(said)


def particulars_for(starter: Starter) -> Particulars:
    return Particulars(
        code=starter.code,
        name_zh=starter.name_in("zh-CN"),
        name_en=starter.name_in("en"),
        requirement=Requirement.POST,
        purpose_zh=starter.purpose_in("zh-CN"),
        purpose_en=starter.purpose_in("en"),
    )


def outline_for(starter: Starter) -> tuple[Outline, tuple[str, ...]]:
    """What its first version asks for, of courses that are published, and those that are not."""
    missing, entries = [], []
    for course_id, is_required in [
        *((each, True) for each in starter.required),
        *((each, False) for each in starter.electives),
    ]:
        course = content.find_course(course_id)
        if course is None:
            missing.append(course_id)
        else:
            entries.append(Entry(course.id, is_required))
    offered = sum(not entry.is_required for entry in entries)
    return Outline(tuple(entries), min(starter.electives_needed, offered)), tuple(missing)


def _left(programme: Programme, starter: Starter) -> Started:
    """It stays as it is, whatever the file says by now."""
    proposed = particulars_for(starter)
    names = ("name_zh", "name_en", "purpose_zh", "purpose_en")
    differs = any(getattr(programme, name) != getattr(proposed, name) for name in names)
    version = find_version(programme)
    outline, missing = outline_for(starter)
    if version is not None:
        now = outline_of(version)
        differs = differs or (now.entries, now.electives_needed) != (outline.entries, outline.electives_needed)
    return Started(starter.code, missing=missing, was_there=True, differs=differs or programme.closed_on is not None)
