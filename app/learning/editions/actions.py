"""Noting when an edition of a course came into service. Runs inside `writing()`, is given `now`, never commits."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app import clock
from app.content.model import Course
from app.db import db, locked

from ..models import CourseEdition

Edition = tuple[str, int]
"""The id it is stored under, its number."""


class Differences(NamedTuple):
    """`come`: in service and not noted. `gone`: noted, and higher than what is in service: a raise that was taken back."""

    come: list[Edition]
    gone: set[Edition]


def differences(courses: Iterable[Course], noted: Collection[Edition]) -> Differences:
    """What has to change for the published courses, renamed ones with what is noted under their former ids. Pure."""
    by_id: dict[str, list[Edition]] = defaultdict(list)
    for each in noted:
        by_id[each[0]].append(each)
    found = Differences([], set())
    for course in courses:
        own = [each for key in (course.id, *course.aliases) for each in by_id[key]]
        if not any(number == course.edition for _id, number in own):
            found.come.append((course.id, course.edition))
        found.gone.update(each for each in own if each[1] > course.edition)
    return found


def note_editions(courses: Iterable[Course], *, now: datetime) -> None:
    """Twice is once, whichever process is first. At most three statements, however many courses."""
    rows = {(row.course_id, row.edition): row for row in db.session.scalars(locked(select(CourseEdition)))}
    come, gone = differences(courses, rows)
    for key in gone:
        db.session.delete(rows[key])
    db.session.flush()
    if come:
        is_sqlite = db.session.connection().dialect.name == "sqlite"
        insert = (sqlite if is_sqlite else postgresql).insert(CourseEdition).on_conflict_do_nothing()
        begun = {"begun_at": now, "begun_on": clock.local_date(now)}
        db.session.execute(insert, [{"course_id": key, "edition": number, **begun} for key, number in sorted(come)])
