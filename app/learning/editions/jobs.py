"""Keeping the editions noted at those in service: whenever courses are published, and every minute in case that failed."""

from collections.abc import Sequence

import structlog
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app import clock, content, jobs
from app.content import queries
from app.content.model import Catalogue, Course
from app.db import reading, writing

from ..models import CourseEdition
from .actions import differences, note_editions

log = structlog.get_logger()


def init_app(app: Flask) -> None:
    content.follow(app, _note_published)


@jobs.every_minute
def note_editions_in_service() -> None:
    """Nothing while this process has not yet taken over what another one has put into service."""
    if content.is_newest():
        _note(queries.list_courses())


def _note_published(app: Flask, _catalogue: Catalogue) -> None:
    """In a context of its own, whatever the publishing process is at; publishing never fails by it."""
    with app.app_context():
        try:
            _note(queries.list_courses())
        except SQLAlchemyError as error:
            log.warning("editions not noted, tried again in a minute", error=type(error).__name__)


def _note(courses: Sequence[Course]) -> None:
    """Opens the gate only where something has changed."""
    with reading() as connection:
        noted = {(row.course_id, row.edition) for row in connection.execute(_NOTED)}
    if any(differences(courses, noted)):
        with writing():
            note_editions(courses, now=clock.now())


_NOTED = select(CourseEdition.course_id, CourseEdition.edition)
