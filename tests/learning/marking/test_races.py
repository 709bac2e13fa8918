"""Reviewers at the same instant, on the real database: one result, and nothing waits for ever."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.errors import Conflict
from app.learning.marking.actions import finish, save_draft
from app.learning.marking.models import Marking
from app.learning.models import Attempt, Response
from tests import factories
from tests.crowd import at_once
from tests.factories import NOW
from tests.learning.acting import count, verbs
from tests.learning.marking.waiting import in_quiz, open_question, reviewing

CROWD = 8


def act(action, *args, reviewer):
    who = reviewing(reviewer)

    def job() -> str:
        try:
            with writing():
                action(*args, reviewer=who, now=NOW)
        except Conflict:
            return "too late"
        return "done"

    return job


@pytest.mark.parametrize("_round", range(3))
def test_of_many_reviewers_at_once_one_gives_the_result(app, learner, _round):
    response = in_quiz(learner)
    jobs = [
        act(finish, "quiz", response.id, Decimal(number % 2 + 1), "", reviewer=factories.user())
        for number in range(CROWD)
    ]
    assert sorted(at_once(app, *jobs)) == ["done", *["too late"] * (CROWD - 1)]
    assert count(Marking) == 1
    assert verbs().count("reviewed") == 1


@pytest.mark.parametrize("_round", range(3))
def test_three_answers_of_an_attempt_reviewed_at_once_give_it_its_result(app, learner, _round):
    ids = ["x-failed", "second", "third"]
    in_quiz(learner, questions=[open_question(question_id) for question_id in ids])
    responses = {row.question_id: row.id for row in db.session.scalars(select(Response))}
    jobs = [act(finish, "quiz", responses[each], Decimal(2), "", reviewer=factories.user()) for each in ids]
    assert at_once(app, *jobs) == ["done"] * 3
    db.session.rollback()
    assert db.session.scalar(select(Attempt.points)) == 6
    assert verbs().count("passed") == 1


def test_one_reviewer_in_many_tabs_has_one_draft(app, learner, reviewer):
    response = in_quiz(learner)
    assert (
        at_once(app, *[act(save_draft, "quiz", response.id, None, "text", reviewer=reviewer)] * CROWD)
        == ["done"] * CROWD
    )
    assert count(Marking) == 1
