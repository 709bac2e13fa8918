"""What reviewing does to attempts, lessons and the record."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.db import db
from app.errors import Conflict, NotFound
from app.learning.marking.actions import ReviewedAlready, correct, finish, save_draft
from app.learning.marking.models import Marking
from app.learning.marking.telling import mark_seen
from app.learning.models import Attempt, CheckAnswer, LearningEvent, LessonRecord, Response
from app.people.models import Department
from tests import factories
from tests.factories import NOW
from tests.learning.acting import count, do, verbs
from tests.learning.marking.waiting import in_lesson, in_quiz, open_question, reviewing

HALF, ALL = Decimal("1.5"), Decimal(2)


def stored(model, row):
    db.session.rollback()
    return db.session.get_one(model, row.id)


def attempt_of(response: Response) -> Attempt:
    return db.session.get_one(Attempt, db.session.get_one(Response, response.id).attempt_id)


def test_the_last_review_gives_the_attempt_its_result(learner, reviewer):
    response = in_quiz(learner, rights=1)
    do(finish, "quiz", response.id, HALF, "Good.", reviewer=reviewing(reviewer))
    attempt = stored(Attempt, attempt_of(response))
    assert (attempt.points, attempt.score_ratio, attempt.passed) == (2.5, 0.8333, True)
    assert stored(Response, response).points == 1.5
    assert "passed" in verbs()
    assert "reviewed" in verbs()
    assert db.session.scalar(select(LessonRecord.completed_at).filter_by(lesson_id="exam")) is not None


def test_an_attempt_with_two_open_answers_waits_for_the_second(learner, reviewer):
    response = in_quiz(learner, questions=[open_question(), open_question("second")])
    do(finish, "quiz", response.id, ALL, "", reviewer=reviewing(reviewer))
    assert stored(Attempt, attempt_of(response)).is_waiting
    other = db.session.scalar(select(Response.id).filter_by(question_id="second"))
    do(finish, "quiz", other, Decimal(0), "", reviewer=reviewing(reviewer))
    attempt = stored(Attempt, attempt_of(response))
    assert (attempt.points, attempt.passed) == (2.0, False)


def test_a_draft_counts_nothing_and_belongs_to_its_reviewer(learner, reviewer):
    response, other = in_quiz(learner), factories.user(roles=[("editor", None)])
    do(save_draft, "quiz", response.id, HALF, "half", reviewer=reviewing(reviewer))
    do(save_draft, "quiz", response.id, None, "other", reviewer=reviewing(other))
    do(save_draft, "quiz", response.id, ALL, "whole", reviewer=reviewing(reviewer))
    assert stored(Response, response).fraction is None
    drafts = {row.reviewer_id: (row.points, row.comment) for row in db.session.scalars(select(Marking))}
    assert drafts == {reviewer.id: (2.0, "whole"), other.id: (None, "other")}


def test_the_second_reviewer_is_told_the_first_one_s_result(learner, reviewer):
    response, other = in_quiz(learner), factories.user(roles=[("editor", None)])
    do(finish, "quiz", response.id, HALF, "", reviewer=reviewing(reviewer))
    with pytest.raises(ReviewedAlready, match=r"1\.5 .* 2 "):
        do(finish, "quiz", response.id, ALL, "", reviewer=reviewing(other))
    with pytest.raises(ReviewedAlready):
        do(save_draft, "quiz", response.id, ALL, "", reviewer=reviewing(other))
    assert stored(Response, response).points == 1.5


def test_s24_the_same_review_sent_twice_is_done_once(learner, reviewer):
    response = in_quiz(learner)
    for _ in range(2):
        do(finish, "quiz", response.id, HALF, "Good.", reviewer=reviewing(reviewer))
    assert count(Marking) == 1
    assert verbs().count("reviewed") == 1


def test_nobody_reviews_their_own_answer(reviewer):
    response = in_quiz(reviewer)
    with pytest.raises(NotFound):
        do(finish, "quiz", response.id, ALL, "", reviewer=reviewing(reviewer))


def test_an_attempt_under_way_is_not_reviewed(learner, reviewer):
    response = in_quiz(learner)
    with db.session.no_autoflush:
        do(_reopen, response)
    with pytest.raises(NotFound):
        do(finish, "quiz", response.id, ALL, "", reviewer=reviewing(reviewer))


def _reopen(response: Response, *, now) -> None:
    attempt_of(response).submitted_at = None


def test_a_lesson_is_completed_when_the_review_was_all_it_waited_for(learner, reviewer, course_files):
    factories.lesson_record(learner, "kinds", "harbour")
    answer = in_lesson(learner)
    course_files.change("harbour/10-berths/10-kinds.zh-CN.md", "pass_mark: 90", "pass_mark: 10")
    do(finish, "lesson", answer.id, HALF, "", reviewer=reviewing(reviewer))
    assert stored(CheckAnswer, answer).fraction == 0.75
    assert db.session.scalar(select(LessonRecord.completed_at).filter_by(lesson_id="kinds")) is not None


def test_nobody_is_late_for_a_late_review_and_the_log_knows_both_days(learner, reviewer, course_files):
    factories.job(learner, factories.department("Then"), started_on=date(2020, 1, 1), ended_on=NOW.date())
    factories.job(learner, factories.department("Now"), started_on=NOW.date())
    answered = NOW - timedelta(days=10)
    factories.lesson_record(learner, "kinds", "harbour")
    response, answer = in_quiz(learner, rights=1, at=answered), in_lesson(learner, at=answered)
    course_files.change("harbour/10-berths/10-kinds.zh-CN.md", "pass_mark: 90", "pass_mark: 10")
    do(finish, "quiz", response.id, HALF, "", reviewer=reviewing(reviewer))
    do(finish, "lesson", answer.id, HALF, "", reviewer=reviewing(reviewer))
    done = db.session.execute(
        select(
            LearningEvent.object_id, LearningEvent.occurred_at, LearningEvent.recorded_at, Department.code
        ).join(Department, Department.id == LearningEvent.department_id).where(LearningEvent.verb == "completed")
    )  # fmt: skip
    assert set(done) == {(key, answered, NOW, "Then") for key in ("exam", "kinds")}
    completed = db.session.scalars(select(LessonRecord.completed_at).where(LessonRecord.completed_at.is_not(None)))
    assert set(completed) == {answered}


def test_a_lesson_that_wants_more_stays_open(learner, reviewer):
    factories.lesson_record(learner, "kinds", "harbour")
    do(finish, "lesson", in_lesson(learner).id, ALL, "", reviewer=reviewing(reviewer))
    assert db.session.scalar(select(LessonRecord.completed_at).filter_by(lesson_id="kinds")) is None


def test_a_withdrawn_quiz_s_answer_can_still_be_reviewed(learner, reviewer, course_files):
    response, answer = in_quiz(learner, rights=1), in_lesson(learner)
    course_files.change("harbour/course.yaml", "id: harbour", "id: harbour\nstatus: archived")
    do(finish, "quiz", response.id, ALL, "", reviewer=reviewing(reviewer))
    do(finish, "lesson", answer.id, ALL, "", reviewer=reviewing(reviewer))
    assert stored(Attempt, attempt_of(response)).passed is True
    assert stored(CheckAnswer, answer).fraction == 1


def test_a_correction_is_a_further_review_with_its_reason(learner, reviewer):
    response = in_quiz(learner)
    do(finish, "quiz", response.id, Decimal(1), "", reviewer=reviewing(reviewer))
    assert stored(Attempt, attempt_of(response)).passed is False
    basis = db.session.scalar(select(Marking.id))
    other = factories.user(roles=[("editor", None)])
    for _ in range(2):  # pressed twice
        do(correct, "quiz", response.id, ALL, "Right.", "overlooked", basis=basis, reviewer=reviewing(other))
    assert [(row.points, row.reason) for row in db.session.scalars(select(Marking).order_by(Marking.id))] == [
        (1.0, ""),
        (2.0, "overlooked"),
    ]
    assert stored(Attempt, attempt_of(response)).passed is True


def test_a_correction_takes_no_points_away_that_were_seen(learner, reviewer):
    response = in_quiz(learner)
    do(finish, "quiz", response.id, HALF, "", reviewer=reviewing(reviewer))
    basis = db.session.scalar(select(Marking.id))
    do(mark_seen, basis, learner_id=learner.id)
    with pytest.raises(Conflict, match="These points stay"):
        do(correct, "quiz", response.id, Decimal(1), "", "too kind", basis=basis, reviewer=reviewing(reviewer))
    assert stored(Response, response).points == 1.5


def test_points_that_nobody_saw_and_nothing_rests_on_may_be_taken_down(learner, reviewer):
    response = in_quiz(learner, questions=[open_question(), open_question("second")])
    do(finish, "quiz", response.id, ALL, "", reviewer=reviewing(reviewer))
    basis = db.session.scalar(select(Marking.id))
    do(correct, "quiz", response.id, Decimal(1), "", "a slip", basis=basis, reviewer=reviewing(reviewer))
    assert stored(Response, response).points == 1.0
    other = db.session.scalar(select(Response.id).filter_by(question_id="second"))
    do(finish, "quiz", other, HALF, "", reviewer=reviewing(reviewer))
    attempt = stored(Attempt, attempt_of(response))
    assert (attempt.points, attempt.passed) == (2.5, True)


def test_points_that_a_pass_rests_on_stay_seen_or_not(learner, reviewer):
    response = in_quiz(learner, rights=1)
    do(finish, "quiz", response.id, HALF, "", reviewer=reviewing(reviewer))
    basis = db.session.scalar(select(Marking.id))
    with pytest.raises(Conflict, match="These points stay"):
        do(correct, "quiz", response.id, Decimal(0), "", "a slip", basis=basis, reviewer=reviewing(reviewer))


def test_a_slip_in_a_lesson_is_taken_down_until_the_lesson_is_completed(learner, reviewer):
    check = in_lesson(learner)
    do(finish, "lesson", check.id, ALL, "", reviewer=reviewing(reviewer))
    basis = db.session.scalar(select(Marking.id))
    do(correct, "lesson", check.id, Decimal(1), "", "a slip", basis=basis, reviewer=reviewing(reviewer))
    assert stored(CheckAnswer, check).fraction == 0.5
    factories.lesson_record(learner, "kinds", "harbour", completed_at=NOW)
    basis = db.session.scalar(select(Marking.id).order_by(Marking.id.desc()))
    with pytest.raises(Conflict, match="These points stay"):
        do(correct, "lesson", check.id, Decimal(0), "", "again", basis=basis, reviewer=reviewing(reviewer))


def test_a_correction_of_something_corrected_meanwhile_is_refused(learner, reviewer):
    response = in_quiz(learner)
    do(finish, "quiz", response.id, Decimal(1), "", reviewer=reviewing(reviewer))
    basis = db.session.scalar(select(Marking.id))
    do(correct, "quiz", response.id, HALF, "", "first", basis=basis, reviewer=reviewing(reviewer))
    with pytest.raises(Conflict, match="meanwhile"):
        do(correct, "quiz", response.id, ALL, "", "second", basis=basis, reviewer=reviewing(reviewer))
