"""Attempts at a quiz, and every way in which they can go."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.db import db
from app.errors import Conflict, NotFound
from app.learning import queries
from app.learning.attempts import actions as attempts
from app.learning.attempts.rules import GRACE
from app.learning.attempts.saving import Given, save_response
from app.learning.attempts.sheets import get_sheet
from app.learning.models import (
    Attempt,
    Completion,
    LessonRecord,
    QuestionRevision,
    Response,
)
from tests import factories
from tests.factories import NOW

from .acting import answer_and_hand_in, count, do, verbs
from .courses import RIGHT, WRONG, course, quiz, single

MINUTE = timedelta(minutes=1)
BOTH_RIGHT = {"q1": RIGHT, "q2": RIGHT}


def start(learner, exam, **kwargs) -> Attempt:
    attempt = do(attempts.start_attempt, learner.id, course(exam), exam, **kwargs)
    return queries.get_attempt(attempt.id, learner_id=learner.id)


def hand_in(learner, attempt, exam, answers=BOTH_RIGHT, **kwargs) -> Attempt:
    do(answer_and_hand_in, attempt.id, course(exam), exam, answers, learner_id=learner.id, **kwargs)
    return queries.get_attempt(attempt.id, learner_id=learner.id)


def test_starting_fixes_what_is_asked(learner):
    exam = quiz(time_limit_minutes=20)
    attempt = start(learner, exam)
    assert (attempt.number, attempt.started_at, attempt.deadline_at) == (1, NOW, NOW + 20 * MINUTE)
    assert attempt.pass_ratio == 0.8
    assert queries.list_asked(attempt) == list(exam.questions)


def test_s24_starting_twice_goes_on_with_the_first(learner):
    exam = quiz()
    assert start(learner, exam).id == start(learner, exam).id
    assert count(Attempt) == 1


def test_all_right_passes_and_completes_the_quiz_and_the_course(learner):
    exam = quiz()
    attempt = hand_in(learner, start(learner, exam), exam)
    assert (attempt.points, attempt.points_possible, attempt.score_ratio, attempt.passed) == (2, 2, 1, True)
    assert attempt.submitted_at == NOW
    assert {(row.question_id, row.fraction, row.points) for row in attempt.responses} == {("q1", 1, 1), ("q2", 1, 1)}
    assert count(Completion) == 1
    assert verbs()[-3:] == ["passed", "completed", "completed"]


def test_a_failed_attempt_completes_nothing(learner):
    exam = quiz()
    attempt = hand_in(learner, start(learner, exam), exam, {"q1": RIGHT})
    assert (attempt.score_ratio, attempt.passed) == (0.5, False)
    assert count(Completion) == 0
    assert verbs()[-1] == "failed"


def test_failing_after_passing_takes_nothing_away(learner):
    exam = quiz()
    hand_in(learner, start(learner, exam), exam)
    hand_in(learner, start(learner, exam), exam, {}, now=NOW + MINUTE)
    assert db.session.scalars(select(LessonRecord.completed_at)).one() == NOW


def test_f09_handing_in_twice_gives_the_first_result(learner):
    exam = quiz()
    attempt = start(learner, exam)
    hand_in(learner, attempt, exam, {"q1": RIGHT})
    again = hand_in(learner, attempt, exam, BOTH_RIGHT, now=NOW + MINUTE)
    assert (again.submitted_at, again.score_ratio, len(again.responses)) == (NOW, 0.5, 1)
    assert verbs().count("failed") == 1


def test_p3_after_the_last_attempt_there_is_none(learner):
    exam = quiz(attempts=2)
    for _ in range(2):
        hand_in(learner, start(learner, exam), exam, {})
    with pytest.raises(Conflict, match="2"):
        start(learner, exam)
    assert count(Attempt) == 2


def test_p3_attempts_at_the_former_quiz_count(learner):
    exam = quiz(attempts=1)
    hand_in(learner, start(learner, exam), exam, {})
    with pytest.raises(Conflict):
        start(learner, quiz("final", attempts=1, aliases=("exam",)))


def test_between_two_attempts_one_waits_as_long_as_the_quiz_says(learner):
    exam = quiz(retry_after_minutes=60)
    hand_in(learner, start(learner, exam), exam, {})
    with pytest.raises(Conflict, match="11:00"):  # in Shanghai
        start(learner, exam, now=NOW + 59 * MINUTE)
    assert start(learner, exam, now=NOW + 60 * MINUTE).number == 2


def save(learner, attempt, answers, **kwargs):
    sheet = get_sheet(attempt.id, learner_id=learner.id)
    for question_id, answer in answers.items():
        given = Given(question_id, sheet.revision(question_id), answer)
        do(save_response, attempt.id, given, learner_id=learner.id, **kwargs)


def test_an_answer_saved_again_replaces_the_first(learner):
    attempt = start(learner, quiz())
    save(learner, attempt, {"q1": WRONG})
    save(learner, attempt, {"q1": RIGHT}, now=NOW + MINUTE)
    save(learner, attempt, {"q1": RIGHT}, now=NOW + MINUTE)
    kept = db.session.scalars(select(Response)).one()
    assert (kept.answer, kept.version, kept.saved_at, kept.fraction) == (RIGHT, 2, NOW + MINUTE, None)


def test_an_answer_taken_back_is_worth_nothing(learner):
    exam = quiz()
    attempt = start(learner, exam)
    save(learner, attempt, BOTH_RIGHT)
    save(learner, attempt, {"q1": {}})
    assert hand_in(learner, attempt, exam, {}).score_ratio == 0.5


def test_what_was_saved_counts_when_nothing_more_is_sent(learner):
    exam = quiz()
    attempt = start(learner, exam)
    save(learner, attempt, BOTH_RIGHT)
    assert hand_in(learner, attempt, exam, {}).passed


def test_a_question_that_was_not_asked_cannot_be_answered(learner):
    with pytest.raises(NotFound):
        save(learner, start(learner, quiz()), {"q9": RIGHT})


def test_f09_saving_after_handing_in_is_refused_with_the_time(learner):
    exam = quiz()
    attempt = start(learner, exam)
    hand_in(learner, attempt, exam, {})
    with pytest.raises(Conflict, match="10:00"):
        save(learner, attempt, BOTH_RIGHT, now=NOW + MINUTE)
    assert count(Response) == 0


def test_s01_someone_elses_attempt_is_not_there(learner):
    attempt = start(learner, quiz())
    stranger = factories.user()
    with pytest.raises(NotFound):
        save(stranger, attempt, BOTH_RIGHT)
    with pytest.raises(NotFound):
        do(attempts.submit_attempt, attempt.id, None, None, learner_id=stranger.id)
    assert count(Response) == 0


# The clock


def test_s26_answers_are_taken_until_the_grace_is_over(learner):
    exam = quiz(time_limit_minutes=20)
    attempt = start(learner, exam)
    save(learner, attempt, {"q1": RIGHT}, now=NOW + 20 * MINUTE + GRACE)
    with pytest.raises(Conflict):
        save(learner, attempt, {"q2": RIGHT}, now=NOW + 20 * MINUTE + GRACE + timedelta(seconds=1))
    assert count(Response) == 1


def test_s26_answers_sent_with_a_late_hand_in_do_not_count(learner):
    exam = quiz(time_limit_minutes=20)
    attempt = start(learner, exam)
    save(learner, attempt, {"q1": RIGHT})
    late = hand_in(learner, attempt, exam, BOTH_RIGHT, now=NOW + 21 * MINUTE)
    assert late.score_ratio == 0.5


def test_an_attempt_whose_time_ran_out_was_handed_in_at_its_deadline(learner):
    exam = quiz(time_limit_minutes=20)
    attempt = start(learner, exam)
    save(learner, attempt, BOTH_RIGHT)
    late = hand_in(learner, attempt, exam, {}, now=NOW + timedelta(days=3))
    assert late.submitted_at == NOW + 20 * MINUTE
    assert late.passed


def test_starting_after_the_time_ran_out_first_gives_the_result_of_what_was_saved(learner):
    exam = quiz(time_limit_minutes=20)
    first = start(learner, exam)
    save(learner, first, {"q1": RIGHT})
    shown = start(learner, exam, now=NOW + timedelta(hours=1))
    assert (shown.id, shown.score_ratio) == (first.id, 0.5)
    assert start(learner, exam, now=NOW + timedelta(hours=1)).number == 2


def test_the_last_attempt_is_graded_even_when_its_time_ran_out(learner):
    exam = quiz(time_limit_minutes=20, attempts=1)
    save(learner, start(learner, exam), BOTH_RIGHT)
    shown = start(learner, exam, now=NOW + timedelta(hours=1))
    assert shown.passed
    assert count(Completion) == 1


# The content changes meanwhile


def test_an_attempt_asks_what_it_asked_at_its_start(learner):
    exam = quiz()
    attempt = start(learner, exam)
    changed = quiz(questions=(single("q1", options=exam.questions[0].options[::-1]), single("q3")), attempts=1)
    assert start(learner, changed).id == attempt.id
    assert [question.id for question in queries.list_asked(attempt)] == ["q1", "q2"]
    assert hand_in(learner, attempt, changed).score_ratio == 1


def test_the_bar_of_an_attempt_is_the_one_of_its_start(learner):
    exam = quiz(pass_ratio=Decimal("0.5"))
    attempt = start(learner, exam)
    assert hand_in(learner, attempt, quiz(pass_ratio=Decimal(1)), {"q1": RIGHT}).passed


def test_an_attempt_at_a_withdrawn_quiz_can_be_handed_in(learner):
    attempt = start(learner, quiz())
    do(answer_and_hand_in, attempt.id, None, None, BOTH_RIGHT, learner_id=learner.id)
    assert queries.get_attempt(attempt.id, learner_id=learner.id).passed


def test_a_question_asked_twice_is_kept_once(learner):
    exam = quiz()
    hand_in(learner, start(learner, exam), exam)
    start(learner, exam)
    assert count(QuestionRevision) == 2
