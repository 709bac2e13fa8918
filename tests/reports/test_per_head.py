"""Hours per head of the overview are those of the report of hours: read, worked out, or some of each."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from app import clock
from app.db import db, writing
from app.learning.credits.actions import Act, give
from app.learning.credits.activities import Activity
from app.people.models import Job, User
from app.programmes.standings.building import refresh
from app.programmes.standings.models import HourLine
from app.programmes.standings.reading import fresh
from app.reports.figures.hours import Within, hours
from app.reports.figures.per_head import per_head, periods, refresh_hour_lines
from tests import factories
from tests.conftest import emptied_after, statements
from tests.examples import examples
from tests.reports.asked import answered
from tests.reports.company import EVERYTHING, Company, company

DAYS = st.integers(0, 720)
ACTS = st.lists(
    st.tuples(st.sampled_from(["credit", "credit", "corrected", "moves", "leaves"]), st.integers(0, 2), DAYS, st.integers(1, 3)),
    max_size=12,
)  # fmt: skip


def ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def credited(person: User, day: date, activity: str, value: float, source: str) -> None:
    told = Activity(
        kind="course", activity=activity, item_zh="x", item_en="x", mode="online", credited_on=day, hours=value, subject="party"
    )  # fmt: skip
    with writing():
        give(person.id, source, told, Act(clock.now()))


def happens(house: Company, person: User, act: str, days: int, which: int, number: int) -> None:
    if act in ("credit", "corrected"):  # the same source once more corrects what it said before
        source = f"{person.id}:{number}" if act == "credit" else f"{person.id}:{which}"
        credited(person, ago(days), f"activity {which}", which + 0.1, source)
        return
    with writing():
        job = db.session.scalars(select(Job).filter_by(user_id=person.id).order_by(Job.started_on.desc())).first()
        if job is None or job.ended_on is not None or job.started_on >= ago(days):
            return
        job.ended_on = ago(days)
        place = (house.sales, house.team, house.stores)[which % 3]
        if act == "moves":
            new = Job(user_id=person.id, department_id=place.id, is_primary=True, started_on=ago(days))
            db.session.add(new)


def compared(house: Company) -> None:
    for first, last in periods(clock.today()):
        within = Within(EVERYTHING, first, last, last, units=[house.sales, house.stores], above=house.group)
        for asked in (within, replace(within, department=house.sales)):
            read, worked_out = per_head(asked), hours(asked)
            assert read.total.hours == pytest.approx(worked_out.total.hours)
            assert read.total.headcount == pytest.approx(worked_out.total.headcount)
            assert read.units.keys() == worked_out.units.keys()
            for key, unit in worked_out.units.items():
                assert read.units[key].hours_per_head == pytest.approx(unit.hours_per_head)


@settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(before=ACTS, after=ACTS, kept=st.booleans())
def test_they_are_those_of_the_report(app, before, after, kept):
    with emptied_after():
        house = company()
        persons = [factories.user(department=place) for place in (house.sales, house.team, house.stores)]
        with writing():
            db.session.execute(update(Job).values(started_on=ago(900)))
        for acts in (before, after):
            for number, (act, who, days, which) in enumerate(acts, 100 * (acts is after) + 10):
                happens(house, persons[who], act, days, which, number)
            if acts is before or kept:
                refresh()
                refresh_hour_lines()
        compared(house)


def test_credits_and_jobs_mark_whose_they_are(app):
    house = company()
    one, other = (factories.user(department=house.sales) for _each in range(2))
    refresh()
    credited(one, ago(1), "a", 2, "1")
    assert fresh(clock.today()).ids == (one.id,)
    refresh()
    with writing():
        db.session.execute(update(Job).where(Job.user_id == other.id).values(ended_on=ago(-9)))
    assert fresh(clock.today()).ids == (other.id,)
    refresh()
    with writing():
        db.session.execute(update(Job).where(Job.user_id == other.id).values(is_head=True))
    assert fresh(clock.today()).nobody


def test_hours_hold_for_their_day_alone(app):
    house = company()
    person = factories.user(department=house.sales)
    with writing():
        db.session.execute(update(Job).values(started_on=ago(900)))
    credited(person, clock.today(), "a", 2, "1")
    refresh()
    assert refresh_hour_lines() == 1
    assert refresh_hour_lines() == 0
    with writing():  # as if it had been written a day before, of another year
        db.session.execute(update(HourLine).values(day=ago(1), tenths=HourLine.tenths * 5))
    compared(house)
    assert refresh_hour_lines() == 1
    assert db.session.scalar(select(func.sum(HourLine.tenths))) == 20
    compared(house)


def test_the_overview_takes_as_many_statements_however_many_people_there_are(app):
    house, counts = company(), []
    for many in (2, 5):
        for number in range(many):
            credited(factories.user(department=house.sales), clock.today(), "a", 2, f"{many}:{number}")
        refresh()
        refresh_hour_lines()
        credited(factories.user(department=house.sales), clock.today(), "a", 2, f"{many}:more")
        with statements() as made:
            answered("overview")
        counts.append(len(made))
    assert counts[0] == counts[1]
