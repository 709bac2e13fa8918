"""Cards: made by answers, kept up with them, and the same when computed anew from the log."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from app import jobs
from app.content import queries as content
from app.db import db, writing
from app.errors import Conflict
from app.learning.models import CheckAnswer, Response
from app.learning.spaced import actions as review
from app.learning.spaced import cards as spaced
from app.learning.spaced.jobs import renew_cards
from app.learning.spaced.memory import LOGIC
from app.learning.spaced.models import ReviewAnswer, ReviewCard
from tests import factories
from tests.conftest import statements
from tests.factories import NOW
from tests.learning.acting import count
from tests.learning.courses import course, quiz, single

from .answers import begin, cards, check, hand_in, review_card, rows, take

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
ALL_RIGHT = {"padding": True, "fields": True, "tape": True, "pieces": True}


def rebuild(learner) -> None:
    with writing():
        spaced.rebuild(learner.id)


# What makes a card


def test_a_right_answer_comes_back_in_two_days(learner):
    check(learner, "where", right=True, now=NOW)
    card = cards()["where"]
    assert (card.course_id, card.page_id, card.reviews, card.lapses) == ("packing", "labels", 1, 0)
    assert card.due_at == datetime(2026, 11, 21, 16, tzinfo=UTC)  # the 22nd begins in Shanghai
    assert (card.last_reviewed_at, card.last_wrong, card.logic, card.paused_at) == (NOW, False, LOGIC, None)


def test_a_wrong_answer_comes_back_tomorrow(learner):
    check(learner, "where", right=False, now=NOW)
    card = cards()["where"]
    assert (card.due_at, card.last_wrong, card.lapses) == (datetime(2026, 11, 20, 16, tzinfo=UTC), True, 1)


def test_a_handed_in_attempt_makes_a_card_for_every_answer(learner):
    take(learner, {"padding": True, "tape": False}, NOW)
    assert {key: card.last_wrong for key, card in cards().items()} == {"padding": False, "tape": True}
    assert cards()["padding"].page_id == "final"


def test_an_attempt_under_way_makes_none(learner):
    begin(learner, NOW)
    assert cards() == {}


def test_an_open_answer_makes_none_before_or_after_its_review(learner):
    taught, page = content.get_course("harbour"), content.get_lesson("harbour", "kinds")
    with writing():
        spaced.answered(learner.id, taught, page.id, "failed", None, NOW)
        spaced.answered(learner.id, taught, page.id, "failed", Decimal(1), NOW)
    assert cards() == {}


def test_a_part_of_the_points_is_not_remembered(learner):
    taught = course(quiz())
    with writing():
        spaced.answered(learner.id, taught, "exam", "q1", Decimal("0.9"), NOW)
    assert cards()["q1"].last_wrong


def test_the_same_question_elsewhere_goes_on_with_its_card(learner):
    check(learner, "where", right=True, now=NOW)
    check(learner, "where", right=True, now=NOW + 3 * DAY)
    card = cards()["where"]
    assert (card.reviews, round(card.stability, 6)) == (2, 13.826904)


def test_others_have_cards_of_their_own(learner):
    check(learner, "where", right=True, now=NOW)
    check(factories.user(), "where", right=False, now=NOW)
    assert count(ReviewCard) == 2


# Hand-in of many at once


@pytest.mark.parametrize("known", [0, 25, 50])
def test_fifty_answers_at_once_take_at_most_three_statements(learner, known):
    questions = tuple(single(f"q{number}") for number in range(50))
    taught, learner_id = course(quiz(questions=questions)), learner.id
    right = {question.id: Decimal(number % 2) for number, question in enumerate(questions)}
    with writing():
        spaced.answered_all(learner_id, taught, "exam", dict(list(right.items())[:known]), NOW)
    with writing(), statements() as seen:
        spaced.answered_all(learner_id, taught, "exam", right, NOW + DAY)
    assert len(seen) <= 3
    assert count(ReviewCard) == 50
    assert sum(card.reviews for card in cards().values()) == 50 + known


# Late, renamed, gone


def test_f17_an_answer_that_arrives_late_is_put_in_its_place(learner):
    attempt = begin(learner, NOW)
    with writing():
        db.session.get_one(type(attempt), attempt.id).deadline_at = NOW + 20 * MINUTE
    hand_in(attempt, {}, NOW + MINUTE)  # nothing was answered
    take(learner, ALL_RIGHT, NOW + DAY)
    before = cards()["padding"]
    assert (before.reviews, before.last_reviewed_at) == (1, NOW + DAY)
    with writing():
        db.session.add(
            Response(
                attempt_id=attempt.id,
                question_id="padding",
                revision=db.session.scalars(db.select(Response.revision).filter_by(question_id="padding")).one(),
                answer={"chosen": ["b"]},
                saved_at=NOW,
                fraction=0,
            )
        )
        db.session.flush()
        spaced.answered(learner.id, content.get_course("packing"), "final", "padding", Decimal(0), NOW + MINUTE)
    after = cards()["padding"]
    assert (after.reviews, after.lapses, after.last_wrong) == (2, 1, False)
    assert after.last_reviewed_at == NOW + DAY


def test_a_card_of_another_scheduler_is_computed_anew(learner):
    check(learner, "where", right=True, now=NOW)
    with writing():
        card = db.session.scalars(db.select(ReviewCard)).one()
        card.logic, card.stability = "something older", 77.0
    check(learner, "where", right=True, now=NOW + 3 * DAY)
    assert (cards()["where"].logic, round(cards()["where"].stability, 6)) == (LOGIC, 13.826904)


def test_a_former_id_counts_for_its_heir(learner):
    old = course(quiz(questions=(single("q1"),)))
    with writing():
        spaced.answered(learner.id, old, "exam", "q1", Decimal(1), NOW)
    new = course(quiz(questions=(single("q9", aliases=("q1",)),)), id="boating", aliases=("sailing",))
    with writing():
        spaced.answered(learner.id, new, "exam", "q9", Decimal(1), NOW + 3 * DAY)
    assert [(card.course_id, key, card.reviews) for key, card in cards().items()] == [("boating", "q9", 2)]


def test_two_questions_that_become_one_leave_one_card_with_both_histories(learner, course_files):
    check(learner, "where", right=False, now=NOW)
    take(learner, {"tape": True}, NOW + DAY)
    for lang in ("zh-CN", "en"):
        course_files.change(f"packing/10-basics/30-final.{lang}.md", "`id: tape`", "`id: tape-h` `was: where, tape`")
        course_files.change(f"packing/10-basics/20-labels.{lang}.md", "`id: where`", "`id: elsewhere`")
    take(learner, {"tape-h": True}, NOW + 2 * DAY)
    assert {key: (card.reviews, card.lapses) for key, card in cards().items()} == {"tape-h": (3, 1)}


def test_answers_of_a_question_that_is_gone_wait_for_it(learner, course_files):
    check(learner, "where", right=True, now=NOW)
    before = rows()
    for lang in ("zh-CN", "en"):
        course_files.change(f"packing/10-basics/20-labels.{lang}.md", "`id: where`", "`id: where` `status: retired`")
    rebuild(learner)
    assert rows() == before


# The log alone


def test_pausing_outlives_computing_anew(learner):
    check(learner, "where", right=True, now=NOW)
    with writing():
        review.pause_card(learner.id, cards()["where"].id, now=NOW)
    rebuild(learner)
    assert cards()["where"].paused_at == NOW
    check(learner, "where", right=True, now=NOW + DAY)
    assert cards()["where"].paused_at == NOW


def test_a_card_without_an_answer_in_the_log_goes(learner):
    check(learner, "where", right=True, now=NOW)
    with writing():
        db.session.execute(db.delete(CheckAnswer))
    rebuild(learner)
    assert cards() == {}


def live_through(learner, chance: Random) -> None:
    """Some weeks of lessons, attempts and reviews in no particular order, with a clock that is set back now and then."""
    now, attempt = NOW, None
    check(learner, "where", right=True, now=now)
    for _ in range(50):
        now += timedelta(minutes=chance.choice((-300, 1, 5, 60, 600, 1440, 2880, 10000)))
        what, right = chance.random(), chance.random() < 0.6
        if what < 0.35:
            check(learner, "where", right=right, now=now)
        elif what < 0.5:
            lesson_check = chance.choice(("who-orders", "check-first", "ebb", "post", "rope"))
            check(learner, lesson_check, right=right, now=now, at="harbour/kinds")
        elif what < 0.7:
            if attempt is None:
                with suppress(Conflict):  # there are two
                    attempt = begin(learner, now)
            else:
                answered = chance.sample(sorted(ALL_RIGHT), chance.randint(0, 4))
                hand_in(attempt, {key: chance.random() < 0.6 for key in answered}, now)
                attempt = None
        else:
            for card in cards().values():
                with suppress(Conflict):  # not due
                    review_card(card, right=chance.random() < 0.7, now=now)


@pytest.mark.parametrize("seed", range(8))
def test_cards_kept_up_and_cards_computed_anew_are_the_same(learner, seed):
    live_through(learner, Random(seed))
    kept_up = rows()
    assert count(ReviewAnswer) > 0
    rebuild(learner)
    assert rows() == kept_up


def test_the_command_computes_everybodys_cards(app, learner):
    check(learner, "where", right=True, now=NOW)
    other = factories.user()
    take(other, ALL_RIGHT, NOW)
    kept_up = rows()
    with writing():
        db.session.execute(db.delete(ReviewCard))
    result = app.test_cli_runner().invoke(args=["review", "rebuild"])
    assert "5 cards of 2 people" in result.output
    assert rows() == kept_up


def test_after_judging_otherwise_a_job_brings_the_cards_in_line(learner):
    take(learner, ALL_RIGHT, NOW)
    with writing():
        db.session.execute(db.update(Response).where(Response.question_id == "tape").values(fraction=0))
    jobs.enqueue(renew_cards, "packing", "tape")
    jobs.run_waiting()
    assert {key: card.last_wrong for key, card in cards().items() if key in ("tape", "fields")} == {
        "tape": True,
        "fields": False,
    }


def test_a_question_unknown_to_the_course_is_taken_from_the_log(learner):
    taught = replace(content.get_course("packing"), modules=())
    check(learner, "where", right=True, now=NOW)
    with writing():
        spaced.answered(learner.id, taught, "labels", "where", Decimal(1), NOW + DAY)
    assert cards()["where"].reviews == 1
