"""Where people stand with courses: SQL and function are one definition, and stored ids find their heirs."""

import itertools
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Date, Integer, literal, select

from app.content import queries as content
from app.db import db
from app.programmes.states import DUE_SOON, DutyState, duty_state
from app.reports.figures.standings import people, standings, state_of
from tests import factories
from tests.reports.company import EVERYTHING, company

AS_OF = date(2026, 11, 20)
DUE = [None, *(AS_OF + timedelta(days=days) for days in (-400, -1, 0, 1, DUE_SOON.days, DUE_SOON.days + 1, 400))]


def test_a_course_stands_where_the_duty_over_it_stands(app):
    seen = set()
    flags = itertools.product((True, False), (0, 1), DUE, (0, 1), (0, 1), (None, AS_OF, AS_OF + timedelta(days=1)))
    for completed, started, due_on, paused, waived, start_on in flags:
        completed_on = AS_OF if completed else None
        facts = {"completed_on": completed_on, "due_on": due_on, "start_on": start_on if due_on else None}
        course = select(
            *(literal(day, Date).label(name) for name, day in facts.items()),
            *(literal(n, Integer).label(k) for k, n in [("started", started), ("paused", paused), ("waived", waived)]),
        ).cte("standing")
        none_stands = due_on is None
        state = db.session.scalar(select(state_of(course, as_of=AS_OF)))
        assert state == duty_state(
            as_of=AS_OF,
            started=bool(started),
            waived_on=AS_OF if waived and none_stands and not completed else None,
            paused=bool(paused and none_stands),
            **facts,
        )
        seen.add(state)
    assert seen == set(DutyState) - {DutyState.WITHDRAWN, DutyState.ENDED_BY_EXIT}


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
