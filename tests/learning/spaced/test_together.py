"""Several tabs at the same instant: an answer counts once, and the card has seen it once."""

from app import clock
from app.db import db, writing
from app.errors import Conflict
from app.learning.spaced import actions as review
from app.learning.spaced.models import ReviewAnswer, ReviewCard
from app.learning.spaced.queries import Places
from tests import factories
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
