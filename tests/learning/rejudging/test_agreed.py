"""What is applied is what was shown and agreed to, or less."""

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.errors import Conflict
from app.learning.models import Attempt, Completion, LessonRecord
from app.learning.rejudging.models import RejudgedAttempt
from app.people.models import User
from tests import factories
from tests.factories import NOW
from tests.learning.rejudging.test_undoing import only_the_quiz_counts as only_the_quiz_counts

from .crowd import RIGHT, WEIGHT, hand_in


def test_a_plan_that_would_take_more_by_now_than_was_agreed_to_is_refused(desk, only_the_quiz_counts, change_key):
    (learner,) = hand_in([RIGHT])
    change_key()
    planned = desk.plan("again")
    assert planned.summary["courses_lost"] == 0
    desk.agree(planned.id)
    passed_at = db.session.scalars(select(LessonRecord.completed_at)).one()
    factories.completion(db.session.get_one(User, learner), completed_at=passed_at)
    with pytest.raises(Conflict, match="more would be taken"):
        desk.apply(planned.id)
    assert desk.read(planned.id).state == "planned"
    assert db.session.scalars(select(Attempt.passed)).one() is True
    assert db.session.scalars(select(Completion.withdrawn_at)).one() is None


def test_one_learner_who_loses_less_does_not_make_up_for_another_who_loses_more(desk, only_the_quiz_counts, change_key):
    first, second = hand_in([RIGHT, RIGHT])
    passed_at = db.session.scalars(select(LessonRecord.completed_at)).first()
    gone = factories.completion(db.session.get_one(User, first), completed_at=passed_at).id
    change_key()
    planned = desk.plan("again")
    assert planned.summary["courses_lost"] == 1
    desk.agree(planned.id)
    with writing():
        db.session.get_one(Completion, gone).withdrawn_at = NOW
    factories.completion(db.session.get_one(User, second), completed_at=passed_at)
    with pytest.raises(Conflict, match="more would be taken"):
        desk.apply(planned.id)


def test_what_was_planned_and_what_was_applied_are_kept_apart_line_by_line(desk, change_key):
    (learner,) = hand_in([WEIGHT])
    change_key()
    planned = desk.plan("better")
    assert planned.summary["quizzes_gained"] == 1
    hand_in([{**RIGHT, "padding": {"chosen": ["b"]}}], learners=[learner], number=2)
    with writing():
        db.session.scalars(select(LessonRecord)).one().completed_at = NOW
    applied = desk.apply(planned.id)
    assert applied.summary["quizzes_gained"] == 1
    assert applied.summary["applied"]["quizzes_gained"] == 0
    assert db.session.scalars(select(RejudgedAttempt.followed)).all() == [{}]
