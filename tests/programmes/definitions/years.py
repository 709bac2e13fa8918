"""Years that pass: people, what they were given and learnt, and the nights in which rounds open."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.content import queries as content
from app.db import db, writing
from app.learning.completing import complete, find_record, new_record
from app.learning.queries import course_progress
from app.people.models import User
from app.programmes.definitions.jobs import open_rounds
from app.programmes.duties.actions import assign
from app.programmes.duties.facts import facts
from app.programmes.models import Assignment, ProgrammeVersion
from app.programmes.states import state_of
from tests import factories

YEARLY = {"valid_months": 12, "window_days": 60, "grace_days": 15}
START = date(2026, 3, 2)


@pytest.fixture
def on(app, monkeypatch):
    """From here on it is noon of a day."""

    def go_to(day: date) -> datetime:
        moment = datetime.combine(day, time(12), clock.zone()).astimezone(UTC)
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    go_to(START)
    return go_to


@pytest.fixture
def sales(app):
    return factories.department()


@pytest.fixture
def learner(sales):
    return factories.user(department=sales, locale="en", name="Jonas Weber")


def give(programme, *people: User, **fields) -> list[int]:
    programme_id, ids = programme.id, [person.id for person in people]
    with writing():
        version = db.session.scalars(
            select(ProgrammeVersion)
            .where(ProgrammeVersion.programme_id == programme_id)
            .order_by(ProgrammeVersion.number.desc())
            .limit(1)
        ).one()
        due = dict.fromkeys(ids, clock.today() + timedelta(days=30))
        return assign(version, due, start_on=clock.today(), now=clock.now(), reason="yearly", **fields)


def learn(learner: User, course_id: str = "packing") -> None:
    """Whatever is missing of a course, done now."""
    learner_id, course = learner.id, content.get_course(course_id)
    for lesson in course_progress(course, learner_id=learner_id).missing:
        with writing():
            record = find_record(learner_id, course, lesson) or new_record(learner_id, course, lesson, now=clock.now())
            complete(record, course, lesson, clock.now())


def night(day: date) -> None:
    open_rounds(day)
    db.session.rollback()


def rounds(person: User) -> list[tuple[int, str, date, date]]:
    """(number, state, counts from, due) of each."""
    db.session.rollback()
    duty = facts(as_of=clock.today(), assignments=select(Assignment.id).where(Assignment.user_id == person.id))
    state = state_of(duty, as_of=clock.today())
    rows = db.session.execute(select(duty.c.round, state, duty.c.counts_from, duty.c.due_on).order_by(duty.c.round))
    return [tuple(row) for row in rows]


def states(person: User) -> list[str]:
    return [state for _number, state, _from, _due in rounds(person)]
