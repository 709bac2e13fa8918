"""The SQL of a state and the function of a state are one definition: held together over every combination."""

import itertools
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Date, Integer, literal, select

from app.content import queries as content
from app.db import db
from app.programmes.states import DUE_SOON, DutyState, duty_state
from app.reports.standings import URGENCY, people, standings, state_case
from tests import factories
from tests.reports.company import EVERYTHING, company

AS_OF = date(2026, 11, 20)
DUE = [None, *(AS_OF + timedelta(days=days) for days in (-400, -1, 0, 1, DUE_SOON.days, DUE_SOON.days + 1, 400))]


def test_sql_and_python_agree_on_every_state(app):
    seen = set()
    for completed, started, due_on in itertools.product((True, False), (1, 0, None), DUE):
        columns = state_case(
            literal(AS_OF if completed else None, Date), literal(started, Integer), literal(due_on, Date), as_of=AS_OF
        )
        state = db.session.scalar(select(columns))
        assert state == duty_state(completed=completed, started=bool(started), due_on=due_on, as_of=AS_OF)
        seen.add(state)
    assert seen == set(DutyState)


def test_former_ids_of_courses_and_lessons_count_for_their_heirs_once(app):
    course = content.get_course("packing")
    basics = course.modules[0]
    lessons = tuple(replace(lesson, aliases=(f"old-{lesson.id}",)) for lesson in basics.lessons)
    renamed = replace(course, aliases=("old-packing",), modules=(replace(basics, lessons=lessons),))
    person = factories.user(department=company().sales)
    factories.assignment(person, "old-packing", due_on=AS_OF)
    factories.assignment(person, "packing", due_on=AS_OF + timedelta(days=9))
    for course_id, lesson_id in [("old-packing", "old-boxes"), ("packing", "boxes"), ("packing", "old-labels")]:
        factories.lesson_record(person, lesson_id, course_id, completed_at=factories.NOW)
    standing = standings(people(EVERYTHING, on=AS_OF), [renamed], lessons_on=AS_OF)
    [row] = db.session.execute(select(standing))
    assert (row.course_id, row.due_on, row.started, row.lessons_done) == ("packing", AS_OF, 1, 2)
    assert row.completed_on is None
    factories.completion(person, "old-packing")
    assert db.session.scalar(select(standing.c.completed_on)) == date(2026, 11, 20)


def test_no_course_at_all_gives_no_standing(app):
    person = factories.user(department=company().sales)
    factories.completion(person)
    assert db.session.execute(select(standings(people(EVERYTHING, on=AS_OF), [], lessons_on=AS_OF))).all() == []


def test_every_state_has_its_place_in_the_order_of_urgency():
    assert sorted(URGENCY) == sorted(DutyState)
