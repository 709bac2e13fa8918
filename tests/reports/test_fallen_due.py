"""What fell due, divided by department and day, is the whole that `duty_figures` counts, on both databases."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import clock
from app.db import db
from app.reports.figures.duties import duty_figures
from app.reports.figures.fallen_due import Due, fallen_due, total
from tests import factories
from tests.conftest import emptied_after
from tests.examples import examples
from tests.reports.company import EVERYTHING, company

facts = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(-90, 20),
        st.one_of(st.none(), st.integers(-90, 0)),
        st.sampled_from(["packing", "harbour"]),
    ),
    max_size=12,
    unique_by=lambda fact: (fact[0], fact[3]),
)


@given(facts=facts, shift=st.integers(-40, 0))
@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_departments_and_days_sum_to_what_is_counted_of_the_whole(app, facts, shift):
    with emptied_after():
        house, today = company(), clock.today()
        people = [factories.user(department=place) for place in (house.sales, house.team, house.stores, house.group)]
        for number, due, done, course in facts:
            factories.assignment(people[number], course, due_on=today + timedelta(days=due))
            if done is not None:
                factories.completion(people[number], course, completed_on=today + timedelta(days=done))
        as_of, first = today + timedelta(days=shift), today - timedelta(days=60)
        for department in (None, house.sales):
            for known_at in (None, clock.now()):
                db.session.rollback()
                wanted: dict[str, Any] = {
                    "as_of": as_of,
                    "first": first,
                    "last": today,
                    "department": department,
                    "known_at": known_at,
                }
                found = fallen_due(EVERYTHING, since=date(2000, 1, 1), **wanted)
                whole = duty_figures(scope=EVERYTHING, **wanted)
                expected = Due(whole.fell_due, whole.due_completed, whole.on_time)
                for parts in (total(due for _path, due in found.by_path), found.between(first, today)):
                    assert replace(parts, completed_then=0) == expected
