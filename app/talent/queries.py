"""Reads of the framework in service, and of the reader's own position."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import select

from app.content import queries as content
from app.content.model import Catalogue, Course, Diagnostic
from app.db import db
from app.errors import NotFound
from app.people.queries import own_job
from app.programmes.definitions.queries import find_version
from app.programmes.models import Programme

from .model import Competency, Framework, Position, Starter
from .shelf import Shelf
from .taught import Taught, taught


def framework() -> Framework:
    """Ask once for a page: the next call may answer with a newer one."""
    return _shelf().framework()


def list_faults() -> tuple[Diagnostic, ...]:
    """What keeps the newest version of a file of the framework out of service: for editors."""
    return _shelf().faults()


def has_competency(competency_id: str) -> bool:
    """Whether there is a page about it."""
    return framework().competency(competency_id) is not None


def get_competency(competency_id: str) -> Competency:
    found = framework().competency(competency_id)
    if found is None:
        raise NotFound(_("There is no such competency. The framework may have changed."))
    return found


def get_position(code: str) -> Position:
    found = framework().positions.get(code)
    if found is None:
        raise NotFound(_("There is no such profile. The framework may have changed."))
    return found


def own_position(user_id: int, *, on: date) -> Position | None:
    """The profile of the family of one's primary job. One statement."""
    job = own_job(user_id, on=on)
    return framework().positions.get(job.position.family) if job is not None and job.position is not None else None


def what_is_taught() -> Mapping[str, Taught]:
    """By competency, of the catalogue in service; worked out anew when it is another one."""
    catalogue = content.catalogue()
    kept: tuple[Catalogue, Mapping[str, Taught]] | None = current_app.extensions.get("talent_taught")
    if kept is None or kept[0] is not catalogue:
        kept = current_app.extensions["talent_taught"] = (catalogue, taught(catalogue))
    return kept[1]


@dataclass(frozen=True, slots=True)
class Path:
    """The programme of a position. `is_made`: it is one of the programmes; else it is proposed, and nobody can have it yet."""

    code: str
    name: str
    purpose: str
    required: tuple[Course | str, ...]  # an id: the course is not published
    electives: tuple[Course | str, ...]
    electives_needed: int
    is_made: bool

    @property
    def required_ids(self) -> frozenset[str]:
        return _ids(self.required)

    @property
    def elective_ids(self) -> frozenset[str]:
        return _ids(self.electives)


def find_path(starter: Starter | None, language: str) -> Path | None:
    """As HR has it now, whatever the file says; as the file proposes it where HR has none. None: there is none, or it is closed."""
    if starter is None:
        return None
    programme = db.session.scalar(select(Programme).where(Programme.code == starter.code))
    version = find_version(programme) if programme is not None else None
    if programme is None or version is None:
        return _proposed(starter, language)
    if programme.closed_on is not None:
        return None
    items = [item for item in version.items if item.path == "initial"]
    purpose = programme.purpose_en if language == "en" else programme.purpose_zh
    return Path(
        programme.code,
        programme.name(language),
        purpose or programme.purpose_zh or programme.purpose_en,
        tuple(_course(item.course_id) for item in items if item.is_required),
        tuple(_course(item.course_id) for item in items if not item.is_required),
        version.electives_needed,
        is_made=True,
    )


def _proposed(starter: Starter, language: str) -> Path:
    return Path(
        starter.code,
        starter.name_in(language),
        starter.purpose_in(language),
        tuple(_course(course_id) for course_id in starter.required),
        tuple(_course(course_id) for course_id in starter.electives),
        starter.electives_needed,
        is_made=False,
    )


def _course(course_id: str) -> Course | str:
    return content.find_course(course_id) or course_id


def _ids(courses: tuple[Course | str, ...]) -> frozenset[str]:
    return frozenset(each if isinstance(each, str) else each.id for each in courses)


def _shelf() -> Shelf:
    shelf: Shelf = current_app.extensions["talent"]
    return shelf
