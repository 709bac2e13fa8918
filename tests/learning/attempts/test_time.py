"""The clock: late answers, handing in by itself, a clock that was set back."""

from datetime import timedelta

from sqlalchemy import select, update

from app import clock, jobs
from app.db import db
from app.errors import Conflict
from app.learning import queries
from app.learning.attempts import actions
from app.learning.attempts.jobs import hand_in_overdue
from app.learning.attempts.rules import GRACE, seconds_left
from app.learning.attempts.saving import Given, save_response
from app.learning.models import Attempt, LearningEvent, Response
from tests import factories
from tests.factories import NOW
from tests.learning.acting import count, do
from tests.learning.courses import RIGHT, WRONG, course, quiz

from .sending import begin_earlier, hand_in, kept_late, send, start, state, stored, the_attempt

MINUTE = timedelta(minutes=1)
EXAM = quiz(time_limit_minutes=20)
REVISION = EXAM.questions[0].revision


def begin(learner, **more) -> int:
    return do(actions.start_attempt, learner.id, course(EXAM), EXAM, **more).id


def save(learner, attempt_id, answer, **more):
    return do(save_response, attempt_id, Given("q1", REVISION, answer), learner_id=learner.id, **more)


# Late answers


def test_s26_an_answer_given_in_time_that_comes_late_is_kept_beside_the_attempt(browser):
    attempt = start(browser)
    begin_earlier(25, limit=20)
    late = send(browser, attempt, "padding", "a", age=6 * 60_000)
    assert late.status_code == 409
    assert (late.json["over"], late.json["late"], late.json["result"]) == (True, True, attempt)
    assert stored() == {}
    assert kept_late() == {"padding": {"chosen": ["a"]}}


def test_s26_what_was_given_after_the_time_is_not_kept(browser):
    attempt = start(browser)
    begin_earlier(25, limit=20)
    late = send(browser, attempt, "padding", "a")
    assert (late.status_code, late.json["over"], late.json["late"]) == (409, True, False)
    assert (stored(), kept_late()) == ({}, {})


def test_s26_what_comes_more_than_ten_minutes_late_is_not_kept_whatever_its_browser_says(browser):
    attempt = start(browser)
    begin_earlier(31, limit=20)
    assert send(browser, attempt, "padding", "a", age=20 * 60_000).json["late"] is False
    assert kept_late() == {}


def test_s26_a_late_answer_is_kept_although_the_clock_has_handed_in(browser):
    attempt = start(browser)
    begin_earlier(25, limit=20)
    hand_in_overdue()
    late = send(browser, attempt, "padding", "a", age=6 * 60_000)
    assert (late.json["over"], late.json["late"]) == (True, True)
    assert kept_late() == {"padding": {"chosen": ["a"]}}


def test_f17_who_hands_in_within_the_grace_does_not_shut_out_what_another_device_gave_in_time(browser):
    attempt = start(browser)
    send(browser, attempt, "padding", "a")
    begin_earlier(20 + 5 / 60, limit=20)
    hand_in(browser, attempt)
    late = send(browser, attempt, "tape", "a", age=60_000)
    assert (late.json["over"], late.json["late"]) == (True, True)
    assert kept_late() == {"tape": {"chosen": ["a"]}}
    assert the_attempt().submitted_at == the_attempt().deadline_at


def test_f17_in_the_grace_the_page_is_told_how_much_of_it_is_left_and_answers_count(browser):
    attempt = start(browser)
    assert (state(browser, attempt)["grace"]) == 30
    begin_earlier(20 + 20 / 60, limit=20)
    found = state(browser, attempt)
    assert (found["left"], found["result"]) == (0, None)
    assert 9 <= found["grace"] <= 10
    assert 'data-grace="' in browser.get(attempt).get_data(as_text=True)
    assert send(browser, attempt, "tape", "a").status_code == 200


def test_of_late_answers_to_one_question_the_one_given_last_stays(browser):
    attempt = start(browser)
    begin_earlier(25, limit=20)
    for value, age in (("a", 7), ("b", 6), ("a", 8)):
        send(browser, attempt, "padding", value, age=age * 60_000)
    assert kept_late() == {"padding": {"chosen": ["b"]}}


def test_an_answer_that_was_saved_in_time_is_not_late_when_it_is_sent_again(browser):
    attempt = start(browser)
    send(browser, attempt, "padding", "a")
    begin_earlier(25, limit=20)
    assert not send(browser, attempt, "padding", "a", age=6 * 60_000).json["late"]
    assert kept_late() == {}


def test_after_handing_in_nothing_is_late(browser):
    attempt = start(browser)
    begin_earlier(19, limit=20)
    hand_in(browser, attempt)
    assert "handed_in" in send(browser, attempt, "padding", "a", age=60_000).json
    assert kept_late() == {}


def test_the_state_counts_down_and_then_leads_to_the_result(browser):
    attempt = start(browser)
    begin_earlier(15, limit=20)
    assert 290 <= state(browser, attempt)["left"] <= 300
    begin_earlier(25, limit=20)
    found = state(browser, attempt)
    assert (found["left"], found["result"], found["handed_in"]) == (0, attempt, None)


# Handing in by itself


def test_the_clock_hands_in_what_is_past_deadline_and_grace(learner):
    attempt_id = begin(learner, now=clock.now() - 21 * MINUTE)
    save(learner, attempt_id, RIGHT, now=clock.now() - 10 * MINUTE)
    hand_in_overdue()
    attempt = the_attempt()
    assert (attempt.submitted_at, attempt.score_ratio, attempt.passed) == (attempt.deadline_at, 0.5, False)


def test_f18_the_clock_handing_in_twice_does_nothing_the_second_time(learner):
    begin(learner, now=clock.now() - 21 * MINUTE)
    hand_in_overdue()
    events, first = count(LearningEvent), the_attempt().submitted_at
    hand_in_overdue()
    assert (count(LearningEvent), the_attempt().submitted_at) == (events, first)


def test_the_clock_leaves_alone_what_still_has_grace_or_no_limit(learner):
    begin(learner, now=clock.now() - 20 * MINUTE - GRACE / 2)
    other, free = factories.user(), quiz()
    do(actions.start_attempt, other.id, course(free), free, now=clock.now() - timedelta(days=9))
    hand_in_overdue()
    db.session.rollback()
    assert set(db.session.scalars(select(Attempt.submitted_at))) == {None}


def test_the_clock_hands_in_many_although_one_of_them_cannot_be(learner):
    broken, learner_id = begin(learner, now=clock.now() - 30 * MINUTE), learner.id
    others = [factories.user() for _ in range(3)]
    for other in others:
        begin(other, now=clock.now() - 30 * MINUTE)
    with db.engines["writer"].begin() as connection:  # as no release would write it
        connection.execute(update(Attempt).where(Attempt.id == broken).values(form=[{"question": "q1"}]))
    hand_in_overdue()
    db.session.rollback()
    open_ones = db.session.scalars(select(Attempt.user_id).where(Attempt.submitted_at.is_(None)))
    assert list(open_ones) == [learner_id]


def test_the_clock_runs_it_every_minute(app):
    assert f"{hand_in_overdue.__module__}.{hand_in_overdue.__qualname__}" in jobs.BY_THE_CLOCK


# A clock that was set back


def test_f08_a_clock_set_back_neither_shortens_nor_doubles_the_time(learner):
    attempt_id = begin(learner)
    attempt = queries.get_attempt(attempt_id, learner_id=learner.id)
    before, after = NOW - timedelta(hours=1), NOW + 5 * MINUTE
    assert seconds_left(attempt.started_at, attempt.deadline_at, before) == 20 * 60
    assert seconds_left(attempt.started_at, attempt.deadline_at, after) == 15 * 60
    assert attempt.deadline_at == NOW + 20 * MINUTE


def test_f08_answers_saved_after_the_clock_was_set_back_are_not_older_than_what_was_there(learner):
    attempt_id = begin(learner)
    assert save(learner, attempt_id, RIGHT, now=NOW - timedelta(hours=1)).saved_at == NOW
    save(learner, attempt_id, WRONG, now=NOW + 2 * MINUTE)
    assert save(learner, attempt_id, RIGHT, now=NOW + MINUTE).saved_at == NOW + 2 * MINUTE
    db.session.rollback()
    assert db.session.scalars(select(Response.saved_at)).one() == NOW + 2 * MINUTE


def test_f08_nothing_is_handed_in_before_it_began(learner):
    attempt_id = begin(learner)
    do(actions.submit_attempt, attempt_id, course(EXAM), EXAM, learner_id=learner.id, now=NOW - timedelta(hours=1))
    assert the_attempt().submitted_at == NOW


def test_f08_the_wait_before_the_next_attempt_ends_at_the_instant_that_was_said(learner):
    exam = quiz(retry_after_minutes=60)
    first = do(actions.start_attempt, learner.id, course(exam), exam).id
    do(actions.submit_attempt, first, course(exam), exam, learner_id=learner.id)
    back = NOW - timedelta(hours=1)
    for moment, may in ((back, False), (NOW + 59 * MINUTE, False), (NOW + 60 * MINUTE, True)):
        try:
            do(actions.start_attempt, learner.id, course(exam), exam, now=moment)
            assert may
        except Conflict:
            assert not may
