"""Many tabs at once on the real database: one attempt, one result, never above the limit."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from app.db import db, writing
from app.errors import Conflict
from app.learning import actions, queries
from app.learning.attempts import actions as attempts
from app.learning.attempts import saving
from app.learning.attempts.saving import Given
from app.learning.models import Attempt, CheckAnswer, Completion, Enrolment, LessonRecord, Response
from tests import factories
from tests.crowd import at_once
from tests.factories import NOW
from tests.learning.acting import answer_and_hand_in

from .courses import RIGHT, WRONG, course, lesson, quiz, single

TABS = 8
BOTH_RIGHT = {"q1": RIGHT, "q2": RIGHT}
REVISIONS = {question.id: question.revision for question in quiz().questions}


def count(model) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def act(action, *args, **kwargs):
    """A job for one tab: its outcome in plain values, which outlive the session."""

    def job():
        with writing():
            row = action(*args, **kwargs, now=NOW)
            return row.id if isinstance(row, Attempt) else None

    return job


def save(attempt_id, answers, *, learner_id, now) -> Attempt:
    for question_id, answer in answers.items():
        given = Given(question_id, REVISIONS[question_id], answer)
        saving.save_response(attempt_id, given, learner_id=learner_id, now=now)
    return saving.lock_attempt(attempt_id, learner_id=learner_id)


@pytest.mark.parametrize("_round", range(3))
@pytest.mark.parametrize("is_newcomer", [False, True])
def test_s23_eight_starts_at_once_are_one_attempt(app, is_newcomer, _round):
    learner, exam = factories.user(), quiz(attempts=3)
    if not is_newcomer:
        factories.enrolment(learner, "sailing")
    ids = at_once(app, *[act(attempts.start_attempt, learner.id, course(exam), exam)] * TABS)
    assert len(set(ids)) == 1, ids
    assert count(Attempt) == count(Enrolment) == 1


@pytest.mark.parametrize("_round", range(3))
def test_p3_starting_and_handing_in_at_once_never_passes_the_limit(app, _round):
    learner, exam = factories.user(), quiz(attempts=3)
    taught = course(exam)
    factories.enrolment(learner, "sailing")

    def start_and_hand_in() -> str:
        try:
            with writing():
                attempt_id = attempts.start_attempt(learner_id, taught, exam, now=NOW).id
            with writing():
                attempts.submit_attempt(attempt_id, taught, exam, learner_id=learner_id, now=NOW)
        except Conflict:
            return "refused"
        return "handed in"

    learner_id = learner.id
    outcomes = Counter(outcome for _ in range(2) for outcome in at_once(app, *[start_and_hand_in] * TABS))
    assert set(outcomes) <= {"handed in", "refused"}, outcomes
    while start_and_hand_in() != "refused":
        pass
    assert count(Attempt) == 3
    assert db.session.scalar(select(func.count()).where(Attempt.submitted_at.is_(None))) == 0


@pytest.mark.parametrize("_round", range(3))
def test_p2_eight_hand_ins_at_once_are_one_result(app, _round):
    learner, exam = factories.user(), quiz()
    taught = course(exam)
    with writing():
        attempt_id = attempts.start_attempt(learner.id, taught, exam, now=NOW).id
    jobs = [
        act(answer_and_hand_in, attempt_id, taught, exam, answers, learner_id=learner.id)
        for answers in [BOTH_RIGHT, {}] * (TABS // 2)
    ]
    assert set(at_once(app, *jobs)) == {attempt_id}
    db.session.rollback()
    attempt = queries.get_attempt(attempt_id, learner_id=learner.id)
    whole = attempt.score_ratio == 1 and len(attempt.responses) == 2 and count(Completion) == 1
    nothing = attempt.score_ratio == 0 and not attempt.responses and count(Completion) == 0
    assert whole or nothing


@pytest.mark.parametrize("_round", range(3))
def test_p1_what_was_confirmed_as_saved_counts_although_others_hand_in(app, _round):
    learner, exam = factories.user(), quiz()
    taught = course(exam)
    with writing():
        attempt_id = attempts.start_attempt(learner.id, taught, exam, now=NOW).id
    saves = [act(save, attempt_id, {key: RIGHT}, learner_id=learner.id) for key in ("q1", "q2")]
    hand_ins = [act(attempts.submit_attempt, attempt_id, taught, exam, learner_id=learner.id)] * 2
    outcomes = at_once(app, *saves, *hand_ins)
    saved = sum(outcome == attempt_id for outcome in outcomes[:2])
    assert all(outcome == attempt_id or isinstance(outcome, Conflict) for outcome in outcomes), outcomes
    db.session.rollback()
    attempt = queries.get_attempt(attempt_id, learner_id=learner.id)
    assert attempt.points == len(attempt.responses) == saved


def test_s24_the_same_answer_from_eight_tabs_is_one_response(app):
    learner, exam = factories.user(), quiz()
    with writing():
        attempt_id = attempts.start_attempt(learner.id, course(exam), exam, now=NOW).id
    jobs = [act(save, attempt_id, {"q1": answer}, learner_id=learner.id) for answer in [RIGHT, WRONG] * 4]
    assert set(at_once(app, *jobs)) == {attempt_id}
    assert count(Response) == 1


def test_p2_completing_the_last_lesson_in_eight_tabs_completes_the_course_once(app):
    learner, page = factories.user(), lesson("a")
    factories.enrolment(learner, "sailing")
    outcomes = at_once(app, *[act(actions.complete_lesson, learner.id, course(page), page)] * TABS)
    assert outcomes == [None] * TABS
    assert count(LessonRecord) == count(Completion) == count(Enrolment) == 1


def test_p2_answers_to_a_check_from_eight_tabs_are_all_kept_and_numbered(app):
    learner, page = factories.user(), lesson("a", completion="quiz", questions=(single("q1"),))
    factories.enrolment(learner, "sailing")
    jobs = [act(actions.answer_check, learner.id, course(page), page, page.questions[0], RIGHT)] * TABS
    assert at_once(app, *jobs) == [None] * TABS
    db.session.rollback()
    assert sorted(db.session.scalars(select(CheckAnswer.number))) == list(range(1, TABS + 1))
    assert count(Completion) == 1


def test_p8_everyone_starts_a_new_quiz_at_once(app):
    exam = quiz()
    learners = [factories.user() for _ in range(TABS)]
    for learner in learners:
        factories.enrolment(learner, "sailing")
    ids = at_once(app, *(act(attempts.start_attempt, learner.id, course(exam), exam) for learner in learners))
    assert len(set(ids)) == TABS, ids
    assert count(Attempt) == TABS
