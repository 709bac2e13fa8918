"""Nobody alone changes a score of their own, or takes from others what they were given."""

import pytest
from sqlalchemy import select

from app.content import queries as content
from app.db import db, writing
from app.errors import Conflict, Forbidden
from app.learning.models import Attempt, Enrolment
from app.learning.rejudging import actions, agreeing
from app.learning.rejudging.actions import Actor
from tests import factories
from tests.factories import NOW

from .crowd import RIGHT, WEIGHT, hand_in


def answer_as(person: Actor, answers) -> None:
    """A failed or passed attempt of this person."""
    with writing():
        db.session.add(Enrolment(user_id=person.id, course_id="packing", enrolled_at=NOW))
    factories.lesson_record(db.session.get_one(type(factories.user()), person.id), "final")
    hand_in([answers], learners=[person.id])


@pytest.mark.parametrize("choice", ["better", "full"])
def test_whoever_proposes_something_about_an_answer_of_their_own_needs_a_second_person(desk, change_key, choice):
    answer_as(desk.editor, WEIGHT)
    change_key()
    planned = desk.plan(choice)
    with pytest.raises(Conflict, match="another person"):
        desk.apply(planned.id)
    with writing(), pytest.raises(Forbidden):
        actions.agree(planned.id, actor=desk.editor, now=NOW)
    assert [each.id for each in agreeing.list_waiting()] == [planned.id]
    desk.agree(planned.id)
    assert desk.apply(planned.id).state == "applied"
    assert agreeing.list_waiting() == []


def test_a_plan_that_changes_no_answer_of_the_proposer_needs_nobody_else(desk, change_key):
    answer_as(desk.editor, RIGHT)
    hand_in([WEIGHT])
    change_key()
    assert desk.apply(desk.plan("better").id).state == "applied"


def test_whoever_has_an_answer_in_a_plan_of_somebody_else_does_not_apply_it(desk, change_key):
    colleague = Actor(factories.user(roles=[("editor", None)]).id)
    answer_as(colleague, WEIGHT)
    change_key()
    planned = desk.plan("full")
    for agreed in (False, True):
        if agreed:
            with writing():
                actions.agree(planned.id, actor=colleague, now=NOW)
        with writing(), pytest.raises(Conflict, match="answer of your own"):
            actions.apply(planned.id, content.catalogue(), actor=colleague, now=NOW)
    assert desk.apply(planned.id).state == "applied"


def test_undoing_that_takes_a_pass_from_somebody_waits_for_a_second_person(desk, change_key):
    hand_in([WEIGHT])
    change_key()
    applied = desk.decide("better")
    assert desk.ask_to_undo(applied.id).state == "applied"
    assert db.session.scalars(select(Attempt.passed)).all() == [True]
    assert [each.id for each in agreeing.list_waiting()] == [applied.id]
    with writing(), pytest.raises(Forbidden):
        actions.agree(applied.id, actor=desk.editor, now=NOW)
    assert desk.agree(applied.id).state == "undone"
    assert db.session.scalars(select(Attempt.passed)).all() == [False]
    assert desk.agree(applied.id).state == "undone"


def test_undoing_that_takes_nothing_from_anybody_is_done_at_once(desk, change_key):
    hand_in([{**WEIGHT, "fields": {"chosen": ["c"]}}])
    change_key()
    applied = desk.decide("better")
    assert desk.ask_to_undo(applied.id).state == "undone"


def test_giving_oneself_back_what_judging_again_took_needs_a_second_person(desk, change_key):
    answer_as(desk.editor, RIGHT)
    change_key()
    applied = desk.decide("again")
    assert desk.ask_to_undo(applied.id).state == "applied"


def test_the_wish_to_undo_can_be_dropped_and_the_decision_stays(desk, change_key):
    hand_in([WEIGHT])
    change_key()
    applied = desk.decide("better")
    desk.ask_to_undo(applied.id)
    with writing():
        actions.drop(applied.id, actor=desk.other, now=NOW)
    kept = desk.read(applied.id)
    assert (kept.state, kept.undo_asked_by_id, kept.undo_reason) == ("applied", None, "")
    with writing(), pytest.raises(Conflict):
        actions.agree(applied.id, actor=desk.other, now=NOW)
