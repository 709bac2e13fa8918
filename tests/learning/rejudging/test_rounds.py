"""Undoing looks at the attempts of the round in question, and at nothing from before."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.learning.models import Attempt, Completion, Enrolment, LessonRecord
from tests.factories import NOW

from .crowd import RIGHT, WEIGHT, hand_in

LONG_AGO = NOW - timedelta(days=400)


@pytest.fixture(autouse=True)
def only_the_quiz_counts(course_files):
    """Whoever passes the quiz has completed the course."""
    for page in ("10-boxes", "20-labels"):
        course_files.change(f"packing/10-basics/{page}.zh-CN.md", "\nminutes:", "\noptional: yes\nminutes:")


def two_rounds() -> int:
    """A learner who passed long ago, and failed in the second round, which began yesterday."""
    (learner,) = hand_in([RIGHT])
    with writing():
        first = db.session.scalars(select(Attempt)).one()
        first.started_at = first.submitted_at = LONG_AGO
        record = db.session.scalars(select(LessonRecord)).one()
        record.completed_at, record.valid_until = LONG_AGO, (NOW - timedelta(days=35)).date()
        common = {"user_id": learner, "course_id": "packing"}
        began = NOW - timedelta(days=1)
        db.session.add(Enrolment(**common, round=2, enrolled_at=began))
        db.session.add(
            LessonRecord(**common, lesson_id="final", round=2, first_opened_at=began, last_opened_at=began)
        )  # fmt: skip
    hand_in([WEIGHT], learners=[learner], number=2)
    return learner


def test_a_pass_of_an_earlier_round_keeps_nothing_that_a_correction_gave_in_this_one(desk, change_key):
    two_rounds()
    change_key()
    applied = desk.decide("better")
    assert (applied.summary["quizzes_gained"], applied.summary["courses_gained"]) == (1, 1)
    desk.undo(applied.id)
    assert db.session.scalars(select(Attempt.passed).order_by(Attempt.number)).all() == [True, False]
    records = select(LessonRecord.completed_at).order_by(LessonRecord.round)
    assert db.session.scalars(records).all() == [LONG_AGO, None]
    assert db.session.scalars(select(Completion.withdrawn_at)).all() == [NOW]


def test_a_pass_of_this_round_by_another_attempt_keeps_it(desk, change_key):
    learner = two_rounds()
    change_key()
    applied = desk.decide("better")
    hand_in([WEIGHT], learners=[learner], number=3)
    desk.undo(applied.id)
    assert db.session.scalars(select(Completion.withdrawn_at)).all() == [None]
