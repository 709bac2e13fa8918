"""Exam results against counting by hand, over random people, attempts and duties; files against pages."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.db import db
from app.people.models import Department, User
from app.reports.figures.kpis import Kpi
from app.reports.figures.rates import Rate
from tests import factories
from tests.conftest import emptied_after
from tests.examples import examples
from tests.reports.asked import answered, csv_rows, download, rows, tile
from tests.reports.company import company

EXAM = {"course": "packing", "exam": "final"}
START = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
OVER_AND_OVER = [
    HealthCheck.function_scoped_fixture,
    HealthCheck.too_slow,
]  # `emptied_after` clears up between examples
RESULTS = st.lists(st.sampled_from([True, False, None]), max_size=4)
PEOPLE = st.lists(st.tuples(st.integers(0, 2), st.booleans(), RESULTS, st.integers(0, 60)), min_size=1, max_size=7)


def make(people) -> None:
    house = company()
    places = [house.sales, house.team, house.stores]
    for place, is_required, results, offset in people:
        person = factories.user(department=places[place])
        if is_required:
            factories.assignment(person, due_on=date(2026, 6, 30), assigned_at=START - timedelta(days=3))
        for number, result in enumerate(results):
            at = START + timedelta(days=offset + number)
            factories.attempt(
                person, number=number + 1, started_at=at, submitted_at=at, passed=result,
                score_ratio=None if result is None else 0.9 if result else 0.4,
            )  # fmt: skip


def add_later() -> None:
    """Everybody sits it once more, after the day looked at, and somebody new does."""
    later = datetime(2026, 2, 2, 3, 0, tzinfo=UTC)
    sales = db.session.scalars(select(Department).filter_by(code="SALES")).one()
    factories.user(department=sales)
    for user_id in db.session.scalars(select(User.id)).all():
        factories.attempt(db.session.get_one(User, user_id), number=9, started_at=later, submitted_at=later)


def by_hand(people, until: date) -> dict[str, Rate]:
    """What somebody with a list and a pencil finds."""
    sat = passed = first = required = required_passed = resat = resat_passed = 0
    for _place, is_required, results, offset in people:
        days = [(START + timedelta(days=offset + number)).date() for number in range(len(results))]
        known = [result for day, result in zip(days, results, strict=True) if day <= until]
        required += is_required
        if not known:
            continue
        sat += 1
        passed += True in known
        required_passed += is_required and True in known
        first += known[0] is True
        before = known.index(True) if True in known else len(known) - 1
        resat += before > 0
        resat_passed += before > 0 and True in known
    return {
        "pass_rate": Rate(passed, sat), "first_rate": Rate(first, sat),
        "required_rate": Rate(required_passed, required), "resat_rate": Rate(resat_passed, resat),
    }  # fmt: skip


@settings(max_examples=examples(8), suppress_health_check=OVER_AND_OVER)
@given(PEOPLE, st.dates(date(2026, 1, 6), date(2026, 4, 1)))
def test_the_figures_are_those_counted_by_hand(app, people, day):
    with emptied_after():
        make(people)
        answer = answered("exams", as_of=day, **EXAM)
        assert {key: tile(answer, key) for key in by_hand(people, day)} == by_hand(people, day)
        assert tile(answered("overview", as_of=day), Kpi.FIRST_TRY) == by_hand(people, day)["first_rate"]
        departments = next(table for table in answer.tables if table.key == "departments")
        for key in ("required", "sat", "absent", "waiting", "resat"):
            assert sum(getattr(row, key) for row in departments.rows) == getattr(departments.total, key)
        listed = len(rows("exams", "people", as_of=day, **EXAM))
        assert listed == sum(
            len(rows("exams", "people", as_of=day, result=result, **EXAM))
            for result in ("first", "again", "failed", "waiting", "absent", "later")
        )
        assert listed == departments.total.absent + departments.total.sat


@settings(max_examples=examples(8), suppress_health_check=OVER_AND_OVER)
@given(PEOPLE)
def test_what_happens_later_changes_no_earlier_day(app, people):
    with emptied_after():
        make(people)
        before = answered("exams", as_of="2026-02-01", **EXAM)
        add_later()
        after = answered("exams", as_of="2026-02-01", **EXAM)
        assert [each.value for each in before.tiles] == [each.value for each in after.tiles]


def test_the_file_says_what_the_page_says(client):
    make([(0, True, [True], 0), (1, True, [False, True], 3), (2, False, [None], 5), (2, True, [], 0)])
    factories.sign_in(client, factories.user("周敏华", roles=[("hr", None)], locale="en"))
    page = client.get("/reports/exams?course=packing&exam=final").text
    lines = csv_rows(download(client, "/reports/exams.csv?course=packing&exam=final"))
    assert len(lines) == 4
    for line in lines:
        assert line["Name"] in page
        assert line["Result"] in page
    assert {line["First score, %"] for line in lines} >= {"90", "40"} or {line["First score, %"] for line in lines} >= {
        "90.0",
        "40.0",
    }
    assert "66.7%" in page
