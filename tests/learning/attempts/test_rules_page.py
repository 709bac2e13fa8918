"""What is said before and after an attempt: what may be asked, when another one opens, when one was handed in."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.db import db, writing
from app.filters import moment
from app.learning.models import Attempt
from tests.learning.nine import text

from .sending import QUIZ as FINAL
from .sending import hand_in, send, start, state

POOL, AHEAD = "harbour/pools/tides.zh-CN.md", "/courses/harbour/quizzes/ahead"
HINTS, REVIEWER = "some cost points", "read by a reviewer"
QUIZ = """---
id: ahead
type: quiz
title: 结业
draw:
  - from: tide-bank
    count: 1
    difficulty: [easy]
---

结业测验。
"""


@pytest.fixture
def drawing(course_files):
    """A quiz that asks one question of a pool; the pool is only in Chinese."""
    (course_files.root / "harbour/pools/tides.en.md").unlink()
    course_files.write("harbour/20-tides/20-ahead.zh-CN.md", QUIZ)
    return course_files


def rules(browser) -> str:
    return text(browser.get(AHEAD))


def test_nothing_is_said_of_what_no_question_asks(browser, drawing):
    page = rules(browser)
    assert "1 question" in page
    assert HINTS not in page
    assert REVIEWER not in page


@pytest.mark.parametrize("question_id", ["spring", "neap", "twice"])
def test_hints_of_any_question_of_a_pool_are_announced_with_their_cost(browser, drawing, question_id):
    text_before = (drawing.root / POOL).read_text(encoding="utf-8")
    part = text_before[text_before.index(f"`id: {question_id}`") :].partition("\n## ")[0]
    costly = part.replace(f"`id: {question_id}`", f"`id: {question_id}` `hint_cost: 25%`").rstrip()
    drawing.write(POOL, text_before.replace(part, f"{costly}\n\n> [!提示]\n> 看月亮。\n"))
    assert HINTS in rules(browser)


def test_a_cost_without_a_hint_is_not_announced(browser, drawing):
    drawing.change(POOL, "`id: spring`", "`id: spring` `hint_cost: 25%`")
    assert HINTS not in rules(browser)


@pytest.mark.parametrize(("difficulty", "said"), [("easy", True), ("hard", False)])
def test_a_reviewer_is_announced_where_an_open_question_may_be_drawn(browser, drawing, difficulty, said):
    heading = f"## [?] 说说潮汐。\n`id: tell` `type: open` `difficulty: {difficulty}`"
    added = f"\n{heading}\n\n> [!评分标准]\n> 一分。\n"
    drawing.write(POOL, (drawing.root / POOL).read_text(encoding="utf-8").rstrip() + "\n" + added)
    assert (REVIEWER in rules(browser)) is said


def left_attempt(browser, course_files, line: str, *, minutes_ago: float) -> str:
    """An attempt at a quiz with this setting that was handed in some time ago; its address."""
    file = "packing/10-basics/30-final.zh-CN.md"
    name = line.partition(":")[0]
    lines = (course_files.root / file).read_text(encoding="utf-8").splitlines()
    kept = [each for each in lines if not each.startswith(f"{name}:")]
    course_files.write(file, "\n".join([kept[0], line, *kept[1:]]) + "\n")
    attempt = start(browser)
    hand_in(browser, attempt)
    with writing():
        row = db.session.scalars(select(Attempt)).one()
        row.started_at = row.submitted_at = clock.now() - timedelta(minutes=minutes_ago)
    return attempt


def test_the_only_attempt_is_spoken_of_in_the_singular(browser, course_files):
    left_attempt(browser, course_files, "attempts: 1", minutes_ago=5)
    assert "You have used the 1 attempt there is." in text(browser.get(FINAL))


def test_the_next_attempt_opens_at_a_moment_told_as_all_others(browser, course_files):
    left_attempt(browser, course_files, "retry_after: 60", minutes_ago=0)
    handed_in_at = db.session.scalars(select(Attempt.submitted_at)).one()
    assert handed_in_at
    assert f"The next attempt opens at {moment(handed_in_at + timedelta(minutes=60))}." in text(browser.get(FINAL))


def test_an_answer_to_an_attempt_handed_in_on_another_day_is_told_the_day(browser, course_files):
    attempt = left_attempt(browser, course_files, "attempts: 2", minutes_ago=2 * 24 * 60)
    at = moment(db.session.scalars(select(Attempt.submitted_at)).one())
    refused = send(browser, attempt, "padding", "a")
    assert refused.json["error"] == f"This attempt was handed in at {at}. Its answers cannot be changed."
    assert refused.json["handed_in"] == at == state(browser, attempt)["handed_in"]
