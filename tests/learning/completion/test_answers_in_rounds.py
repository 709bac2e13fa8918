"""What an earlier round opens, and leaves unfinished, counts for nothing in the next: neither its pass nor its attempt."""

import re

import pytest
from sqlalchemy import select

from app import clock
from app.db import db, writing
from app.learning.models import Attempt, Enrolment, LessonRecord
from app.learning.spaced.queries import get_review
from tests.learning.acting import count
from tests.learning.spaced.answers import begin, hand_in, take
from tests.learning.spaced.pages import days_ago, text

QUIZ = "/courses/packing/quizzes/final"
FILE = "packing/10-basics/30-final.zh-CN.md"
PASS = {"padding": True, "fields": True, "tape": True, "pieces": True}
FAIL = {"padding": False, "fields": False, "tape": False, "pieces": False}
RIGHT_ANSWER = re.compile(r"Right answer:|\(right answer\)|canary-word")


@pytest.fixture
def setting(course_files):
    """Sets something in the quiz."""

    def change(line: str) -> None:
        name = line.partition(":")[0]
        lines = (course_files.root / FILE).read_text(encoding="utf-8").splitlines()
        kept = [each for each in lines if not each.startswith(f"{name}:")]
        course_files.write(FILE, "\n".join([kept[0], line, *kept[1:]]) + "\n")

    return change


def begin_round(learner, days: int) -> None:
    with writing():
        row = Enrolment(user_id=learner.id, course_id="packing", round=2, enrolled_at=days_ago(days))
        db.session.add(row)


def address(number: int) -> str:
    db.session.rollback()
    return f"/attempts/{db.session.scalars(select(Attempt.id).filter_by(number=number)).one()}"


def shows_answers(browser, number: int) -> bool:
    return bool(RIGHT_ANSWER.search(text(browser.get(address(number)))))


def is_reviewed(learner) -> bool:
    """Whether its questions may be asked in review, now or when they are due."""
    return bool(get_review(learner_id=learner.id, now=clock.now()).items)


@pytest.mark.parametrize("policy", ["after_pass", "after_last"])
def test_s20_a_pass_of_an_earlier_round_opens_no_answers_in_the_next(browser, learner, setting, policy):
    setting(f"answers: {policy}")
    take(learner, PASS, days_ago(200))
    assert shows_answers(browser, 1)
    begin_round(learner, 5)
    take(learner, FAIL, days_ago(3))
    assert not shows_answers(browser, 2)
    assert not is_reviewed(learner)


def test_s20_the_result_of_an_earlier_round_keeps_its_answers_back_until_the_round_is_passed(browser, learner, setting):
    setting("answers: after_pass")
    take(learner, PASS, days_ago(200))
    begin_round(learner, 5)
    page = text(browser.get(address(1)))
    assert not RIGHT_ANSWER.search(page)
    assert "This quiz is taken again: right answers and explanations are shown once you have passed it anew." in page
    take(learner, PASS, days_ago(3))
    assert shows_answers(browser, 1)
    assert shows_answers(browser, 2)
    assert is_reviewed(learner)


def test_s20_a_pass_that_runs_out_soon_opens_no_answers_for_the_next(browser, learner, setting):
    setting("valid_months: 12")
    setting("answers: after_pass")
    take(learner, PASS, days_ago(350))
    assert not shows_answers(browser, 1)
    assert not is_reviewed(learner)
    take(learner, PASS, days_ago(2))
    assert shows_answers(browser, 2)
    assert is_reviewed(learner)


def test_answers_that_show_after_every_hand_in_stay_open_in_a_new_round(browser, learner, setting):
    setting("answers: after_submit")
    take(learner, PASS, days_ago(200))
    begin_round(learner, 5)
    assert shows_answers(browser, 1)
    assert is_reviewed(learner)


def test_an_attempt_left_open_before_the_round_is_handed_in_and_a_new_one_begun(browser, learner, setting):
    setting("retry_after: 60")
    begin(learner, days_ago(200))
    begin_round(learner, 5)
    rules = text(browser.get(QUIZ))
    assert "Go on with attempt 1" not in rules
    assert "Attempt 1 was begun before this round and counts nothing in it" in rules
    assert browser.post(QUIZ).location == address(2)
    assert count(Attempt) == 2
    first = db.session.scalars(select(Attempt).filter_by(number=1)).one()
    assert (first.submitted_at is not None, first.passed) == (True, False)
    assert "Go on with attempt 2" in text(browser.get(QUIZ))


def test_an_attempt_begun_in_the_round_is_gone_on_with(browser, learner):
    begin_round(learner, 5)
    begin(learner, days_ago(2))
    assert "Go on with attempt 1" in text(browser.get(QUIZ))
    assert browser.post(QUIZ).location == address(1)


def test_the_time_of_an_attempt_of_an_earlier_round_may_have_run_out_meanwhile(browser, learner, setting):
    setting("time_limit: 20")
    begin(learner, days_ago(200))
    begin_round(learner, 5)
    assert browser.post(QUIZ).location == address(2)
    first = db.session.scalars(select(Attempt).filter_by(number=1)).one()
    assert first.submitted_at == first.deadline_at


def test_what_was_handed_in_late_for_an_earlier_round_passes_nothing_in_the_next(browser, learner):
    attempt = begin(learner, days_ago(200))
    begin_round(learner, 5)
    hand_in(attempt, PASS, clock.now())
    db.session.rollback()
    record = select(LessonRecord.completed_at).filter_by(lesson_id="final")
    assert list(db.session.scalars(record)) == [None]
    assert "Start another attempt" in text(browser.get(QUIZ))
