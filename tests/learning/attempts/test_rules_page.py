"""The rules before a quiz tell of everything that may be asked, whatever will be drawn."""

import pytest

from tests.learning.nine import text

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
