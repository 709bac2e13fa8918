"""Rows of the ledger: written once, corrected by further rows, never changed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from app.db import db, writing
from app.errors import Conflict
from app.learning.credits.actions import Act, correct, give, give_all, settle
from app.learning.credits.activities import Activity, Wanted
from app.learning.credits.models import Credit
from app.people.models import Job

from ... import factories
from ...factories import NOW

SAFETY = Activity(
    kind="session",
    activity="session:7",
    item_zh="消防安全",
    item_en="Fire safety",
    mode="class",
    credited_on=date(2026, 5, 4),
    hours=3.5,
    subject="compliance",
    trainer="Li Na",
    attendance="present",
    session_id=7,
)


@pytest.fixture
def learner(app):
    return factories.user(department=factories.department())


def rows() -> list[Credit]:
    return list(db.session.scalars(select(Credit).order_by(Credit.id)))


def test_what_is_given_twice_is_credited_once(learner):
    with writing():
        give(learner.id, "attendance:1", SAFETY, Act(NOW, learner.id))
    with writing():
        give(learner.id, "attendance:1", replace(SAFETY, hours=9), Act(NOW, learner.id))
    (row,) = rows()
    assert (row.hours, row.item_en, row.number, row.recorded_at) == (3.5, "Fire safety", 1, NOW)


def test_a_row_keeps_where_the_person_worked_on_that_day_whatever_was_known_later(learner):
    elsewhere = factories.department()
    here = db.session.scalars(select(Job)).one().department_id
    with writing():
        job = db.session.scalars(select(Job)).one()
        job.ended_on = date(2026, 6, 1)
        moved = Job(user_id=learner.id, department_id=elsewhere.id, is_primary=True, started_on=date(2026, 6, 1))
        db.session.add(moved)
        give_all(
            [
                Wanted(learner.id, "attendance:1", SAFETY),
                Wanted(learner.id, "attendance:2", replace(SAFETY, credited_on=date(2026, 6, 1))),
                Wanted(learner.id, "attendance:3", replace(SAFETY, credited_on=date(2019, 6, 1))),
            ],
            Act(NOW),
        )
    assert [row.department_id for row in rows()] == [here, elsewhere.id, None]


def test_settling_corrects_takes_back_and_gives_again(learner):
    later = NOW + timedelta(days=1)
    absent, present = Wanted(learner.id, "attendance:1", None), Wanted(learner.id, "attendance:1", SAFETY)
    with writing():
        assert settle([absent], Act(NOW)) == 0
        assert settle([present], Act(NOW)) == 1
    with writing():
        assert settle([present], Act(later)) == 0
        assert settle([absent], Act(later, learner.id, "was not there")) == 1
    with writing():
        assert settle([absent], Act(later)) == 0
        assert settle([present], Act(later, learner.id, "was there after all")) == 1
    first, second, third = rows()
    assert [row.is_void for row in (first, second, third)] == [False, True, False]
    assert [row.corrects_id for row in (first, second, third)] == [None, first.id, second.id]
    assert (second.reason, second.recorded_by_id) == ("was not there", learner.id)


def test_a_correction_of_what_was_corrected_meanwhile_is_refused_and_the_same_twice_counts_once(learner):
    with writing():
        give(learner.id, "attendance:1", SAFETY, Act(NOW))
    (first,) = rows()
    key, less, act = first.id, replace(SAFETY, hours=2.0), Act(NOW, learner.id, "left at noon")
    with writing():
        correct(key, less, act)
    with writing():
        correct(key, less, act)
    assert [row.hours for row in rows()] == [3.5, 2.0]
    with pytest.raises(Conflict), writing():
        correct(key, None, act)


@pytest.mark.parametrize(
    "statement",
    [
        update(Credit).values(hours=9),
        update(Credit).values(reason="better words"),
        update(Credit).values(reason="", hours=9),
        update(Credit).values(completion_id=None, score_ratio=0.5),
        delete(Credit),
    ],
)
def test_the_database_refuses_to_change_the_ledger(learner, statement):
    with writing():
        give(learner.id, "attendance:1", SAFETY, Act(NOW, reason="a reason"))
    with pytest.raises(DBAPIError), writing():
        db.session.execute(statement)
    (row,) = rows()
    assert (row.hours, row.reason) == (3.5, "a reason")


def test_erasing_blanks_words_and_keeps_hours(learner):
    with writing():
        give(learner.id, "attendance:1", replace(SAFETY, evidence_no="310-77"), Act(NOW, reason="a reason"))
    with writing():
        db.session.execute(update(Credit).values(reason="", evidence_no=""))
    db.session.expire_all()
    (row,) = rows()
    assert (row.reason, row.evidence_no, row.hours) == ("", "", 3.5)
