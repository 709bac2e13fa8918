"""What was, is and will be: reads of the organisation on another day than today."""

import pytest

from app.access import Scope
from app.db import db
from app.people import queries as people
from app.people.models import User
from app.people.organisation import departments, employment
from app.people.organisation.acts import Exit, Move, Place
from app.people.organisation.queries import paths_on, tree_on
from app.people.organisation.reasons import EndReason
from tests import factories
from tests.conftest import statements

from .acting import EVERYWHERE, act, days, done, house, today


def among(path: str, on) -> set[int]:
    db.session.rollback()
    return set(db.session.scalars(people.people_in_scope(Scope(paths=(path,)), on=on)))


@pytest.fixture
def places(app):
    return house()


def test_fifty_people_transferred_leave_last_months_people_unchanged(places):
    _group, north, south = places
    moving = [factories.user(department=north) for _ in range(50)]
    staying = factories.user(department=south)
    before = {on: (among(north.path, days(on)), among(south.path, days(on))) for on in (-40, -1)}
    done(employment.transfer, [Move(person.id, today(), Place(south.id)) for person in moving], act())
    assert {on: (among(north.path, days(on)), among(south.path, days(on))) for on in (-40, -1)} == before
    assert among(north.path, today()) == set()
    assert among(south.path, today()) == {staying.id, *(person.id for person in moving)}


def test_leavers_stay_in_the_figures_of_the_days_before(places):
    north = places[1]
    person = factories.user(department=north)
    done(employment.leave, [Exit(person.id, today(), EndReason.RESIGN)], act())
    assert among(north.path, today()) == set()
    assert among(north.path, days(-1)) == {person.id}


def test_a_department_that_moved_was_elsewhere_before_and_will_be_elsewhere_later(places):
    group, north, south = places
    team = factories.department(parent=north)
    person = factories.user(department=team)
    done(departments.move, team.id, south.id, days(-10), act())
    done(departments.move, team.id, group.id, days(10), act())
    assert among(north.path, days(-11)) == {person.id}
    assert among(south.path, days(-10)) == among(south.path, today()) == {person.id}
    assert among(south.path, days(10)) == set()
    assert [paths_on(days(on))[team.id] for on in (-11, 0, 10)] == [
        f"{north.path}{team.id}/",
        f"{south.path}{team.id}/",
        f"{group.path}{team.id}/",
    ]


def test_the_chart_counts_main_jobs_here_and_below_with_the_heads_of_the_day(places):
    group, north, south = places
    team = factories.department("TEAM", parent=north)
    for place in (team, team, north, south):
        person = factories.user(department=place)
        factories.job(person, group, is_primary=False)
    head = factories.user("李雷", department=south, roles=[("manager", north)])
    [top] = tree_on(today(), scope=EVERYWHERE)
    assert (top.code, top.people, top.below) == ("GROUP", 0, 5)
    shown = {node.code: (node.people, node.below, node.heads) for node in top.children}
    assert shown == {"NORTH": (1, 3, ((head.id, "李雷"),)), "SOUTH": (2, 2, ())}
    done(departments.move, team.id, south.id, today(), act())
    [then], [now] = tree_on(days(-1), scope=EVERYWHERE), tree_on(today(), scope=EVERYWHERE)
    assert [node.below for node in then.children] == [3, 2]
    assert [node.below for node in now.children] == [1, 4]


def test_s02_the_chart_shows_the_readers_part_alone(places):
    _group, north, south = places
    factories.department("TEAM", parent=north)
    factories.user(department=south)
    [top] = tree_on(today(), scope=Scope(paths=(north.path,)))
    assert (top.code, [node.code for node in top.children], top.below) == ("NORTH", ["TEAM"], 0)
    assert tree_on(today(), scope=Scope()) == []


def test_the_chart_takes_as_many_statements_for_a_hundred_departments_as_for_three(places):
    with statements() as few:
        tree_on(days(-1), scope=EVERYWHERE)
    for _ in range(30):
        factories.user(department=factories.department(parent=places[1]))
    db.session.rollback()
    with statements() as many:
        tree_on(days(-1), scope=EVERYWHERE)
    assert len(many) == len(few) == 3


def test_a_person_is_read_where_they_worked_on_the_day(places):
    _group, north, south = places
    person = factories.user(department=north)
    done(employment.transfer, [Move(person.id, today(), Place(south.id))], act())
    then = people.get_person(person.id, scope=Scope(paths=(north.path,)), on=days(-1))
    assert then.department.id == north.id
    assert db.session.get(User, person.id) is not None


def test_a_department_that_lay_elsewhere_then_is_seen_by_who_sees_it_today(places):
    _group, north, south = places
    person = factories.user(department=north)
    done(departments.move, north.id, south.id, today(), act())
    db.session.rollback()
    path_today = db.session.get_one(type(north), north.id).path
    assert among(path_today, days(-1)) == {person.id}
    assert among(south.path, days(-1)) == set()
    assert among(south.path, today()) == {person.id}
