"""What learners do, and every way in which it can go."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.db import db
from app.errors import Conflict
from app.learning import actions, enrolling, queries
from app.learning.models import (
    CheckAnswer,
    Completion,
    Enrolment,
    LearningEvent,
    LessonRecord,
    QuestionRevision,
)
from app.questions.model import Question
from tests import factories
from tests.factories import NOW

from .acting import count, do, verbs
from .courses import RIGHT, WRONG, course, lesson, number, quiz, single

MINUTE = timedelta(minutes=1)
BOTH_RIGHT = {"q1": RIGHT, "q2": RIGHT}


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
    do(enrolling.enrol, learner.id, course())
    do(enrolling.enrol, learner.id, course())
    assert count(Enrolment) == 1


def test_a_place_taken_under_a_former_id_is_kept(learner):
    factories.enrolment(learner, "rowing")
    do(enrolling.enrol, learner.id, course(aliases=("rowing",)))
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
