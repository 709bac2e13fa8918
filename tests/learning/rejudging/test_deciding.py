"""A key was wrong: what becomes of the answers given before."""

from sqlalchemy import select

from app.content import queries as content
from app.db import db
from app.learning.models import Attempt, LessonRecord, Response
from app.learning.rejudging import queries

from .crowd import LOOKS, RIGHT, WEIGHT, hand_in

NOTHING = {key: answer for key, answer in RIGHT.items() if key != "padding"}


def ratios() -> list[float]:
    db.session.rollback()
    return list(db.session.scalars(select(Attempt.score_ratio).order_by(Attempt.id)))


def passed() -> list[bool]:
    db.session.rollback()
    return list(db.session.scalars(select(Attempt.passed).order_by(Attempt.id)))


def test_the_desk_lists_a_version_that_was_answered_and_is_another_now(desk, change_key):
    hand_in([RIGHT, WEIGHT, NOTHING])
    assert queries.list_versions(content.catalogue()) == []
    change_key()
    (version,) = queries.list_versions(content.catalogue())
    assert (version.question.id, version.answer_count, version.is_decided) == ("padding", 2, False)


def test_better_raises_whoever_was_right_by_the_new_key_and_lowers_nobody(desk, change_key):
    hand_in([RIGHT, WEIGHT, LOOKS, NOTHING])
    change_key()
    planned = desk.plan("better")
    assert ratios() == [1, 0.6667, 0.6667, 0.6667]
    assert planned.state == "planned"
    assert planned.summary["passes_gained"] == planned.summary["quizzes_gained"] == 1
    desk.apply(planned.id)
    assert ratios() == [1, 1, 0.6667, 0.6667]
    assert passed() == [True, True, False, False]


def test_full_points_go_to_everyone_who_answered(desk, change_key):
    hand_in([RIGHT, WEIGHT, LOOKS, NOTHING])
    change_key()
    desk.decide("full")
    assert ratios() == [1, 1, 1, 0.6667]


def test_judging_again_may_lower(desk, change_key):
    hand_in([RIGHT, WEIGHT, LOOKS])
    change_key()
    applied = desk.decide("again")
    assert ratios() == [0.6667, 1, 0.6667]
    assert applied.summary["passes_lost"] == applied.summary["quizzes_lost"] == 1
    done = db.session.scalars(select(LessonRecord.completed_at).order_by(LessonRecord.id)).all()
    assert [at is None for at in done] == [True, False, True]


def test_keeping_changes_nothing_and_is_a_decision(desk, change_key):
    hand_in([RIGHT, WEIGHT])
    change_key()
    desk.propose("keep")
    (version,) = queries.list_versions(content.catalogue())
    assert version.is_decided
    assert ratios() == [1, 0.6667]
    assert db.session.scalars(select(Response.fraction).filter_by(question_id="padding")).all() == [1, 0]
