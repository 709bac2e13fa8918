from datetime import timedelta

import pytest

from app import clock
from app.access import Role
from app.db import db, writing
from app.people.models import Job, User
from app.reports.figures.lacking import lacking
from tests import factories
from tests.reports.asked import asked, rows, viewer
from tests.reports.company import Company, company

NO_MANAGER, MANAGER_LEFT, NO_POSITION, NOWHERE = (
    "People without a line manager",
    "People whose line manager has left",
    "People without a position",
    "People with an account and no main department, whom no report counts",
)


def counts(**wanted) -> dict[str, int]:
    return {str(each.reason): each.count for each in lacking(asked("overview", **wanted))}


def test_what_people_lack_is_counted(app):
    house = company()
    for _number in range(3):
        factories.user(department=house.sales)
    assert counts() == {NO_MANAGER: 3, NO_POSITION: 3}
    assert counts(department="STORES") == {}


def test_who_has_no_department_is_told_to_whoever_sees_everybody(app):
    house = company()
    factories.user()
    assert counts() == {NOWHERE: 1}
    assert counts(by=viewer(Role.HR, house.sales)) == {}
    assert counts(department="SALES") == {}


def test_who_joined_later_is_missing_on_no_day_before(app):
    factories.user(department=company().sales)
    assert counts(as_of="2023-12-31") == {}
    assert counts(as_of="2024-01-01") == {NO_MANAGER: 1, NO_POSITION: 1}


@pytest.fixture
def left_behind(app) -> Company:
    """Somebody with a duty, whose line manager left three days ago."""
    house = company()
    boss = factories.user("周敏华", department=house.sales)
    person = factories.user("王小明", department=house.sales)
    factories.assignment(person, due_on=clock.today() - timedelta(days=9))
    with writing():
        for job in db.session.scalars(db.select(Job)):
            if job.user_id == boss.id:
                job.ended_on = clock.today() - timedelta(days=3)
            else:
                job.manager_id = boss.id
        db.session.get_one(User, boss.id).active = False
    return house


def test_a_line_manager_who_has_left_is_counted_from_the_day_of_leaving(left_behind):
    assert counts() == {MANAGER_LEFT: 1, NO_POSITION: 1}
    assert counts(department="STORES") == {}
    assert counts(as_of=clock.today() - timedelta(days=4)) == {NO_MANAGER: 1, NO_POSITION: 2}


def test_lists_of_people_say_that_the_line_manager_has_left(left_behind):
    before = clock.today() - timedelta(days=4)
    overdue = rows("overdue", "duties")
    assert [row.manager for row in overdue] == ["周敏华 (has left)"]
    assert {row.manager for row in rows("hours", "people", who="all")} == {"", "周敏华 (has left)"}
    assert {row.manager for row in rows("hours", "people", who="all", as_of=before)} == {"", "周敏华"}
    assert [row.manager for row in rows("desk", "data", of="people", columns="manager")] == ["周敏华 (has left)"]
