"""Speed that is hard to explain is raised at the fact, blocks nothing, and is looked at by a person once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.access import Scope
from app.db import db, writing
from app.errors import Conflict, NotFound
from app.learning import actions
from app.learning.attempts.actions import start_attempt
from app.learning.honesty import flags
from app.learning.honesty.models import HonestyFlag
from app.learning.models import Attempt, LessonRecord
from app.people.models import AuditEntry
from tests import factories
from tests.factories import NOW
from tests.learning.acting import answer_and_hand_in, count, do
from tests.learning.courses import RIGHT, WRONG, course, lesson, quiz, single

EVERYWHERE = Scope(everything=True)
FIVE = tuple(single(f"q{number}") for number in range(1, 6))


def raised() -> list[tuple[str, str, int, dict[str, float]]]:
    db.session.rollback()
    rows = select(HonestyFlag.kind, HonestyFlag.object_id, HonestyFlag.number, HonestyFlag.detail)
    return [tuple(row) for row in db.session.execute(rows.order_by(HonestyFlag.id))]


def later(seconds: float):
    return NOW + timedelta(seconds=seconds)


def complete(learner, page, after: float):
    taught = course(page)
    do(actions.open_lesson, learner.id, taught, page)
    return do(actions.complete_lesson, learner.id, taught, page, now=later(after))


def test_a_lesson_completed_in_no_time_is_noted_and_completed_all_the_same(learner):
    record = complete(learner, lesson("a", minutes=10), 41)
    assert record.completed_at is not None
    assert raised() == [("quick-lesson", "a", 1, {"seconds": 41, "minutes": 10})]


def test_a_lesson_that_took_its_time_is_not_noted(learner):
    complete(learner, lesson("a", minutes=10), 120)
    assert raised() == []


def test_time_in_use_counts_where_a_page_told_of_it(learner):
    page = lesson("a", minutes=10)
    do(actions.open_lesson, learner.id, course(page), page)
    with writing():
        db.session.scalars(select(LessonRecord)).one().active_seconds = 30
    do(actions.complete_lesson, learner.id, course(page), page, now=later(3600))
    assert [(kind, detail["seconds"]) for kind, _id, _number, detail in raised()] == [("quick-lesson", 30)]


def test_without_javascript_nothing_is_known_of_a_lesson_first_heard_of_at_its_end(learner):
    page = lesson("a", minutes=10)
    do(actions.complete_lesson, learner.id, course(page), page)
    assert raised() == []


def answer(learner, page, number, given, after):
    do(actions.answer_check, learner.id, course(page), page, page.questions[number], given, now=later(after))


def test_without_javascript_a_lesson_first_heard_of_at_its_first_answer_is_not_called_quick(learner):
    page = lesson("a", minutes=10, questions=FIVE)
    answer(learner, page, 0, RIGHT, 0)
    do(actions.complete_lesson, learner.id, course(page), page, now=later(30))
    assert raised() == []


def test_many_right_answers_within_seconds_are_noted_when_the_lesson_is_completed(learner):
    page = lesson("a", minutes=3, completion="quiz", pass_ratio=Decimal(1), questions=FIVE)
    for number in range(5):
        answer(learner, page, number, RIGHT, number)
    assert raised() == [("quick-checks", "a", 1, {"answers": 5, "seconds": 4})]
    assert db.session.scalars(select(LessonRecord.completed_at)).one() is not None


def test_answers_that_were_tried_out_are_no_burst(learner):
    page = lesson("a", minutes=3, questions=FIVE)
    for number in range(5):
        answer(learner, page, number, WRONG, number)
        answer(learner, page, number, RIGHT, number)
    do(actions.complete_lesson, learner.id, course(page), page, now=later(60))
    assert raised() == []


def test_five_right_at_the_first_go_within_seconds_are_a_burst(learner):
    page = lesson("a", minutes=3, questions=FIVE)
    for number in range(5):
        answer(learner, page, number, RIGHT, 100 + number)
    do(actions.complete_lesson, learner.id, course(page), page, now=later(600))
    assert raised() == [("quick-checks", "a", 1, {"answers": 5, "seconds": 4})]


def hand_in(learner, answers, after: float) -> Attempt:
    exam = quiz(questions=FIVE)
    taught = course(exam)
    attempt_id = do(start_attempt, learner.id, taught, exam).id
    return do(answer_and_hand_in, attempt_id, taught, exam, answers, learner_id=learner.id, now=later(after))


ALL_RIGHT = {question.id: RIGHT for question in FIVE}


def test_an_attempt_handed_in_faster_than_reading_is_noted_and_counts(learner):
    attempt = hand_in(learner, ALL_RIGHT, 9)
    assert attempt.passed
    (flag,) = raised()
    assert flag == (
        "quick-attempt",
        "exam",
        1,
        {"seconds": 9, "least_seconds": 15, "questions": 5, "score_ratio": 1.0},
    )


@pytest.mark.parametrize(("answers", "after"), [(ALL_RIGHT, 15), ({"q1": RIGHT}, 3)])
def test_an_attempt_that_took_time_or_failed_is_not_noted(learner, answers, after):
    hand_in(learner, answers, after)
    assert raised() == []


# Looking at them


@pytest.fixture
def reader(app):
    return factories.user(name="Li Hua", department=factories.department())


@pytest.fixture
def flag(app):
    return factories.flag(factories.user(department=factories.department()))


def say(flag_id, reader_id, outcome="harmless", note="knows the subject", scope=EVERYWHERE):
    do(flags.say_outcome, flag_id, outcome, note, reader_id=reader_id, scope=scope, request_id="r1")


def test_what_came_of_it_is_kept_with_a_line_in_the_audit_log(flag, reader):
    flag_id, reader_id = flag.id, reader.id
    say(flag_id, reader_id)
    kept = db.session.get_one(HonestyFlag, flag_id)
    assert (kept.outcome, kept.note, kept.looked_by_id, kept.looked_at) == (
        "harmless",
        "knows the subject",
        reader_id,
        NOW,
    )
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.actor_id, entry.detail) == (
        "flag looked at",
        reader_id,
        {"flag": flag_id, "outcome": "harmless"},
    )


def test_the_second_of_two_people_is_told_that_somebody_was_first(flag, reader):
    flag_id, first, second = flag.id, reader.id, factories.user().id
    say(flag_id, first)
    with pytest.raises(Conflict):
        say(flag_id, second, "follow-up")
    with pytest.raises(Conflict):
        say(flag_id, first, "follow-up")
    assert db.session.get_one(HonestyFlag, flag_id).outcome == "harmless"


def test_p2_the_same_said_twice_is_said_once(flag, reader):
    flag_id, reader_id = flag.id, reader.id
    for _ in range(2):
        say(flag_id, reader_id)
    assert count(AuditEntry) == 1


def test_nobody_looks_at_what_is_about_themselves(reader):
    flag_id, reader_id = factories.flag(reader).id, reader.id
    with pytest.raises(NotFound):
        say(flag_id, reader_id)


def test_s09_outside_the_scope_there_is_nothing_to_look_at(flag, reader):
    flag_id, reader_id = flag.id, reader.id
    with pytest.raises(NotFound):
        say(flag_id, reader_id, scope=Scope(paths=("/999/",)))


def test_what_was_raised_once_is_not_raised_again(learner):
    page = lesson("a", minutes=10)
    record = complete(learner, page, 41)
    do(flags.look_at_lesson, record, course(page), page, now=later(50))
    assert len(raised()) == 1
