"""Full points are all points: whatever hints were opened, and for answers that waited for a review too."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.learning.attempts.results import settle
from app.learning.marking.actions import finish
from app.learning.models import Attempt, CheckAnswer, QuestionRevision, Response
from app.learning.rejudging.models import Rejudging
from tests import factories
from tests.factories import NOW
from tests.learning.acting import do
from tests.learning.marking.waiting import in_lesson, in_quiz, reviewing

from .crowd import LOOKS, RIGHT, WEIGHT, hand_in


def padding() -> list[tuple[float | None, float | None]]:
    db.session.rollback()
    rows = db.session.execute(select(Response.fraction, Response.points).filter_by(question_id="padding"))
    return [(fraction, points) for fraction, points in rows]


@pytest.mark.parametrize("answers", [RIGHT, LOOKS])
def test_opened_hints_cost_nothing_any_more(desk, course_files, change_key, answers):
    for lang in ("zh-CN", "en"):
        course_files.change(f"packing/10-basics/30-final.{lang}.md", "`id: padding`", "`id: padding` `hint_cost: 50%`")
    hand_in([answers])
    with writing():
        response = db.session.scalars(select(Response).filter_by(question_id="padding")).one()
        response.hints_opened = 1
        db.session.flush()
        settle(db.session.scalars(select(Attempt)).one(), None, None, now=NOW)
    before = padding()
    assert before[0][1] in (0, 1)
    change_key()
    applied = desk.decide("full")
    assert padding() == [(1, 2)]
    with writing():
        settle(db.session.scalars(select(Attempt)).one(), None, None, now=NOW)
    assert padding() == [(1, 2)]
    desk.undo(applied.id)
    assert padding() == before


def in_force(question_id: str) -> int:
    """Full points for everyone who answered the present version of a question of `harbour`."""
    editor = factories.user()
    with writing():
        kept = db.session.scalars(select(QuestionRevision).filter_by(question_id=question_id)).one()
        row = Rejudging(
            course_id="harbour", question_id=question_id, from_key=kept.answer_key, to_revision=kept.revision,
            choice="full", reason="nobody could know", state="applied", summary={}, proposed_by_id=editor.id,
            proposed_at=NOW, applied_by_id=editor.id, applied_at=NOW, form_key="full-points",
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        found = row.id
    return found


def test_an_answer_that_waited_gets_all_points_when_it_is_reviewed_until_that_is_undone(desk, learner):
    response_id = in_quiz(learner).id
    decision = in_force("x-failed")
    do(finish, "quiz", response_id, Decimal("0.5"), "Thin.", reviewer=reviewing(factories.user()))
    db.session.rollback()
    response, attempt = db.session.get_one(Response, response_id), db.session.scalars(select(Attempt)).one()
    assert (response.fraction, response.points) == (1, 2)
    assert (attempt.score_ratio, attempt.passed) == (1, True)
    desk.undo(decision)
    response, attempt = db.session.get_one(Response, response_id), db.session.scalars(select(Attempt)).one()
    assert (response.fraction, response.points) == (0.25, 0.5)
    assert (attempt.score_ratio, attempt.passed) == (0.25, False)


def test_an_answer_in_a_lesson_that_waited_gets_all_points_too(app, learner):
    check_id = in_lesson(learner).id
    in_force("failed")
    do(finish, "lesson", check_id, Decimal("0.5"), "", reviewer=reviewing(factories.user()))
    db.session.rollback()
    assert db.session.get_one(CheckAnswer, check_id).fraction == 1


def test_a_plan_counts_the_answers_that_wait_for_their_review(desk, change_key):
    hand_in([WEIGHT, WEIGHT])
    with writing():
        first = db.session.scalars(select(Response).filter_by(question_id="padding").order_by(Response.id)).first()
        assert first is not None
        first.fraction = first.points = None
    change_key()
    planned = desk.plan("full")
    assert (planned.summary["answers"], planned.summary["changed"], planned.summary["unreviewed"]) == (2, 1, 1)
