"""Who hears of people who are overdue for long, when their manager is away or somebody stands in."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.db import db, writing
from app.people.models import Delegation, Job
from app.programmes.notices.models import Notice
from tests import factories
from tests.learning.marking.waiting import in_quiz
from tests.mailbox import Mailbox

from .days import Days, dropped, mails

ASSIGNED = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
DUE = date(2026, 11, 30)
LATE = date(2026, 12, 8)
AWAY = {"started_on": date(2026, 12, 1), "ended_on": date(2026, 12, 31)}


@pytest.fixture
def group(app):
    return factories.department(name="集团")


@pytest.fixture
def sales(group):
    return factories.department(name="业务部", parent=group)


@pytest.fixture
def top(group):
    return factories.user(name="Top", department=group, roles=[("manager", group)])


@pytest.fixture
def boss(top, sales):
    return factories.user(name="Boss", department=sales, roles=[("manager", sales)], email="boss@example.org")


@pytest.fixture
def deputy(sales):
    return factories.user(name="Deputy", department=sales, email="deputy@example.org", locale="en")


@pytest.fixture
def worker(sales):
    found = factories.user(name="Worker", department=sales)
    factories.assignment(found, due_on=DUE, assigned_at=ASSIGNED)
    return found


def told(kind: str = "escalation") -> list[int]:
    db.session.rollback()
    return list(db.session.scalars(select(Notice.user_id).where(Notice.kind == kind).order_by(Notice.id)))


def reasons(app: Flask, reader, person_id: int, day: date = LATE) -> str:
    client = app.test_client()
    factories.sign_in(client, reader)
    client.set_cookie("language", "en")
    return client.get(f"/people/{person_id}/mails?day={day}").text


def test_who_stands_in_is_told_beside_the_manager(boss, deputy, worker, days: Days):
    factories.delegation(boss, deputy, **AWAY)
    days.tell(LATE)
    assert told() == [boss.id, deputy.id]


def test_a_manager_on_leave_is_told_nothing_while_somebody_stands_in(boss, deputy, worker, days: Days):
    factories.delegation(boss, deputy, **AWAY)
    factories.absence(boss, **AWAY)
    days.tell(LATE)
    assert told() == [deputy.id]


def test_without_anybody_who_stands_in_the_next_head_above_is_told(boss, top, worker, days: Days):
    factories.absence(boss, **AWAY)
    days.tell(LATE)
    assert told() == [top.id]


def test_who_stands_in_and_is_on_leave_themselves_is_told_nothing(boss, top, deputy, worker, days: Days):
    factories.delegation(boss, deputy, **AWAY)
    for person in (boss, deputy):
        factories.absence(person, **AWAY)
    days.tell(LATE)
    assert told() == [top.id]


def test_back_from_leave_a_manager_is_told_what_still_stands(boss, top, worker, days: Days):
    factories.absence(boss, **AWAY)
    days.tell(LATE)
    days.tell(date(2026, 12, 31))
    days.tell(date(2027, 1, 1))
    assert told() == [top.id, boss.id]


@pytest.mark.parametrize(
    "fields",
    [
        {"started_on": date(2026, 12, 9), "ended_on": date(2026, 12, 31)},
        {"started_on": date(2026, 11, 1), "ended_on": LATE},
        {**AWAY, "withdrawn_at": datetime(2026, 12, 2, tzinfo=UTC)},
    ],
)
def test_a_delegation_that_is_not_in_force_tells_nobody(boss, deputy, worker, days: Days, fields):
    factories.delegation(boss, deputy, **fields)
    days.tell(LATE)
    assert told() == [boss.id]


def test_s02_a_delegation_of_another_department_tells_nothing_of_this_one(boss, deputy, worker, days: Days):
    elsewhere = factories.department()
    factories.job(boss, elsewhere, is_primary=False, is_head=True)
    factories.delegation(boss, deputy, department_id=elsewhere.id, **AWAY)
    days.tell(LATE)
    assert told() == [boss.id]


def test_s02_who_stands_in_for_a_named_manager_hears_only_of_departments_headed(app, sales, deputy, days: Days):
    elsewhere = factories.department()
    named = factories.user(department=elsewhere, roles=[("manager", elsewhere)])
    worker = factories.user()
    factories.job(worker, sales, manager_id=named.id)
    factories.assignment(worker, due_on=DUE, assigned_at=ASSIGNED)
    factories.delegation(named, deputy, **AWAY)
    days.tell(LATE)
    assert told() == [named.id]


def test_nobody_is_told_as_stand_in_about_themselves(boss, deputy, days: Days):
    factories.assignment(deputy, due_on=DUE, assigned_at=ASSIGNED)
    factories.delegation(boss, deputy, **AWAY)
    days.tell(LATE)
    assert told() == [boss.id]


def test_the_mail_says_for_whom_one_stands_in(boss, deputy, worker, days: Days, mailbox: Mailbox):
    factories.delegation(boss, deputy, **AWAY)
    factories.absence(boss, **AWAY)
    assert days.live(LATE) == 1
    assert mailbox.recipients == ["deputy@example.org"]
    assert "Worker" in mailbox.text()
    assert f"You stand in for Boss ({boss.staff_no})." in mailbox.text()


def test_s02_after_the_delegation_was_withdrawn_no_mail_names_the_people(
    boss, deputy, worker, days: Days, mailbox: Mailbox
):
    factories.delegation(boss, deputy, **AWAY)
    factories.absence(boss, **AWAY)
    days.tell(LATE)
    moment = days.at(LATE, 7)
    with writing():
        db.session.execute(update(Delegation).values(withdrawn_at=moment))
    assert days.send(LATE) == 0
    assert mailbox.messages == []
    assert "not_theirs" in dropped()
    assert [row.state for row in mails() if row.user_id == deputy.id] == ["cancelled"]


def test_the_page_says_who_is_on_leave_and_who_is_told_instead(app, boss, deputy, worker, days: Days):
    factories.delegation(boss, deputy, **AWAY)
    factories.absence(boss, **AWAY)
    hr = factories.user(roles=[("hr", None)])
    ids = boss.id, deputy.id, worker.id
    days.at(LATE, 4)
    of_boss, of_deputy, of_worker = (reasons(app, hr, number) for number in ids)
    assert "on leave on this day" in of_boss
    assert "Worker" in of_boss
    assert "to be told" not in of_boss
    assert "You stand in for Boss" in of_deputy
    assert "to be told" in of_deputy
    assert "to who stands in for the line manager" in of_worker
    assert "to the line manager" in of_worker
    assert "on leave on this day" in of_worker
    assert "You stand in" not in of_worker


def test_s02_the_page_names_no_manager_outside_the_reader_s_scope(app, group, boss, sales, deputy, worker, days: Days):
    with writing():
        db.session.execute(update(Job).where(Job.user_id == boss.id, Job.is_primary).values(department_id=group.id))
    factories.delegation(boss, deputy, **AWAY)
    reader = factories.user(department=sales, roles=[("training_admin", sales)])
    days.at(LATE, 4)
    page = reasons(app, reader, deputy.id)
    assert "Worker" in page
    assert "Boss" not in page


def test_reviews_wait_for_who_stands_in(boss, deputy, worker, days: Days):
    in_quiz(worker)
    factories.delegation(boss, deputy, **AWAY)
    factories.absence(boss, **AWAY)
    days.tell(LATE)
    assert told("review") == [deputy.id]


def test_reviews_are_told_to_nobody_who_cannot_open_them(app, sales, boss, days: Days):
    named = factories.user(department=factories.department())
    worker = factories.user()
    factories.job(worker, sales, manager_id=named.id)
    in_quiz(worker)
    days.tell(LATE)
    assert told("review") == [boss.id]
