"""Several tabs at the same instant: an answer counts once, and the card has seen it once."""

import pytest

from app import clock
from app.content import queries as content
from app.db import db, writing
from app.errors import Conflict
from app.learning.spaced import actions as review
from app.learning.spaced import cards as spaced
from app.learning.spaced.models import ReviewAnswer, ReviewCard
from app.learning.spaced.queries import Places
from app.people.models import User
from tests import factories
from tests.conftest import statements
from tests.crowd import at_once
from tests.learning.acting import count

from .answers import answer_to, cards, check, rows
from .pages import days_ago
from .test_cards import rebuild

TABS = 8


def test_s24_eight_answers_at_once_count_once(app):
    learner = factories.user()
    check(learner, "where", right=True, now=days_ago(5))
    card_id, learner_id = cards()["where"].id, learner.id
    place = Places().find("packing", "where")
    assert place
    given = [answer_to(place.question, right=number % 2 == 0) for number in range(TABS)]

    def tab(number: int):
        def job():
            with writing():
                row = review.answer_card(learner_id, card_id, place, 1, given[number], now=clock.now())
                return row.id if row else None

        return job

    ids = at_once(app, *[tab(number) for number in range(TABS)])
    assert len(set(ids)) == 1, ids
    assert (count(ReviewAnswer), cards()["where"].reviews) == (1, 2)


def test_s24_a_check_and_a_review_at_once_are_both_in_the_card(app):
    learner = factories.user()
    check(learner, "where", right=True, now=days_ago(5))
    card_id, learner_id = cards()["where"].id, learner.id
    place = Places().find("packing", "where")
    assert place
    right = answer_to(place.question, right=True)

    def in_review():
        try:
            with writing():
                review.answer_card(learner_id, card_id, place, 1, right, now=clock.now())
        except Conflict:
            return "too late"
        return "taken"

    def in_lesson():
        check(learner, "where", right=True, now=clock.now())
        return "taken"

    outcome = at_once(app, in_review, in_lesson)
    assert cards()["where"].reviews == 1 + outcome.count("taken")
    kept_up = rows()
    rebuild(learner)
    assert rows() == kept_up
    assert count(ReviewCard) == 1
    db.session.rollback()


@pytest.mark.parametrize("write", ["renew", "rebuild", "pause", "resume"])
def test_whoever_writes_a_card_waits_for_the_learners_turn_before_reading_anything(app, write):
    learner_id = factories.user().id
    check(db.session.get_one(User, learner_id), "where", right=True, now=days_ago(5))
    card_id, course = cards()["where"].id, content.get_course("packing")
    with statements() as seen, writing():
        if write == "renew":
            spaced.renew(learner_id, course, ["where"])
        elif write == "rebuild":
            spaced.rebuild(learner_id)
        elif write == "pause":
            review.pause_card(learner_id, card_id, now=clock.now())
        else:
            review.resume_card(learner_id, card_id)
    assert "FROM user" in seen[0].replace('"', "")
    assert db.engine.dialect.name == "sqlite" or "FOR UPDATE" in seen[0]
