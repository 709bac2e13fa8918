"""Nobody is late because of a wrong key: whoever passed later by another attempt has passed with the first one that passes now."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.content import queries as content
from app.db import db, writing
from app.learning.certificates import actions as certificates
from app.learning.certificates.models import Certificate
from app.learning.models import Attempt, Completion, LearningEvent, LessonRecord
from app.learning.rejudging.telling import unseen_corrections
from app.questions.model import Answer
from tests.factories import NOW
from tests.learning.rejudging.test_certificates import only_the_quiz_counts as only_the_quiz_counts

from .crowd import LOOKS, RIGHT, WEIGHT, hand_in, snapshot

FIRST, SECOND, THIRD = (NOW - timedelta(days=days) for days in (50, 30, 10))
FOLLOWED = (
    "completion",  # since when it is known as it stands; its day is looked at apart
    "completion_past",
    "credit",
    "standing_mark",
    "rejudging",
    "rejudged_answer",
    "rejudged_attempt",
    "rejudged_learner",
    "learning_event",
    "audit_entry",
    "user",
    "question_revision",
)


def handed_in(answers: Sequence[Mapping[str, Answer]], passed_at: datetime | None) -> int:
    """A learner with these attempts, weeks apart, who completed the quiz and the course then."""
    (learner,) = hand_in(answers[:1])
    for number, given in enumerate(answers[1:], 2):
        hand_in([given], learners=[learner], number=number)
    with writing():
        for attempt, at in zip(
            db.session.scalars(select(Attempt).order_by(Attempt.number)), (FIRST, SECOND, THIRD), strict=False
        ):
            attempt.started_at = attempt.submitted_at = at
        db.session.execute(update(LessonRecord).values(completed_at=passed_at))
        if passed_at is not None:
            completion = Completion(
                user_id=learner,
                course_id="packing",
                edition=1,
                round=1,
                completed_at=passed_at,
                completed_on=passed_at.date(),
            )
            db.session.add(completion)
            db.session.flush()
            certificates.issue_for(completion, content.get_course("packing"), now=passed_at)
    return learner


def held() -> tuple[datetime | None, list[tuple[datetime, date]]]:
    """When the quiz was passed, and the completions of the course."""
    db.session.rollback()
    rows = db.session.execute(select(Completion.completed_at, Completion.completed_on).order_by(Completion.id))
    return db.session.scalars(select(LessonRecord.completed_at)).one(), [(at, day) for at, day in rows]


def test_who_passed_later_has_passed_with_the_attempt_that_passes_now(desk, change_key):
    handed_in([WEIGHT, RIGHT], SECOND)
    before = snapshot(without=FOLLOWED)
    change_key()
    applied = desk.decide("better")
    assert held() == (FIRST, [(FIRST, FIRST.date())])
    assert applied.summary["applied"]["dated_earlier"] == 1
    desk.undo(applied.id)
    assert held() == (SECOND, [(SECOND, SECOND.date())])
    assert snapshot(without=FOLLOWED) == before


def test_of_two_attempts_that_pass_now_the_first_one_counts(desk, change_key):
    handed_in([WEIGHT, WEIGHT], None)
    change_key()
    desk.decide("better")
    assert held() == (FIRST, [(FIRST, FIRST.date())])


def test_a_first_attempt_that_fails_still_is_no_pass(desk, change_key):
    handed_in([LOOKS, WEIGHT, RIGHT], THIRD)
    change_key()
    desk.decide("better")
    assert held() == (SECOND, [(SECOND, SECOND.date())])


def test_what_another_lesson_held_up_is_dated_no_earlier_than_that(desk, change_key, course_files):
    learner = handed_in([WEIGHT, RIGHT], THIRD)
    course_files.change("packing/10-basics/20-labels.zh-CN.md", "\noptional: yes\nminutes:", "\nminutes:")
    with writing():
        db.session.add(
            LessonRecord(
                user_id=learner, course_id="packing", lesson_id="labels", first_opened_at=FIRST, last_opened_at=FIRST,
                completed_at=SECOND,
            )
        )  # fmt: skip
    change_key()
    desk.decide("better")
    db.session.rollback()
    assert db.session.scalars(select(LessonRecord.completed_at).filter_by(lesson_id="final")).one() == FIRST
    assert db.session.scalars(select(Completion.completed_at)).one() == SECOND


def test_the_certificate_stays_as_it_was_issued_and_the_log_has_both_days(desk, change_key):
    handed_in([WEIGHT, RIGHT], SECOND)
    before = [(each.snapshot, each.seal, each.revoked_at) for each in db.session.scalars(select(Certificate))]
    assert before
    change_key()
    desk.decide("better")
    db.session.rollback()
    assert [(each.snapshot, each.seal, each.revoked_at) for each in db.session.scalars(select(Certificate))] == before
    events = db.session.scalars(select(LearningEvent).filter_by(verb="dated").order_by(LearningEvent.id)).all()
    assert [(each.object_id, each.result) for each in events] == [
        (name, {"before": SECOND.isoformat(), "after": FIRST.isoformat()}) for name in ("final", "packing")
    ]


def test_the_learner_is_told_since_when_it_counts(desk, change_key):
    learner = handed_in([WEIGHT, RIGHT], SECOND)
    change_key()
    desk.decide("better")
    (told,) = unseen_corrections(learner)
    assert f"The quiz counts as passed on {FIRST.date()} already." in told.words
    assert f"The course counts as completed on {FIRST.date()} already." in told.words


@pytest.mark.parametrize("choice", ["full", "again"])
def test_other_choices_date_earlier_too(desk, change_key, choice):
    handed_in([WEIGHT, WEIGHT, {**RIGHT, **WEIGHT}], None)
    change_key()
    desk.decide(choice)
    assert held()[0] == FIRST


def test_undoing_keeps_the_earlier_day_where_another_decision_gives_it_as_well(desk, change_key):
    handed_in([WEIGHT, RIGHT], SECOND)
    change_key()
    applied = desk.decide("better")
    with writing():
        db.session.execute(update(Attempt).filter_by(number=1).values(points=Attempt.points - 0.5, pass_ratio=0.1))
    desk.undo(applied.id)
    assert held()[0] == FIRST
