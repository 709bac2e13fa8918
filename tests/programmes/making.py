"""Programmes of several courses, their versions, and the duties to complete them: one valid row a call."""

import itertools
from datetime import date
from typing import Any

from app.db import writing
from app.people.models import User
from app.programmes.definitions.actions import begin_version, create_programme, publish_outline, save_outline
from app.programmes.definitions.kinds import Requirement
from app.programmes.definitions.outline import Entry, Outline, Path
from app.programmes.definitions.particulars import Particulars
from app.programmes.definitions.queries import find_version
from app.programmes.models import Assignment, Programme, ProgrammeVersion
from tests import factories
from tests.factories import NOW

_numbers = itertools.count(1)


def outline(*courses: str, electives: tuple[str, ...] = (), renewal: tuple[str, ...] = (), **terms: Any) -> Outline:
    """Required courses, electives, and what every later round asks."""
    entries = [Entry(course_id) for course_id in courses]
    entries += [Entry(course_id, False) for course_id in electives]
    entries += [Entry(course_id, True, Path.RENEWAL) for course_id in renewal]
    return Outline(entries=tuple(entries), **terms)


def programme(*courses: str, published: bool = True, terms: dict[str, Any] | None = None, **fields: Any) -> Programme:
    """A programme with one version: of these courses, published unless it says otherwise; without courses of “packing”."""
    where = fields.pop("department", None)
    particulars = Particulars(
        **{
            "code": f"PRG-{next(_numbers)}",
            "name_zh": "海关合规",
            "name_en": "Customs compliance",
            "requirement": Requirement.LAW,
            "department_id": where.id if where else None,
            **fields,
        }
    )
    asked = outline(*(courses or ("packing",)), **(terms or {}))
    with writing():
        row = create_programme(particulars, now=NOW)
        if published:
            publish_outline(row.id, asked, now=NOW)
        else:
            draft = begin_version(row.id, now=NOW)
            save_outline(draft.id, asked, digest=Outline().digest)
    return row


def programme_version(programme: Programme, *courses: str, **terms: Any) -> ProgrammeVersion:
    """A further published version."""
    programme_id = programme.id
    with writing():
        return publish_outline(programme_id, outline(*courses, **terms), now=NOW)


def duty(user: User, programme: Programme, due_on: date | None = None, **fields: Any) -> Assignment:
    """The duty to complete a programme, in its newest version, from a person's act."""
    version = find_version(programme)
    assert version is not None
    own = {"programme_id": programme.id, "version_id": version.id}
    return factories.assignment(user, due_on=due_on, **{**own, **fields})
