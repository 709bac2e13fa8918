"""The list of people: who is on it, what is shown of them, and what it costs."""

from datetime import timedelta

import pytest

from app import clock
from app.db import db
from tests import factories
from tests.conftest import statements
from tests.walk import signed_in

from .company import company


@pytest.fixture
def house(app):
    return company()


def test_admin_sees_who_works_where_and_nobodys_results(app, house):
    person = factories.user("李若溪", department=house.sales)
    factories.assignment(person, due_on=clock.today() - timedelta(days=3))
    admin = factories.user(department=house.group, roles=[("admin", None)])
    page = signed_in(app, admin).get("/people").text
    assert "李若溪" in page
    assert "已完成" not in page
    assert 'data-s="bad"' not in page


def test_results_are_shown_of_those_whose_reports_one_may_read(app, house):
    for place in (house.sales, house.stores):
        factories.assignment(factories.user(department=place), due_on=clock.today() - timedelta(days=3))
    viewer = factories.user(department=house.group, roles=[("admin", None), ("training_admin", house.sales)])
    page = signed_in(app, viewer).get("/people").text
    assert page.count('data-s="bad"') == 1


def test_hr_finds_leavers_and_accounts_that_are_off_and_others_do_not(app, house):
    gone = factories.user("离职者", active=False)
    factories.job(gone, house.sales, ended_on=clock.today())
    factories.user("返聘者", department=house.sales, active=False)
    hr = signed_in(app, factories.user(department=house.group, roles=[("hr", None)]))
    manager = signed_in(app, factories.user(department=house.sales, roles=[("manager", house.sales)]))
    other = signed_in(app, factories.user(department=house.stores, roles=[("hr", house.stores)]))
    assert "离职者" in hr.get("/people?show=left").text
    assert "返聘者" in hr.get("/people?show=off").text
    for client in (manager, other):
        for show in ("left", "off", "here"):
            page = client.get(f"/people?show={show}").text
            assert "离职者" not in page
            assert "返聘者" not in page
    assert "离职者" not in hr.get("/people").text


@pytest.mark.parametrize("q", ["单", "shan", "雄信", "xiongxin", "xiong xin", "shanxiong", "sxx", "no77", "SHAN XIONG"])
def test_a_chinese_name_is_found_however_it_is_typed(app, house, q):
    factories.user("单雄信", staff_no="NO77", department=house.sales)
    factories.user("丹顶鹤", department=house.sales)
    page = (
        signed_in(app, factories.user("韩人事", department=house.group, roles=[("hr", None)]))
        .get(f"/people?q={q}")
        .text
    )
    assert "单雄信" in page
    assert "丹顶鹤" not in page


@pytest.mark.parametrize("q", ["chloe", "Chloé", "lefevre", "chloe lef", "cl"])
def test_a_name_is_found_without_its_accents(app, house, q):
    factories.user("Chloé Lefèvre", department=house.sales)
    client = signed_in(app, factories.user("韩人事", department=house.group, roles=[("hr", None)]))
    assert "Chloé Lefèvre" in client.get(f"/people?q={q}").text


def test_the_list_takes_as_many_statements_for_fifty_people_as_for_one(app, house):
    client = signed_in(app, factories.user(department=house.group, roles=[("hr", None)]))
    client.get("/people")
    with statements() as few:
        client.get("/people")
    for _ in range(20):
        factories.assignment(factories.user(department=house.team))
    db.session.rollback()
    with statements() as many:
        client.get("/people")
    assert len(few) == len(many)
