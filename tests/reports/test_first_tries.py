"""First attempts looked for alone are those that the report of exams counts, in whatever rounds, parts and periods."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app import clock
from app.access import Scope
from app.content import queries as content
from app.db import db
from app.reports.figures.exams import Tries, first_tries, results
from app.reports.figures.sittings import Span, exams_of
from app.reports.figures.standings import people
from tests import factories
from tests.conftest import emptied_after
from tests.examples import examples
from tests.reports.company import company
from tests.reports.test_exam_properties import OVER_AND_OVER

START = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
DAYS = st.integers(0, 30)
ATTEMPTS = st.lists(st.tuples(DAYS, st.sampled_from([True, False, None])), max_size=5)
PEOPLE = st.lists(st.tuples(st.integers(0, 2), ATTEMPTS, st.none() | DAYS, st.none() | DAYS), min_size=1, max_size=6)


def at(day: int, hours: int = 0) -> datetime:
    return START + timedelta(days=day, hours=hours)


def make(chosen) -> None:
    """Attempts on some days; for some, a further round of the course from a day on, and a pass of a day that runs out."""
    house = company()
    places = [house.sales, house.team, house.stores]
    for place, attempts, again, ran_out in chosen:
        person = factories.user(department=places[place])
        for number, (day, passed) in enumerate(sorted(attempts, key=lambda each: each[0]), 1):
            begun = at(day, number)
            factories.attempt(person, number=number, started_at=begun, submitted_at=begun, passed=passed)
        if again is not None:
            factories.enrolment(person, round=2, enrolled_at=at(again))
        if ran_out is not None:
            factories.lesson_record(person, "final", completed_at=at(ran_out), valid_until=date(2027, 1, 1))


def compared(span: Span) -> None:
    among, exams = people(Scope(everything=True), on=span.day), exams_of(content.list_courses())
    tries = first_tries(among, exams, span)
    for by_department, found in ((True, tries.by_path), (False, tries.by_exam)):
        counted = results(among, exams, span, by_department=by_department)
        assert found == {
            key: Tries(each.first, each.first_passed) for key, each in counted.items() if each.first
        }  # fmt: skip


@settings(max_examples=examples(15), suppress_health_check=OVER_AND_OVER)
@given(PEOPLE, DAYS, DAYS, st.none() | DAYS)
def test_they_are_those_of_the_report(app, chosen, one, other, known):
    with emptied_after():
        make(chosen)
        db.session.rollback()
        first, last = min(one, other), max(one, other)
        known_at = None if known is None else at(known, 2)
        compared(Span(at(first), at(last, 5), at(first).date(), clock.today(), known_at))
