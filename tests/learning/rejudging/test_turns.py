"""A correction turns what was passed in every round, and undoing gives every round back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.learning.models import Attempt, Completion, Enrolment, LessonRecord
from tests.factories import NOW

from .crowd import RIGHT, WEIGHT, hand_in

LONG_AGO = NOW - timedelta(days=400)
BEGAN = NOW - timedelta(days=1)
PASSED = NOW + timedelta(minutes=2)


@pytest.fixture(autouse=True)
def only_the_quiz_counts(course_files):
    """Whoever passes the quiz has completed the course."""
    for page in ("10-boxes", "20-labels"):
        course_files.change(f"packing/10-basics/{page}.zh-CN.md", "\nminutes:", "\noptional: yes\nminutes:")


def two_rounds(second: dict) -> None:
    """A learner who passed long ago by what was right then, and in the second round answered so."""
    (learner,) = hand_in([RIGHT])
    with writing():
        first = db.session.scalars(select(Attempt)).one()
        first.started_at = first.submitted_at = LONG_AGO
        place = db.session.scalars(select(Enrolment)).one()
        place.enrolled_at = LONG_AGO
        record = db.session.scalars(select(LessonRecord)).one()
        record.completed_at, record.valid_until = LONG_AGO, (NOW - timedelta(days=35)).date()
        common = {"user_id": learner, "course_id": "packing"}
        passed_at = PASSED if second is RIGHT else None
        db.session.add(Enrolment(**common, round=2, enrolled_at=BEGAN))
        db.session.add(
            LessonRecord(**common, lesson_id="final", round=2, first_opened_at=BEGAN, last_opened_at=BEGAN, completed_at=passed_at)
        )  # fmt: skip
        for number, at in ((1, LONG_AGO), (2, passed_at)):
            if at is not None:
                db.session.add(
                    Completion(**common, edition=1, round=number, completed_at=at, completed_on=at.date())
                )  # fmt: skip
    hand_in([second], learners=[learner], number=2)


def held() -> tuple[list, list]:
    """When the quiz was completed, by round, and whether the completions stand."""
    db.session.rollback()
    passes = db.session.scalars(select(LessonRecord.completed_at).order_by(LessonRecord.round))
    courses = db.session.scalars(select(Completion.withdrawn_at).order_by(Completion.round))
    return list(passes), [at is None for at in courses]


def test_wrong_passes_of_two_rounds_are_both_taken_and_both_given_back(desk, change_key):
    two_rounds(RIGHT)
    before = held()
    assert before == ([LONG_AGO, PASSED], [True, True])
    change_key()
    applied = desk.decide("again")
    assert held() == ([None, None], [False, False])
    desk.undo(applied.id)
    assert held() == before


def test_a_round_that_is_lost_and_one_that_is_gained_are_both_undone(desk, change_key):
    two_rounds(WEIGHT)
    before = held()
    assert before == ([LONG_AGO, None], [True])
    change_key()
    applied = desk.decide("again")
    assert held() == ([None, PASSED], [False, True])
    desk.undo(applied.id)
    assert held() == ([LONG_AGO, None], [True, False])
