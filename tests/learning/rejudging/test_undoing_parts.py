"""Undoing takes this decision's part out of each result, whatever else has changed it since."""

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.learning.attempts.results import settle, taught
from app.learning.models import Attempt, Completion, LessonRecord, Response
from app.people.models import AuditEntry
from tests.factories import NOW
from tests.learning.rejudging.test_undoing import only_the_quiz_counts as only_the_quiz_counts

from .crowd import RIGHT, WEIGHT, hand_in


def wait(question_id: str) -> None:
    """The only attempt waits for a review of this question."""
    with writing():
        attempt = db.session.scalars(select(Attempt)).one()
        attempt.points = attempt.score_ratio = attempt.passed = None
        response = db.session.scalars(select(Response).filter_by(question_id=question_id)).one()
        response.fraction = response.points = None
        for record in db.session.scalars(select(LessonRecord)):
            record.completed_at = None


def review(question_id: str, fraction: float) -> None:
    with writing():
        response = db.session.scalars(select(Response).filter_by(question_id=question_id)).one()
        response.fraction = fraction
        db.session.flush()
        attempt = db.session.scalars(select(Attempt)).one()
        settle(attempt, *taught(attempt), now=NOW)


def results() -> list[tuple[float | None, bool | None]]:
    db.session.rollback()
    rows = db.session.execute(select(Attempt.score_ratio, Attempt.passed).order_by(Attempt.id))
    return [(ratio, passed) for ratio, passed in rows]


def test_an_attempt_that_was_reviewed_since_loses_what_the_decision_gave_and_the_pass_with_it(
    desk, only_the_quiz_counts, change_key
):
    hand_in([WEIGHT])
    wait("tape")
    change_key()
    applied = desk.decide("better")
    review("tape", 1)
    assert results() == [(1, True)]
    assert db.session.scalars(select(Completion.withdrawn_at)).all() == [None]
    desk.undo(applied.id)
    assert results() == [(0.6667, False)]
    assert db.session.scalars(select(LessonRecord.completed_at)).all() == [None]
    assert db.session.scalars(select(Completion.withdrawn_at)).all() == [NOW]


def test_an_attempt_that_passes_without_the_decision_keeps_its_pass(desk, course_files, change_key):
    course_files.change("packing/10-basics/30-final.zh-CN.md", "pass_mark: 80", "pass_mark: 50")
    hand_in([WEIGHT])
    wait("tape")
    change_key()
    applied = desk.decide("better")
    review("tape", 1)
    desk.undo(applied.id)
    assert results() == [(0.6667, True)]
    assert [at is None for at in db.session.scalars(select(LessonRecord.completed_at))] == [False]


def test_one_attempt_that_changed_since_does_not_keep_the_others_from_being_undone(desk, change_key):
    hand_in([WEIGHT, WEIGHT])
    change_key()
    applied = desk.decide("full")
    with writing():
        second = db.session.scalars(select(Attempt).order_by(Attempt.id)).all()[1]
        other = db.session.scalars(select(Response).filter_by(attempt_id=second.id, question_id="tape")).one()
        other.fraction = other.points = 0
        db.session.flush()
        settle(second, None, None, now=NOW)
    reached = results()[1][0]
    assert reached is not None
    desk.undo(applied.id)
    first, second_result = results()
    assert first == (0.6667, False)
    assert second_result[0] == pytest.approx(reached - 0.3333, abs=0.0002)
    assert second_result[1] is False


def test_the_audit_log_says_why_it_was_undone_and_who_asked_and_agreed(desk, change_key):
    hand_in([RIGHT, WEIGHT])
    change_key()
    applied = desk.decide("better")
    undone = desk.undo(applied.id)
    assert (undone.undo_reason, undone.undo_asked_by_id, undone.undone_by_id) == (
        "a slip",
        desk.editor.id,
        desk.other.id,
    )
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    told = [(entry.action, entry.actor_id, entry.reason) for entry in entries if "rejudging" in entry.detail]
    assert told[-2:] == [
        ("undoing asked for", desk.editor.id, "a slip"),
        ("judgement undone", desk.other.id, "a slip"),
    ]
    assert told[0] == ("judgement proposed", desk.editor.id, "the key was wrong")
