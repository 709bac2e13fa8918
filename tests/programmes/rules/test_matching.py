"""Whom an audience means."""

from datetime import date, timedelta

import pytest

from app import clock
from app.access import Scope
from app.db import db
from app.people.models import Job
from app.programmes.rules.audience import Audience, Conditions
from app.programmes.rules.matching import hired_on, matching
from tests import factories
from tests.conftest import statements

from .making import EVERYBODY, of

pytestmark = pytest.mark.usefixtures("app")
ALL = Scope(everything=True)


def meant(audience, within=ALL):
    db.session.rollback()
    return set(db.session.scalars(matching(audience, on=clock.today(), within=within)))


@pytest.fixture
def house():
    group = factories.department()
    sales, depot = factories.department(parent=group), factories.department(parent=group)
    return group, sales, factories.department(parent=sales), depot


def test_an_audience_without_conditions_means_everybody_at_work(house):
    group, sales, team, _depot = house
    here = [factories.user(department=each).id for each in (group, sales, team)]
    factories.user(department=sales, active=False)
    factories.job(factories.user(), sales, started_on=date(2020, 1, 1), ended_on=clock.today())
    factories.job(factories.user(), sales, started_on=clock.today() + timedelta(days=1))
    assert meant(EVERYBODY) == set(here)


def test_a_department_means_everything_below_it(house):
    _group, sales, team, depot = house
    inside = {factories.user(department=sales).id, factories.user(department=team).id}
    factories.user(department=depot)
    assert meant(of(departments=(sales.id,))) == inside


def test_a_further_job_asks_for_what_its_department_asks_but_the_scope_goes_by_the_first(house):
    _group, sales, _team, depot = house
    lent = factories.user(department=depot)
    factories.job(lent, sales, is_primary=False)
    assert meant(of(departments=(sales.id,))) == {lent.id}
    assert meant(of(departments=(sales.id,)), Scope(paths=(sales.path,))) == set()
    assert meant(of(departments=(sales.id,)), Scope(paths=(depot.path,))) == {lent.id}


def test_positions_families_roles_and_heads(house):
    _group, sales, _team, _depot = house
    post = factories.position()
    placed = factories.user()
    factories.job(placed, sales, position_id=post.id)
    reviewer = factories.user(department=sales, roles=[("reviewer", None)])
    head = factories.user(department=sales, roles=[("manager", sales)])
    assert meant(of(positions=(post.id,))) == {placed.id}
    assert meant(of(families=(post.family,))) == {placed.id}
    assert meant(of(roles=("reviewer",))) == {reviewer.id}
    assert meant(of(roles=("manager",))) == meant(of(heads=True)) == {head.id}
    assert meant(of(people=(placed.id, head.id))) == {placed.id, head.id}


def test_all_any_and_none_together(house):
    _group, sales, team, depot = house
    post = factories.position()
    kept, other, excluded = factories.user(department=team), factories.user(department=sales), factories.user()
    factories.job(excluded, team, position_id=post.id)
    outside = factories.user(department=depot)
    audience = Audience(
        all=Conditions(departments=(sales.id,)),
        any=Conditions(departments=(team.id,), people=(outside.id,)),
        none=Conditions(positions=(post.id,)),
    )
    assert meant(audience) == {kept.id}
    assert other.id not in meant(audience)


def test_the_hire_is_the_first_day_of_an_employment_without_a_gap(house):
    _group, sales, _team, depot = house
    moved, rehired = factories.user(), factories.user()
    factories.job(moved, sales, started_on=date(2020, 1, 1), ended_on=date(2024, 5, 1))
    factories.job(moved, depot, started_on=date(2024, 5, 1))
    factories.job(rehired, sales, started_on=date(2020, 1, 1), ended_on=date(2023, 1, 1))
    factories.job(rehired, sales, started_on=date(2024, 5, 1))
    statement = matching(EVERYBODY, on=clock.today(), within=ALL).add_columns(hired_on(clock.today()))
    assert dict(map(tuple, db.session.execute(statement))) == {
        moved.id: date(2020, 1, 1),
        rehired.id: date(2024, 5, 1),
    }
    assert meant(of(hired_from=date(2024, 1, 1))) == {rehired.id}
    assert meant(of(hired_to=date(2020, 1, 1))) == {moved.id}
    assert meant(of(hired_from=date(2020, 1, 1), hired_to=date(2024, 4, 30))) == {moved.id}


def test_hired_within_so_many_days_counts_the_day_itself(house):
    _group, sales, _team, _depot = house
    today = factories.user()
    before = factories.user()
    factories.job(today, sales, started_on=clock.today())
    factories.job(before, sales, started_on=clock.today() - timedelta(days=1))
    assert meant(of(hired_within=1)) == {today.id}
    assert meant(of(hired_within=2)) == {today.id, before.id}


def test_any_audience_is_one_statement(house):
    _group, sales, team, _depot = house
    audience = Audience(
        all=Conditions(departments=(sales.id,), hired_within=30),
        any=Conditions(roles=("manager",), heads=True, families=("OPR",)),
        none=Conditions(departments=(team.id,), people=(1, 2)),
    )
    db.session.rollback()
    with statements() as seen:
        list(db.session.scalars(matching(audience, on=clock.today(), within=ALL)))
    assert len(seen) == 1


def test_two_jobs_in_an_audience_mean_the_person_once(house):
    _group, sales, team, _depot = house
    person = factories.user(department=sales)
    factories.job(person, team, is_primary=False)
    db.session.rollback()
    found = list(db.session.scalars(matching(of(departments=(sales.id, team.id)), on=clock.today(), within=ALL)))
    assert found == [person.id]
    assert db.session.query(Job).count() == 2
