"""What is told on which day, and to whom not."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.db import db, writing
from app.people.models import Job
from app.programmes.models import AssignmentPause
from app.programmes.notices.models import Notice
from tests import factories
from tests.conftest import statements

from .days import Days, keys

ASSIGNED = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
DUE = date(2026, 11, 30)


@pytest.fixture
def learner(app):
    return factories.user(department=factories.department(), email="wang@example.org", locale="en")


def duty(user, **fields):
    return factories.assignment(user, due_on=DUE, **{"assigned_at": ASSIGNED, **fields})


def test_a_duty_is_told_when_new_two_weeks_and_three_days_before_and_when_overdue(learner, days: Days):
    number = duty(learner).id
    told: dict[str, date] = {}
    for offset in range(45):
        day, before = date(2026, 11, 2) + timedelta(days=offset), len(keys())
        days.tell(day)
        told |= dict.fromkeys(keys()[before:], day)
    assert told == {
        f"assigned:{number}": date(2026, 11, 2),
        f"due_soon:{number}:2026-11-30:14": date(2026, 11, 16),
        f"due_soon:{number}:2026-11-30:3": date(2026, 11, 27),
        f"overdue:{number}:2026-11-30:1": date(2026, 12, 1),
        f"overdue:{number}:2026-11-30:8": date(2026, 12, 8),
        f"overdue:{number}:2026-11-30:15": date(2026, 12, 15),
    }


def test_after_three_missed_days_there_is_one_notice_not_three(learner, days: Days):
    number = duty(learner).id
    days.tell(date(2026, 11, 3))
    days.tell(date(2026, 11, 28))
    assert keys() == [f"assigned:{number}", f"due_soon:{number}:2026-11-30:3"]


def test_a_job_that_runs_twice_tells_once(learner, days: Days):
    duty(learner)
    days.tell(date(2026, 11, 3))
    days.tell(date(2026, 11, 3))
    days.tell(date(2026, 11, 4))
    assert len(keys()) == 1


def test_a_new_duty_that_is_due_soon_is_told_once_with_its_date(learner, days: Days):
    number = duty(learner, assigned_at=datetime(2026, 11, 20, 2, 0, tzinfo=UTC)).id
    days.tell(date(2026, 11, 20))
    days.tell(date(2026, 11, 21))
    assert keys() == [f"assigned:{number}"]


def test_a_moved_due_date_is_told_anew(learner, days: Days):
    row = duty(learner)
    days.tell(date(2026, 11, 27))
    with writing():
        db.session.add(row)
        row.due_on = date(2026, 12, 20)
    days.tell(date(2026, 12, 17))
    assert keys()[-1] == f"due_soon:{row.id}:2026-12-20:3"


@pytest.mark.parametrize(
    "fields",
    [
        {"withdrawn_on": date(2026, 11, 20)},
        {"waived_on": date(2026, 11, 20)},
        {"exit_on": date(2026, 11, 20)},
        {"start_on": date(2027, 1, 1)},
    ],
)
def test_what_was_withdrawn_waived_ended_or_begins_later_is_not_told(learner, days: Days, fields):
    duty(learner, **fields)
    days.tell(date(2026, 12, 1))
    assert keys() == []


def test_nothing_is_told_after_completion(learner, days: Days):
    duty(learner)
    factories.completion(learner, completed_at=datetime(2026, 11, 15, 2, 0, tzinfo=UTC))
    days.tell(date(2026, 12, 1))
    assert keys() == []


def test_a_paused_duty_is_not_told(learner, days: Days):
    row = duty(learner)
    with writing():
        db.session.add(AssignmentPause(assignment_id=row.id, started_on=date(2026, 11, 10), ended_on=None))
    days.tell(date(2026, 12, 1))
    assert keys() == []


def test_s10_who_left_is_told_nothing(learner, days: Days):
    duty(learner)
    with writing():
        db.session.execute(update(Job).values(ended_on=date(2026, 11, 10)))
    days.tell(date(2026, 12, 1))
    assert keys() == []


def test_after_a_week_overdue_the_line_manager_is_told_once(app, days: Days):
    sales = factories.department()
    team = factories.department(parent=sales)
    boss = factories.user(department=sales, roles=[("manager", sales)])
    learner = factories.user(department=team)
    row = duty(learner)
    days.tell(date(2026, 12, 6))
    assert not [key for key in keys() if key.startswith("escalation")]
    for day in range(7, 12):
        days.tell(date(2026, 12, day))
    assert [key for key in keys() if key.startswith("escalation")] == [f"escalation:{row.id}:2026-11-30"]
    told = select(Notice.user_id).where(Notice.kind == "escalation")
    assert db.session.scalars(told).all() == [boss.id]


def test_who_is_named_as_manager_comes_before_who_heads_the_department(app, days: Days):
    sales = factories.department()
    factories.user(department=sales, roles=[("manager", sales)])
    named, learner = factories.user(department=sales), factories.user()
    factories.job(learner, sales, manager_id=named.id)
    duty(learner)
    days.tell(date(2026, 12, 8))
    told = select(Notice.user_id).where(Notice.kind == "escalation")
    assert db.session.scalars(told).all() == [named.id]


def test_the_daily_job_takes_the_same_statements_for_one_and_for_many(app, days: Days):
    sales = factories.department()
    factories.user(department=sales, roles=[("manager", sales)])
    counts = []
    for people in (2, 12):
        for _number in range(people):
            duty(factories.user(department=sales))
        with statements() as seen:
            days.tell(date(2026, 12, 8))
        counts.append(len(seen))
    assert counts[0] == counts[1]
