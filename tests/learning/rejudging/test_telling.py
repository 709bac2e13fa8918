"""Learners are told on Today what they gained or lost by a later judgement, and why, until they put it away."""

import re

import pytest
from sqlalchemy import select

from app.db import db
from app.learning.rejudging.models import RejudgedLearner
from app.learning.rejudging.telling import unseen_corrections
from app.people.models import User
from tests import factories
from tests.conftest import statements
from tests.learning.rejudging.test_certificates import certified
from tests.learning.rejudging.test_certificates import only_the_quiz_counts as only_the_quiz_counts

from .crowd import LOOKS, RIGHT, WEIGHT, hand_in


@pytest.fixture
def as_learner(app):
    def sign_in(user_id: int):
        client = app.test_client()
        factories.sign_in(client, db.session.get_one(User, user_id))
        client.post("/language", data={"lang": "en"})
        return client

    return sign_in


def today(client) -> str:
    return client.get("/today").get_data(as_text=True)


def test_who_gained_something_reads_what_and_why(desk, change_key, as_learner):
    (learner,) = hand_in([WEIGHT])
    client = as_learner(learner)
    assert "Results were corrected" not in today(client)
    change_key()
    desk.decide("better")
    page = today(client)
    assert "Results were corrected" in page
    assert "The quiz counts as passed now." in page
    assert "The course is completed now." in page
    assert "A certificate was issued to you." in page
    assert "Reason: the key was wrong" in page


def test_who_lost_something_reads_it_until_it_is_put_away(desk, change_key, as_learner):
    learner, _code = certified()
    change_key()
    desk.decide("again")
    client = as_learner(learner)
    page = today(client)
    assert "The quiz no longer counts as passed." in page
    assert "The course is no longer completed." in page
    assert "A certificate is no longer valid." in page
    told = re.search(r'name="told" value="(\d+)"', page)
    assert told
    assert client.post("/corrections/seen", data={"told": told[1]}).location.endswith("/today")
    assert "Results were corrected" not in today(client)


def test_undoing_is_told_anew_and_alone_with_its_own_reason(desk, change_key, as_learner):
    (learner,) = hand_in([WEIGHT])
    change_key()
    applied = desk.decide("better")
    desk.undo(applied.id)
    (told,) = unseen_corrections(learner)
    assert told.reason == "a slip"
    page = today(as_learner(learner))
    assert "The quiz no longer counts as passed." in page
    assert "The quiz counts as passed now." not in page


def test_who_keeps_the_pass_by_another_attempt_is_not_told_that_it_is_gone(desk, change_key):
    (learner,) = hand_in([WEIGHT])
    change_key()
    applied = desk.decide("better")
    hand_in([WEIGHT], learners=[learner], number=2)
    desk.undo(applied.id)
    (told,) = unseen_corrections(learner)
    assert told.reason == "a slip"
    assert told.words == ["A correction was taken back: everything stands as it would without it."]


def test_a_changed_result_is_told_also_to_who_had_completed_the_quiz_already(desk, change_key):
    (learner,) = hand_in([RIGHT])
    hand_in([WEIGHT], learners=[learner], number=2)
    change_key()
    applied = desk.decide("better")
    (told,) = unseen_corrections(learner)
    assert told.words == ["The result of attempt 2 at “Final quiz” has changed."]
    desk.undo(applied.id)
    (told,) = unseen_corrections(learner)
    assert told.words == ["A correction was taken back: everything stands as it would without it."]


def test_a_higher_score_alone_is_told(desk, change_key):
    (learner,) = hand_in([{**WEIGHT, "fields": {"chosen": ["c"]}}])
    change_key()
    desk.decide("better")
    (told,) = unseen_corrections(learner)
    assert told.words == ["The result of attempt 1 at “Final quiz” has changed."]


def test_what_is_given_back_by_undoing_was_not_gained(desk, change_key, as_learner):
    learner, _code = certified()
    change_key()
    desk.undo(desk.decide("again").id)
    page = today(as_learner(learner))
    assert "A correction was taken back: everything stands as it would without it." in page
    assert "The quiz counts as passed again." in page
    assert "The course is completed again." in page
    assert "passed now" not in page
    assert "completed now" not in page


def test_nobody_puts_away_what_others_were_told(desk, change_key, as_learner):
    (learner,) = hand_in([WEIGHT])
    change_key()
    desk.decide("full")
    other = as_learner(factories.user().id)
    told_id = db.session.scalars(select(RejudgedLearner.id)).one()
    for number in (str(told_id), "0", "-1", "x", "9" * 30):
        assert other.post("/corrections/seen", data={"told": number}).status_code == 303
    assert len(unseen_corrections(learner)) == 1


def test_many_are_told_at_once_and_reading_it_takes_one_statement(desk, change_key):
    learners = hand_in([WEIGHT, LOOKS, RIGHT] * 10)
    change_key()
    planned = desk.plan("better")
    desk.apply(planned.id)
    assert db.session.query(RejudgedLearner).count() == 10
    with statements() as seen:
        assert len(unseen_corrections(learners[0])) == 1
    assert len(seen) == 1
