"""What learners do, and every way in which it can go."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.db import db, writing
from app.errors import Conflict, NotFound
from app.learning import actions, queries
from app.learning.models import (
    Attempt,
    CheckAnswer,
    Completion,
    Enrolment,
    LearningEvent,
    LessonRecord,
    QuestionRevision,
    Response,
)
from app.questions.model import Question
from tests import factories
from tests.factories import NOW

from .courses import RIGHT, WRONG, course, lesson, number, quiz, single

MINUTE = timedelta(minutes=1)
BOTH_RIGHT = {"q1": RIGHT, "q2": RIGHT}


@pytest.fixture
def learner(app):
    return factories.user()


def do(action, *args, **kwargs):
    """Act as a view does: inside the gate, at NOW unless another moment is given."""
    with writing():
        return action(*args, **{"now": NOW, **kwargs})


def count(model) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def verbs() -> list[str]:
    return list(db.session.scalars(select(LearningEvent.verb).order_by(LearningEvent.id)))


# Reading


def test_opening_a_lesson_enrols_and_notes_it(learner):
    page = lesson("a")
    do(actions.open_lesson, learner.id, course(page), page)
    record = db.session.scalars(select(LessonRecord)).one()
    assert (record.first_opened_at, record.completed_at) == (NOW, None)
    assert verbs() == ["enrolled", "opened"]


def test_opening_again_only_moves_the_last_time(learner):
    page, later = lesson("a"), NOW + MINUTE
    do(actions.open_lesson, learner.id, course(page), page)
    do(actions.open_lesson, learner.id, course(page), page, now=later)
    record = db.session.scalars(select(LessonRecord)).one()
    assert (record.first_opened_at, record.last_opened_at) == (NOW, later)
    assert count(Enrolment) == 1
    assert verbs() == ["enrolled", "opened"]


def test_enrolling_twice_is_enrolling_once(learner):
    do(actions.enrol, learner.id, course())
    do(actions.enrol, learner.id, course())
    assert count(Enrolment) == 1


def test_a_place_taken_under_a_former_id_is_kept(learner):
    factories.enrolment(learner, "rowing")
    do(actions.enrol, learner.id, course(aliases=("rowing",)))
    assert count(Enrolment) == 1


def test_the_log_says_in_which_department_it_was(app):
    sales = factories.department()
    person = factories.user(department=sales)
    page = lesson("a")
    do(actions.open_lesson, person.id, course(page), page)
    assert set(db.session.scalars(select(LearningEvent.department_id))) == {sales.id}


def test_a_lesson_to_be_viewed_is_completed_by_saying_so(learner):
    page = lesson("a")
    do(actions.complete_lesson, learner.id, course(page, lesson("b")), page)
    assert db.session.scalars(select(LessonRecord.completed_at)).one() == NOW
    assert count(Completion) == 0


def test_completing_again_keeps_the_first_day(learner):
    page = lesson("a")
    do(actions.complete_lesson, learner.id, course(page), page)
    do(actions.complete_lesson, learner.id, course(page), page, now=NOW + MINUTE)
    assert db.session.scalars(select(LessonRecord.completed_at)).one() == NOW
    assert count(Completion) == 1


def test_a_lesson_with_deciding_checks_is_not_completed_by_saying_so(learner):
    page = lesson("a", completion="quiz", questions=(single("q1"),))
    with pytest.raises(Conflict):
        do(actions.complete_lesson, learner.id, course(page), page)
    assert count(LessonRecord) == 0


def test_a_quiz_is_not_completed_by_saying_so(learner):
    with pytest.raises(Conflict):
        do(actions.complete_lesson, learner.id, course(quiz()), quiz())


def test_a_lesson_that_asks_for_time_asks_for_it(learner):
    page = lesson("a", completion="time", min_seconds=60)
    do(actions.open_lesson, learner.id, course(page), page)
    with pytest.raises(Conflict, match="30"):
        do(actions.complete_lesson, learner.id, course(page), page, now=NOW + timedelta(seconds=30.5))
    do(actions.complete_lesson, learner.id, course(page), page, now=NOW + MINUTE)
    assert count(Completion) == 1


# Completing a course


def test_the_last_lesson_completes_the_course_once(learner):
    a, b = lesson("a"), lesson("b")
    taught = course(a, b, edition=3)
    for page in (a, b, a, b):
        do(actions.complete_lesson, learner.id, taught, page)
    completion = db.session.scalars(select(Completion)).one()
    assert (completion.course_id, completion.edition, completion.round) == ("sailing", 3, 1)
    assert verbs().count("completed") == 3


def test_the_day_of_completion_is_the_organisations(learner):
    page = lesson("a")
    late = NOW.replace(hour=17)  # past midnight in Shanghai
    do(actions.complete_lesson, learner.id, course(page), page, now=late)
    assert db.session.scalars(select(Completion.completed_on)).one() == late.date() + timedelta(days=1)


def test_a_completion_is_never_taken_away_by_a_new_lesson(learner):
    a, b = lesson("a"), lesson("b")
    do(actions.complete_lesson, learner.id, course(a), a)
    do(actions.complete_lesson, learner.id, course(a, b), b, now=NOW + MINUTE)
    assert db.session.scalars(select(Completion.completed_at)).one() == NOW


def test_a_new_edition_is_completed_by_doing_what_is_new(learner):
    a, b = lesson("a"), lesson("b")
    do(actions.complete_lesson, learner.id, course(a), a)
    do(actions.complete_lesson, learner.id, course(a, b, edition=2), b)
    assert list(db.session.scalars(select(Completion.edition).order_by(Completion.edition))) == [1, 2]


def test_when_all_that_was_missing_is_withdrawn_the_next_opening_completes_the_course(learner):
    a, b = lesson("a"), lesson("b")
    do(actions.complete_lesson, learner.id, course(a, b), a)
    assert count(Completion) == 0
    do(actions.open_lesson, learner.id, course(a), a)
    assert count(Completion) == 1


def test_lessons_done_under_former_ids_count_towards_completion(learner):
    factories.enrolment(learner, "rowing")
    factories.lesson_record(learner, "old-a", "rowing", completed_at=NOW)
    b = lesson("b")
    taught = course(lesson("a", aliases=("old-a",)), b, aliases=("rowing",))
    do(actions.complete_lesson, learner.id, taught, b)
    assert db.session.scalars(select(Completion.course_id)).one() == "sailing"


def test_a_course_completed_under_its_former_id_is_not_completed_again(learner):
    factories.lesson_record(learner, "a", "rowing", completed_at=NOW)
    factories.completion(learner, "rowing")
    b = lesson("b")
    do(actions.complete_lesson, learner.id, course(lesson("a"), b, aliases=("rowing",)), b)
    assert count(Completion) == 1


# Checks


def answer(learner, page, given, question=0, **kwargs):
    return do(actions.answer_check, learner.id, course(page), page, page.questions[question], given, **kwargs)


def test_an_answer_is_graded_and_kept_with_the_question_as_it_was_asked(learner):
    page = lesson("a", questions=(single("q1"),))
    assert answer(learner, page, WRONG).fraction == 0
    kept = db.session.scalars(select(CheckAnswer)).one()
    assert (kept.answer, kept.fraction, kept.number) == (WRONG, 0, 1)
    assert Question.from_json(db.session.get_one(QuestionRevision, kept.revision).body) == page.questions[0]


def test_an_unreadable_answer_costs_nothing(learner):
    page = lesson("a", questions=(number("q1"),))
    assert answer(learner, page, {"unreadable": "twelve"}).unreadable
    assert count(CheckAnswer) == count(LessonRecord) == 0


def test_no_answer_is_not_kept(learner):
    answer(learner, lesson("a", questions=(single("q1"),)), {})
    assert count(CheckAnswer) == 0


def test_answers_are_numbered_and_the_best_counts(learner):
    page = lesson("a", completion="quiz", pass_ratio=Decimal(1), questions=(single("q1"), single("q2")))
    for given, question in ((RIGHT, 0), (WRONG, 0), (WRONG, 1)):
        answer(learner, page, given, question)
    assert db.session.scalars(select(LessonRecord.completed_at)).one() is None
    answer(learner, page, RIGHT, 1)
    assert db.session.scalars(select(LessonRecord.completed_at)).one() == NOW
    states = queries.list_check_states(course(page), page, learner_id=learner.id)
    assert (states["q1"].answer, states["q1"].fraction, states["q1"].best_fraction) == (WRONG, 0, 1)
    numbers = select(CheckAnswer.number).filter_by(question_id="q1").order_by(CheckAnswer.number)
    assert list(db.session.scalars(numbers)) == [1, 2]


def test_checks_that_do_not_decide_leave_the_lesson_open(learner):
    answer(learner, lesson("a", questions=(single("q1"),)), RIGHT)
    assert db.session.scalars(select(LessonRecord.completed_at)).one() is None


def test_a_check_renamed_keeps_its_answers(learner):
    answer(learner, lesson("a", questions=(single("old"),)), RIGHT)
    page = lesson("a", questions=(single("new", aliases=("old",)),))
    assert queries.list_check_states(course(page), page, learner_id=learner.id)["new"].best_fraction == 1


# Attempts


def start(learner, exam, **kwargs) -> Attempt:
    attempt = do(actions.start_attempt, learner.id, course(exam), exam, **kwargs)
    return queries.get_attempt(attempt.id, learner_id=learner.id)


def hand_in(learner, attempt, exam, answers=BOTH_RIGHT, **kwargs) -> Attempt:
    do(actions.submit_attempt, attempt.id, course(exam), exam, answers, learner_id=learner.id, **kwargs)
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
    def lock_and_save(*, now):
        actions.save_responses(actions.lock_attempt(attempt.id, learner_id=learner.id), answers, now=now)

    do(lock_and_save, **kwargs)


def test_an_answer_saved_again_replaces_the_first(learner):
    attempt = start(learner, quiz())
    save(learner, attempt, {"q1": WRONG})
    save(learner, attempt, {"q1": RIGHT}, now=NOW + MINUTE)
    save(learner, attempt, {"q1": RIGHT}, now=NOW + MINUTE)
    kept = db.session.scalars(select(Response)).one()
    assert (kept.answer, kept.saved_at, kept.fraction) == (RIGHT, NOW + MINUTE, None)


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
        do(actions.submit_attempt, attempt.id, None, None, {}, learner_id=stranger.id)
    assert count(Response) == 0


# The clock


def test_s26_answers_are_taken_until_the_grace_is_over(learner):
    exam = quiz(time_limit_minutes=20)
    attempt = start(learner, exam)
    save(learner, attempt, {"q1": RIGHT}, now=NOW + 20 * MINUTE + actions.GRACE)
    with pytest.raises(Conflict):
        save(learner, attempt, {"q2": RIGHT}, now=NOW + 20 * MINUTE + actions.GRACE + timedelta(seconds=1))
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
    do(actions.submit_attempt, attempt.id, None, None, BOTH_RIGHT, learner_id=learner.id)
    assert queries.get_attempt(attempt.id, learner_id=learner.id).passed


def test_a_question_asked_twice_is_kept_once(learner):
    exam = quiz()
    hand_in(learner, start(learner, exam), exam)
    start(learner, exam)
    assert count(QuestionRevision) == 2
