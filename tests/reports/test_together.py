"""One statement adds up what the pages show: however it is divided, the parts are the whole."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import clock
from app.content import queries as content
from app.reports.figures.counts import Counts
from app.reports.figures.together import figures
from tests import factories
from tests.conftest import emptied_after, statements
from tests.examples import examples
from tests.reports.company import EVERYTHING, company, eight_people

DAYS = st.integers(-40, 40)
facts = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(["packing", "harbour"]),
        st.sampled_from(["duty", "waived", "completed", "opened", "late"]),
        DAYS,
    ),
    max_size=8,
    unique_by=lambda fact: fact[:2],
)


@given(facts=facts)
@settings(max_examples=examples(12), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_all_courses_together_are_the_sum_of_each_alone(app, facts):
    with emptied_after():
        house, today = company(), clock.today()
        people = [factories.user(department=place) for place in (house.sales, house.sales, house.team, house.stores)]
        for person, course_id, kind, days in facts:
            add(people[person], course_id, kind, today + timedelta(days=days))
        courses = content.list_courses()
        found = figures(courses, scope=EVERYTHING, as_of=today, longest=10)
        for everyone in (False, True):
            shown = figures(courses, scope=EVERYTHING, as_of=today, everyone=everyone)
            for course, counts in shown.by_course:
                alone = figures([course], scope=EVERYTHING, as_of=today, everyone=everyone)
                assert alone.by_course == [(course, counts)]
                assert counts == sum((each for _path, each in alone.by_department), Counts())
        total = sum((counts for _path, counts in found.by_department), Counts())
        every = sum((counts for _course, counts in found.by_course), Counts())
        assert (total.assigned, total.started, total.overdue) == (every.assigned, every.started, every.overdue)
        assert len(found.overdue) == total.overdue_people
        assert sum(person.count for person in found.overdue) == total.overdue


def add(person, course_id: str, kind: str, day) -> None:
    if kind == "opened":
        factories.lesson_record(person, "boxes", course_id)
    elif kind == "completed":
        factories.completion(person, course_id, completed_on=min(day, clock.today()))
    else:
        factories.assignment(person, course_id, due_on=day, waived_on=day if kind == "waived" else None)
        if kind == "late":
            factories.completion(person, course_id)


def test_only_the_department_looked_at_counts(app):
    house = company()
    eight_people(house)
    found = figures(content.list_courses(), scope=EVERYTHING, as_of=clock.today(), department=house.sales, longest=10)
    assert {path for path, _counts in found.by_department} <= {house.sales.path, house.team.path}


def test_the_pages_over_everybody_take_the_same_statements_for_few_and_for_many(app, client):
    house, counts = company(), []
    factories.sign_in(client, factories.user(roles=[("hr", None)]))
    for _time in range(2):
        eight_people(house)
        for path in ("/team", "/reports/completion", "/duties"):
            with statements() as seen:
                assert client.get(path).status_code == 200
            counts.append(len(seen))
    assert counts[:3] == counts[3:]
