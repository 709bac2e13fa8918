"""What is asked follows from a seed and stays; what is open waits for its review."""

import re

from app.db import db
from app.learning.answering import field_name
from app.learning.models import Attempt, CheckAnswer, QuestionRevision
from app.questions import variants
from app.questions.model import Question

from .nine import (
    EN,
    LESSON,
    NINE,
    QUIZ,
    ZH,
    answer,
    asked_ids,
    fill_in,
    form_of,
    options,
    review,
    right_values,
    start,
    text,
)


def test_a_learner_keeps_the_numbers_and_others_get_their_own(app, browser, learner):
    prompt = form_of(text(browser.get(LESSON)), "rope").split("q-prompt")[1]
    answer(browser, "rope", ["1"])
    browser.post("/language", data={"lang": "en"})
    assert (
        form_of(text(browser.get(LESSON)), "rope").split("q-prompt")[1].split("</div>")[0] == prompt.split("</div>")[0]
    )
    course = app.extensions["content"].catalogue.courses["harbour"]
    question = course.lesson("kinds").question("rope")
    assert len({str(variants.draw(question, f"{learner_id}/rope/1").values) for learner_id in range(30)}) > 1


def test_an_attempt_shows_for_ever_the_numbers_it_asked(browser, course_files):
    attempt = start(browser)
    before = form_of(text(browser.get(attempt)), "x-rope").split("q-prompt")[1].split("</div>")[0]
    for path in ("harbour/20-tides/10-exam.zh-CN.md", "harbour/20-tides/10-exam.en.md"):
        course_files.change(path, "ropes = random(4, 8)", "ropes = random(40, 80)")
    assert form_of(text(browser.get(attempt)), "x-rope").split("q-prompt")[1].split("</div>")[0] == before
    row = db.session.scalars(db.select(Attempt)).one()
    entry = next(entry for entry in row.form if entry["question"] == "x-rope")
    revision = db.session.get(QuestionRevision, entry["revision"])
    assert revision
    body = revision.body
    drawn = variants.draw(Question.from_json(body), row.seed)
    assert entry["values"] == {name: str(value) for name, value in drawn.values.items()}
    assert "{{" in body["texts"]["en"]["prompt_html"]  # kept as it was written


def test_a_question_that_changed_meanwhile_is_not_judged_by_what_was_shown(browser, course_files):
    page = text(browser.get(LESSON))
    pin = re.search(r'name="asked" value="([0-9a-f]+)"', form_of(page, "who-orders"))
    assert pin
    course_files.change(ZH, "- ( ) 乘客", "- ( ) 旅客")
    sent = browser.post(f"{LESSON}/checks/who-orders", data={"asked": pin[1], field_name("who-orders"): "#1"})
    assert sent.status_code == 303
    assert "has just been changed" in text(browser.get(LESSON))
    assert db.session.scalars(db.select(CheckAnswer)).all() == []


def test_an_answer_to_what_is_another_question_today_is_not_shown_as_its_answer(browser, course_files):
    page = text(browser.get(LESSON))
    answer(browser, "who-orders", right_values(form_of(page, "who-orders"), "who-orders", "en"))
    for path, old, new in (
        (ZH, "- (x) 船长", "- ( ) 船长"),
        (ZH, "- ( ) 水手", "- (x) 水手"),
        (EN, "- (x) The", "- ( ) The"),
        (EN, "- ( ) A sailor", "- (x) A sailor"),
    ):
        content = (course_files.root / path).read_text(encoding="utf-8")
        (course_files.root / path).write_text(content.replace(old, new), encoding="utf-8")
    course_files.publish()
    part = form_of(text(browser.get(LESSON)), "who-orders")
    assert "has changed since you answered it" in part
    assert " checked" not in part


def test_the_start_page_counts_what_is_drawn(browser):
    page = text(browser.get(QUIZ))
    assert "12 questions · 13 points" in page
    assert "some are drawn anew" in page
    assert "12 questions" in text(browser.get("/courses/harbour"))
    assert len(asked_ids(text(browser.get(start(browser))))) == 12


def test_pools_give_what_was_not_asked_before_and_never_what_is_retired_or_too_hard(browser):
    asked = []
    for _ in range(2):
        attempt = start(browser)
        asked.append([key for key in asked_ids(text(browser.get(attempt))) if not key.startswith("x-")])
        browser.post(f"{attempt}/hand-in")
    assert {asked[0][0], asked[1][0]} == {"port-side", "starboard-side"}
    assert set(asked[0][1:]) | set(asked[1][1:]) == {"spring", "neap", "twice"}


def test_an_open_answer_makes_the_quiz_wait_neither_passed_nor_failed(browser):
    attempt = start(browser)
    fill_in(browser, attempt)
    browser.post(f"{attempt}/hand-in")
    row = db.session.scalars(db.select(Attempt)).one()
    assert row.submitted_at
    assert (row.passed, row.score_ratio, row.points) == (None, None, None)
    result = text(browser.get(attempt))
    assert "Handed in: waiting for review" in result
    assert "8 of 13 points so far; 2 more wait for a reviewer" in result
    assert "Not passed" not in result
    assert "Waiting for review" in text(browser.get(QUIZ))
    assert "waiting for review" in text(browser.get("/courses/harbour"))
    assert "Waiting for review" in text(browser.get("/record"))


def test_the_sample_is_shown_after_the_review_and_the_rubric_never(reader):
    attempt = start(reader)
    fill_in(reader, attempt)
    reader.post(f"{attempt}/hand-in")
    secret = re.compile("泄密标准甲|canary-rubric-a|泄密参考甲|canary-sample-a")
    assert not secret.search(text(reader.get(attempt)))
    review("x-failed", 2)
    row = db.session.scalars(db.select(Attempt)).one()
    assert (row.points, row.score_ratio, row.passed) == (10, 0.7692, True)
    page = text(reader.get(attempt))
    assert re.search("泄密参考甲|canary-sample-a", page)
    assert not re.search("泄密标准甲|canary-rubric-a", page)
    assert "2/2" in page


def test_without_an_open_answer_a_quiz_has_its_result_at_once(browser):
    attempt = start(browser)
    fill_in(browser, attempt, leave=("x-failed",))
    browser.post(f"{attempt}/hand-in")
    row = db.session.scalars(db.select(Attempt)).one()
    assert (row.passed, row.points) == (True, 8)


def test_an_open_answer_in_a_lesson_waits_and_counts_only_after_its_review(browser):
    page = text(browser.get(LESSON))
    for question_id in NINE:
        answer(browser, question_id, right_values(form_of(page, question_id), question_id, "en"))
    page = text(browser.get(LESSON))
    assert "Waiting for review" in form_of(page, "failed")
    assert "the lesson is completed when 90%" in page.lower()
    assert "canary-sample-a" not in page
    assert "waiting for review" in text(browser.get("/courses/harbour"))
    review("failed", 2)
    answer(browser, "ebb", [value for value, words in options(form_of(page, "ebb")) if words == "False"])
    page = text(browser.get(LESSON))
    assert "canary-sample-a" in page
    assert "canary-rubric-a" not in page
    assert "waiting for review" not in text(browser.get("/courses/harbour"))


def test_beside_a_lesson_stands_what_waits_for_review(browser, course_files):
    course_files.change("harbour/10-berths/20-later.zh-CN.md", "requires: [kinds]", "requires: []")
    assert "waiting for review" not in text(browser.get("/courses/harbour/lessons/later"))
    answer(browser, "failed", right_values(form_of(text(browser.get(LESSON)), "failed"), "failed", "en"))
    assert "waiting for review" in text(browser.get("/courses/harbour/lessons/later"))


def test_an_open_answer_of_another_length_than_asked_for_is_pointed_out(browser):
    attempt = start(browser)
    browser.post(attempt, data={field_name("x-failed"): "Too short."})
    assert "It has 2 words; at least 5 are asked for." in text(browser.get(attempt))
    browser.post(attempt, data={field_name("x-failed"): "Short.", "v-x-failed": 1})
    page = text(browser.get(attempt))
    assert ">It has 1 word; at least 5 are asked for.</p>" in page
    assert ">1 word so far." not in page
    assert "at least 5 are asked for" in text(browser.get(f"{attempt}/hand-in"))


def test_parts_that_are_left_open_are_pointed_out_before_hand_in(browser):
    attempt = start(browser)
    page = text(browser.get(attempt))
    values = right_values(form_of(page, "x-lines"), "x-lines", "en")
    browser.post(attempt, data={field_name("x-lines"): [values[0], "", ""], field_name("x-steps"): ["1", "1", "", ""]})
    confirm = text(browser.get(f"{attempt}/hand-in"))
    assert "2 parts are left open" in confirm
    assert "Every item needs a place of its own." in confirm
