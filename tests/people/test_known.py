"""What the system knew before is kept, whoever changes or deletes it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update

from app import clock
from app.access import Scope
from app.db import Base, db, writing
from app.learning.known import completions_known
from app.learning.models import Completion
from app.people import queries as people
from app.people.known import absences_known, jobs_known
from app.people.models import Absence, AbsencePast, Job, JobPast
from app.people.organisation import departments, employment
from app.people.organisation.acts import Exit, Move, Place
from app.people.organisation.reasons import EndReason
from tests import factories

from .organisation.acting import act, days, done, house, today

EVERYTHING = Scope(everything=True)


@pytest.fixture
def places(app):
    return house()


def held(at: datetime | None) -> list[tuple[int, date, date | None]]:
    """(department, first day, end) of all jobs as known at an instant."""
    db.session.rollback()
    job = jobs_known(at)
    rows = db.session.execute(select(job.department_id, job.started_on, job.ended_on).order_by(job.started_on, job.id))
    return [(department_id, first, end) for department_id, first, end in rows]


def test_a_transfer_recorded_late_is_not_known_before(places):
    _group, north, south = places
    person = factories.user(department=north)
    before = clock.now()
    as_it_was = held(None)
    done(employment.transfer, [Move(person.id, days(-30), Place(south.id))], act())
    assert held(before) == as_it_was
    assert len(held(clock.now())) == len(held(None)) == 2
    assert set(db.session.scalars(people.people_in_scope(Scope(paths=(north.path,)), on=days(-10)))) == set()
    then = people.people_in_scope(Scope(paths=(north.path,)), on=days(-10), known_at=before)
    assert list(db.session.scalars(then)) == [person.id]


def test_an_exit_recorded_late_is_not_known_before(places):
    person = factories.user(department=places[1])
    before = clock.now()
    done(employment.leave, [Exit(person.id, days(-30), EndReason.RESIGN)], act())
    for day in (days(-30), days(-1), today()):
        assert list(db.session.scalars(people.people_in_scope(EVERYTHING, on=day))) == []
        assert list(db.session.scalars(people.people_in_scope(EVERYTHING, on=day, known_at=before))) == [person.id]


def by_hand(statement: str) -> Callable[[], Any]:
    return lambda: text(statement).bindparams(day=days(-3)) if ":day" in statement else text(statement)


WAYS: dict[str, Callable[[], Any]] = {
    "as an object": lambda: update(Job).values(ended_on=days(-3)),
    "as a table": lambda: update(Base.metadata.tables["job"]).values(ended_on=days(-3)),
    "by hand": by_hand("UPDATE job SET ended_on = :day"),
    "deleted": lambda: delete(Job),
    "deleted by hand": by_hand("DELETE FROM job"),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_changing_a_job_forgets_what_it_said(places, way):
    factories.user(department=places[1])
    as_it_was, before = held(None), clock.now()
    with writing():
        db.session.execute(WAYS[way]())
    assert held(before) == as_it_was
    assert held(None) != as_it_was
    assert held(clock.now() + timedelta(milliseconds=2)) == held(None)


def test_a_job_changed_twice_is_known_as_it_stood_at_each_moment(places):
    _group, north, south = places
    person = factories.user(department=north)
    moments, states = [], []
    for department, day in [(south, -30), (north, -20), (south, -10)]:
        moments.append(clock.now())
        states.append(held(None))
        done(employment.transfer, [Move(person.id, days(day), Place(department.id))], act())
    assert [held(moment) for moment in moments] == states


def test_departments_stand_where_they_were_known_to_stand(places):
    group, north, south = places
    team = factories.department(parent=north)
    paths = {each.id: each.path for each in (group, north, south, team)}
    person, before = factories.user(department=team), clock.now()
    done(departments.move, team.id, south.id, days(-40), act())
    south_only = Scope(paths=(south.path,))
    assert list(db.session.scalars(people.people_in_scope(south_only, on=days(-5)))) == [person.id]
    assert list(db.session.scalars(people.people_in_scope(south_only, on=days(-5), known_at=before))) == []
    place = people.department_on(days(-5), before)
    assert {row.id: row.path for row in db.session.execute(select(place.id, place.path))} == paths


def test_leave_is_kept_without_its_kind(places):
    person = factories.user(department=places[1])
    leave, before = factories.absence(person, started_on=days(-9)), clock.now()
    with writing():
        db.session.delete(db.session.get_one(Absence, leave.id))
    then = absences_known(before)
    assert db.session.execute(select(then.id, then.started_on, then.kind)).all() == [(leave.id, days(-9), None)]
    assert "kind" not in AbsencePast.__table__.c


def test_a_completion_dated_earlier_or_withdrawn_was_known_otherwise(places):
    person = factories.user(department=places[1])
    completion = factories.completion(person, completed_at=clock.now())
    moments = [clock.now()]
    for values in ({"completed_on": days(-5)}, {"withdrawn_at": clock.now()}, {"withdrawn_at": None}):
        with writing():
            db.session.execute(update(Completion).filter_by(id=completion.id).values(**values))
        moments.append(clock.now())
    found: list[tuple[date, bool]] = []
    for moment in moments:
        done_then = completions_known(moment)
        rows = db.session.execute(select(done_then.completed_on, done_then.withdrawn_at.is_(None)))
        found += [(day, counts) for day, counts in rows]
    assert found == [(today(), True), (days(-5), True), (days(-5), False), (days(-5), True)]


def test_nothing_was_known_before_it_was_recorded(places):
    before = clock.now()
    factories.user(department=places[1])
    assert held(before) == []
    assert db.session.scalars(select(JobPast)).all() == []
