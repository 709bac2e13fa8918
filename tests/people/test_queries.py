"""Reads about people: by scope and by day."""

from datetime import date, timedelta

import pytest

from app import clock
from app.access import Scope
from app.db import db, writing
from app.errors import NotFound
from app.people import queries
from app.people.names import name_key
from tests import factories

DAY = date(2026, 11, 20)


@pytest.fixture
def tree(app):
    """Ten departments below one another would share a prefix of digits: /1/ is not /10/."""
    root = factories.department(code="HQ")
    return [root, *(factories.department(parent=root) for _ in range(10))]


def ids(scope, on=DAY) -> set[int]:
    return set(db.session.scalars(queries.people_in_scope(scope, on=on)))


def test_s02_a_scope_holds_its_subtree_and_nothing_beside_it(tree):
    people = {department.id: factories.user(department=department).id for department in tree}
    inner = factories.department(parent=tree[1])
    below = factories.user(department=inner).id
    assert ids(Scope(paths=(tree[1].path,))) == {people[tree[1].id], below}
    assert ids(Scope(paths=(tree[0].path,))) == {*people.values(), below}
    assert ids(Scope(everything=True)) == {*people.values(), below}
    assert ids(Scope()) == set()


def test_s39_a_path_is_no_pattern(tree):
    factories.user(department=tree[1])
    assert ids(Scope(paths=("%",))) == ids(Scope(paths=("/_/",))) == set()


def test_jobs_hold_from_their_first_day_until_the_day_before_their_end(tree):
    person = factories.user()
    factories.job(person, tree[1], started_on=DAY, ended_on=DAY + timedelta(days=2))
    days = {offset: ids(Scope(everything=True), DAY + timedelta(days=offset)) for offset in (-1, 0, 1, 2)}
    assert days == {-1: set(), 0: {person.id}, 1: {person.id}, 2: set()}


def test_a_second_job_does_not_count_a_person_twice_or_elsewhere(tree):
    person = factories.user(department=tree[1])
    factories.job(person, tree[2], is_primary=False)
    assert ids(Scope(paths=(tree[2].path,))) == set()
    assert ids(Scope(paths=(tree[1].path,))) == {person.id}


def test_leavers_are_counted_on_the_days_before_they_left(tree):
    today = clock.today()
    leaver = factories.user(active=False)
    factories.job(leaver, tree[1], ended_on=today - timedelta(days=5))
    assert ids(Scope(everything=True), today) == set()
    assert ids(Scope(everything=True), today - timedelta(days=5)) == set()
    assert ids(Scope(paths=(tree[1].path,)), today - timedelta(days=6)) == {leaver.id}


def test_whose_account_is_off_is_not_counted_today(tree):
    factories.user(department=tree[1], active=False)
    assert ids(Scope(everything=True), clock.today()) == set()


def test_a_person_outside_the_scope_is_not_there(tree):
    person = factories.user(name="李雷", department=tree[1])
    found = queries.get_person(person.id, scope=Scope(paths=(tree[0].path,)), on=DAY)
    assert (found.name, found.department.id, found.position) == ("李雷", tree[1].id, None)
    with pytest.raises(NotFound):
        queries.get_person(person.id, scope=Scope(paths=(tree[2].path,)), on=DAY)
    with pytest.raises(NotFound):
        queries.get_person(10**9, scope=Scope(everything=True), on=DAY)


def test_a_department_outside_the_scope_is_not_there(tree):
    assert queries.get_department("HQ", scope=Scope(everything=True)).id == tree[0].id
    with pytest.raises(NotFound):
        queries.get_department("HQ", scope=Scope(paths=(tree[1].path,)))


def test_departments_come_parents_first_without_closed_ones(tree):
    factories.department(code="A0", parent=tree[1])
    with writing():
        db.session.get_one(type(tree[2]), tree[2].id).closed_on = DAY
    codes = [department.code for department in queries.list_departments(scope=Scope(everything=True))]
    assert codes[0] == "HQ"
    assert codes[-1] == "A0"
    assert tree[2].code not in codes


def test_ones_own_job_is_the_primary_one_of_today(tree):
    person = factories.user()
    factories.job(person, tree[1], ended_on=clock.today())
    factories.job(person, tree[2], started_on=clock.today())
    own = queries.own_job(person.id, on=clock.today())
    assert own is not None
    assert own.department.id == tree[2].id


def test_an_administrator_without_a_password_is_not_one_yet(app, password_hash):
    person = factories.user(roles=[("admin", None)])
    assert not queries.has_administrator()
    with writing():
        db.session.get_one(type(person), person.id).password = password_hash
    assert queries.has_administrator()


def test_the_demo_is_told_from_real_people(app):
    assert not queries.has_real_people()
    factories.user(is_demo=True)
    assert not queries.has_real_people()
    factories.user()
    assert queries.has_real_people()
    assert queries.count_users() == 2


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("王小明", "wang xiaoming wxm"),
        ("欧阳娜娜", "ou yangnana oynn"),
        ("Jonas Weber", "jonas weber jw"),
        ("Łukasz Żak", "lukasz zak lz"),
        ("O'Brien", "o'brien o"),
    ],
)
def test_names_sort_and_are_found_by_sound(name, key):
    assert name_key(name) == key


@pytest.mark.parametrize("name", ["", " ", "明", "李 雷", "A王"])
def test_odd_names_have_a_key_too(name):
    assert isinstance(name_key(name), str)
