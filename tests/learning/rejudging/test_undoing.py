"""Undoing puts everything back; refusing says why; who may agree."""

import pytest
from sqlalchemy import select

from app.content import queries as content
from app.db import db, writing
from app.errors import Conflict, Forbidden
from app.learning.models import Attempt, Completion, LearningEvent, LessonRecord, Response
from app.learning.rejudging import actions, computing
from app.learning.rejudging.models import RejudgedAnswer, RejudgedAttempt, Rejudging
from app.people.models import AuditEntry, User
from tests import factories
from tests.crowd import at_once
from tests.factories import NOW

from .crowd import LOOKS, RIGHT, WEIGHT, hand_in, snapshot

LOG = (
    "learning_event", "audit_entry", "user", "rejudging", "rejudged_answer", "rejudged_attempt", "rejudged_learner",
    "standing_mark",  # of whom what reports have worked out ahead holds no longer
)  # fmt: skip


@pytest.fixture
def only_the_quiz_counts(course_files):
    """Whoever passes the quiz has completed the course."""
    for page in ("10-boxes", "20-labels"):
        course_files.change(f"packing/10-basics/{page}.zh-CN.md", "\nminutes:", "\noptional: yes\nminutes:")


@pytest.mark.parametrize("choice", ["better", "full", "again"])
def test_undoing_leaves_every_row_as_it_was_but_the_log(desk, change_key, choice):
    hand_in([RIGHT, WEIGHT, LOOKS])
    change_key()
    planned = desk.plan(choice)
    before = snapshot(without=LOG)
    if choice == "again":
        desk.agree(planned.id)
    desk.apply(planned.id)
    assert snapshot(without=LOG) != before
    desk.undo(planned.id)
    assert snapshot(without=LOG) == before


def test_a_course_completed_by_a_correction_is_withdrawn_by_undoing_it(desk, only_the_quiz_counts, change_key):
    hand_in([RIGHT, WEIGHT])
    change_key()
    applied = desk.decide("better")
    assert applied.summary["courses_gained"] == 1
    assert db.session.scalars(select(Completion.withdrawn_at)).all() == [None]
    desk.undo(applied.id)
    assert db.session.scalars(select(Completion.withdrawn_at)).all() == [NOW]


def test_a_course_lost_by_judging_again_comes_back_by_undoing_it(desk, only_the_quiz_counts, change_key):
    (learner,) = hand_in([RIGHT])
    record = db.session.scalars(select(LessonRecord)).one()
    completed_at = record.completed_at
    factories.completion(db.session.get_one(User, learner), completed_at=completed_at)
    change_key()
    applied = desk.decide("again")
    assert applied.summary["courses_lost"] == 1
    assert db.session.scalars(select(Completion.withdrawn_at)).one() == NOW
    assert db.session.scalars(select(LessonRecord.completed_at)).one() is None
    desk.undo(applied.id)
    assert db.session.scalars(select(Completion.withdrawn_at)).one() is None
    assert db.session.scalars(select(LessonRecord.completed_at)).one() == completed_at


def test_undoing_is_refused_when_an_answer_was_changed_since(desk, change_key):
    hand_in([WEIGHT])
    change_key()
    applied = desk.decide("better")
    with writing():
        for response in db.session.scalars(select(Response).filter_by(question_id="padding")):
            response.fraction = 0.5
    with pytest.raises(Conflict, match="has changed since"):
        desk.undo(applied.id)
    assert desk.read(applied.id).state == "applied"


def test_undoing_is_refused_when_a_course_was_completed_with_the_pass(desk, change_key, course_files):
    (learner,) = hand_in([WEIGHT])
    change_key()
    applied = desk.decide("better")
    with writing():
        record = db.session.scalars(select(LessonRecord)).one()
        db.session.add(
            Completion(user_id=learner, course_id="packing", edition=1, completed_at=record.completed_at, completed_on=NOW.date())
        )  # fmt: skip
    with pytest.raises(Conflict, match="completed the course since"):
        desk.undo(applied.id)


def test_who_passed_by_another_attempt_meanwhile_keeps_the_pass_when_it_is_undone(desk, change_key):
    learners = hand_in([WEIGHT])
    change_key()
    applied = desk.decide("better")
    hand_in([WEIGHT], learners=learners, number=2)
    desk.undo(applied.id)
    assert db.session.scalars(select(LessonRecord.completed_at)).one() is not None
    assert db.session.scalars(select(Attempt.passed).order_by(Attempt.id)).all() == [False, True]


def test_a_plan_is_refused_when_a_result_has_changed_since(desk, change_key):
    hand_in([WEIGHT])
    change_key()
    planned = desk.plan("better")
    with writing():
        db.session.scalars(select(Attempt)).one().points = 5
    with pytest.raises(Conflict, match="since this plan was made"):
        desk.apply(planned.id)
    assert db.session.scalars(select(Response.fraction).filter_by(question_id="padding")).one() == 0


def test_a_plan_is_refused_when_the_question_has_changed_again(desk, change_key, course_files):
    hand_in([WEIGHT])
    change_key()
    planned = desk.plan("better")
    for path in ("packing/10-basics/30-final.zh-CN.md", "packing/10-basics/30-final.en.md"):
        text = (course_files.root / path).read_text(encoding="utf-8")
        for lost in ("\n- ( ) 好看", "\n- ( ) Looks"):
            text = text.replace(lost, "")
        course_files.write(path, text)
    with pytest.raises(Conflict, match="changed again"):
        desk.apply(planned.id)


def test_judging_again_needs_a_second_person(desk, change_key):
    hand_in([RIGHT])
    change_key()
    planned = desk.plan("again")
    with pytest.raises(Conflict, match="another person"):
        desk.apply(planned.id)
    with writing(), pytest.raises(Forbidden, match="yourself"):
        actions.agree(planned.id, actor=desk.editor, now=NOW)
    desk.agree(planned.id)
    assert desk.apply(planned.id).state == "applied"


def test_two_people_applying_at_once_apply_once(app, desk, change_key):
    hand_in([WEIGHT, LOOKS, RIGHT])
    change_key()
    planned = desk.plan("better")

    def job():
        with writing():
            actions.apply(planned_id, content.catalogue(), actor=desk.editor, now=NOW)

    planned_id = planned.id
    assert at_once(app, *[job] * 4) == [None] * 4
    db.session.rollback()
    assert db.session.scalars(select(LearningEvent.verb).filter_by(verb="rejudged")).all() == ["rejudged"]
    entries = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert entries == ["judgement proposed", "judgement applied"]


def test_a_job_that_runs_twice_computes_once(desk, change_key):
    hand_in([WEIGHT, LOOKS, RIGHT])
    change_key()
    planned = desk.plan("full")
    lines = snapshot()["rejudged_answer"]
    computing.compute(planned.id)
    assert snapshot()["rejudged_answer"] == lines


def test_a_process_that_ends_in_the_middle_of_a_plan_changes_nothing_and_another_finishes_it(
    desk, change_key, monkeypatch
):
    hand_in([WEIGHT] * 5)
    change_key()
    found = desk.propose("full")
    before = snapshot(without=LOG)
    monkeypatch.setattr(computing, "CHUNK", 2)
    work = computing._begin(found)
    assert work is not None
    computing._plan_attempts(work)  # all lines are there, and the process ends
    assert snapshot(without=LOG) == before
    assert desk.read(found).state == "planning"
    computing.compute(found)
    assert desk.read(found).state == "planned"
    assert len(db.session.scalars(select(RejudgedAnswer.id)).all()) == 5
    assert len(db.session.scalars(select(RejudgedAttempt.id)).all()) == 5
    with pytest.raises(computing.Superseded):
        computing._save(work, 1, [], [])


def test_a_plan_that_was_dropped_stays_so_and_another_may_be_made(desk, change_key):
    hand_in([WEIGHT])
    change_key()
    planned = desk.plan("better")
    with pytest.raises(Conflict, match="already"):
        desk.propose("full")
    with writing():
        actions.drop(planned.id, actor=desk.editor, now=NOW)
    with pytest.raises(Conflict):
        desk.apply(planned.id)
    assert desk.plan("full").state == "planned"
    assert db.session.query(Rejudging).count() == 2
