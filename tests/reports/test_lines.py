"""Letters say what the rows say: whoever they hold of, and however much changed since they were written."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from app import clock
from app.content import queries as content
from app.db import db, writing
from app.programmes.standings.building import refresh
from app.programmes.standings.models import StandingLine
from app.reports.figures.lines import read_lines, refresh_lines
from app.reports.figures.standings import people
from app.reports.figures.together import Figures, figures
from tests import factories
from tests.conftest import emptied_after
from tests.examples import examples
from tests.reports.company import EVERYTHING, company
from tests.reports.test_together import add, facts


def told(found: Figures) -> tuple[object, ...]:
    return sorted(found.by_department), found.by_course


def read_and_computed(courses, **asked) -> tuple[object, object]:
    """From letters; and from rows, as where the longest overdue are asked for."""
    today = clock.today()
    read = figures(courses, scope=EVERYTHING, as_of=today, **asked)
    return told(read), told(figures(courses, scope=EVERYTHING, as_of=today, longest=1, **asked))


@given(before=facts, after=facts, kept=st.booleans())
@settings(
    max_examples=examples(15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_letters_say_what_rows_say(app, before, after, kept):
    with emptied_after():
        house, today = company(), clock.today()
        persons = [factories.user(department=place) for place in (house.sales, house.sales, house.team, house.stores)]
        for happened in (before, after):
            known = {(person, course_id) for person, course_id, *_rest in before} if happened is after else set()
            for person, course_id, kind, days in happened:
                if (person, course_id) not in known:
                    add(persons[person], course_id, kind, today + timedelta(days=days))
            if happened is before or kept:
                refresh()
                refresh_lines()
        courses = content.list_courses()
        for asked in ({}, {"everyone": True}, {"department": house.sales}):
            for wanted in (courses, courses[:1], courses[::-1]):
                read, computed = read_and_computed(wanted, **asked)
                assert read == computed


def test_letters_hold_of_nobody_on_another_day_or_of_other_courses(app):
    person = factories.user(department=company().sales)
    factories.assignment(person, due_on=clock.today() - timedelta(days=3))
    refresh()
    assert held() == []  # none are written yet
    refresh_lines()
    assert held() == [person.id]
    for change in ({"day": clock.today() - timedelta(days=1)}, {"catalogue": "others"}):
        with writing():
            db.session.execute(update(StandingLine).values(**change))
        assert held() == []
        assert refresh_lines() == 1
        assert held() == [person.id]
    yesterday = clock.today() - timedelta(days=1)
    among = people(EVERYTHING, on=yesterday)
    assert read_lines(among, content.list_courses(), as_of=yesterday) is None
    assert read_lines(among, content.list_courses(), as_of=clock.today(), known_at=clock.now()) is None


def held() -> list[int]:
    """Whose letters are read, of those who have any."""
    among = people(EVERYTHING, on=clock.today())
    found = read_lines(among, content.list_courses(), as_of=clock.today())
    assert found is not None
    lines = db.session.scalars(select(StandingLine.person_id)).all()
    assert sum(1 for line in found.lines if line.letters) == len(set(lines) - set(found.others))
    return sorted(set(lines) - set(found.others))


def test_whoever_changed_is_counted_anew_beside_those_whose_letters_hold(app):
    house = company()
    persons = [factories.user(department=house.sales) for _each in range(3)]
    for person in persons:
        factories.assignment(person, due_on=clock.today() - timedelta(days=3))
    refresh()
    refresh_lines()
    factories.completion(persons[0])
    assert held() == sorted(person.id for person in persons[1:])
    read, computed = read_and_computed(content.list_courses())
    assert read == computed
