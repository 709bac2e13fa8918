"""A hint costs on the day it is opened, whichever numbers are asked, and locks nobody out for ever."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.db import db, writing
from app.learning.answering import field_name
from app.learning.models import CheckAnswer, LessonRecord
from app.learning.practice.models import CheckTry
from tests.learning.nine import EN, LESSON, ZH, form_of, right_values, text

ROPE, LABELS = f"{LESSON}/checks/rope", "/courses/packing/lessons/labels"
HINT = "Multiply first."


@pytest.fixture
def costly(course_files):
    """The length of rope, with numbers of its own for every try, has a hint that costs a quarter of the points."""
    course_files.change(ZH, "`id: rope` `type: number`", "`id: rope` `type: number` `hint_cost: 25%`")
    course_files.change(ZH, "> [!解析]\n> 泄密解析乙", "> [!提示]\n> 先乘。\n\n> [!解析]\n> 泄密解析乙")
    explanation = "> [!EXPLANATION]\n> canary-explanation-b"
    course_files.change(EN, explanation, f"> [!HINT]\n> {HINT}\n\n{explanation}")


def shown(browser, lesson=LESSON, question_id="rope") -> str:
    return form_of(text(browser.get(lesson)), question_id)


def hidden(part: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(try|hints|answers)" value="(\d+)"', part))


def answer_rope(browser) -> None:
    part = shown(browser)
    browser.post(ROPE, data={**hidden(part), field_name("rope"): right_values(part, "rope", "en")})


def shares() -> list[float | None]:
    db.session.rollback()
    return list(db.session.scalars(select(CheckAnswer.fraction).order_by(CheckAnswer.id)))


def a_day_passes() -> None:
    with writing():
        for each in db.session.scalars(select(CheckTry)):
            each.begun_at -= timedelta(days=1)


def test_a_hint_stays_open_and_paid_for_with_other_numbers_on_the_same_day(browser, costly):
    browser.post(f"{ROPE}/hints", data={"try": "1", "hints": "0"})
    browser.post(f"{ROPE}/again", data={"try": "1"})
    part = shown(browser)
    assert HINT in part
    assert "Opened hints are taken off whatever you answer here today, with other numbers too." in part
    assert "Open a hint" not in part
    answer_rope(browser)
    assert shares() == [0.75]


def test_the_next_day_the_hint_is_closed_again_and_full_points_can_be_reached(browser, costly):
    browser.post(f"{ROPE}/hints", data={"try": "1", "hints": "0"})
    a_day_passes()
    assert HINT not in shown(browser)
    answer_rope(browser)
    browser.post(f"{ROPE}/again", data=hidden(shown(browser)))
    answer_rope(browser)
    assert shares() == [1, 1]
    browser.post(f"{ROPE}/hints", data=hidden(shown(browser)))
    assert HINT in shown(browser)
    answer_rope(browser)
    assert shares() == [1, 1, 0.75]


def test_a_hint_that_costs_everything_keeps_nobody_from_completing_the_lesson_for_ever(browser, course_files):
    for lang, cost, word in (("zh-CN", " `hint_cost: 100%`", "提示"), ("en", "", "HINT")):
        name = f"packing/10-basics/20-labels.{lang}.md"
        before = (course_files.root / name).read_text(encoding="utf-8")
        course_files.write(
            name, before.replace("`id: where`", f"`id: where`{cost}").rstrip() + f"\n\n> [!{word}]\n> Look.\n"
        )
    where = f"{LABELS}/checks/where"
    right = re.compile(r'value="(#\d)"[^>]*><span>(?:<p>)?On the largest side')

    def answer_where() -> bool:
        part = shown(browser, LABELS, "where")
        browser.post(where, data={**hidden(part), field_name("where"): right.findall(part)})
        db.session.rollback()
        return db.session.scalars(select(LessonRecord.completed_at)).one() is not None

    browser.post(f"{where}/hints", data=hidden(shown(browser, LABELS, "where")))
    assert not answer_where()
    a_day_passes()
    assert answer_where()


def test_a_translation_with_fewer_hints_opens_those_of_the_source(browser, costly, course_files):
    course_files.change(ZH, "> 先乘。", "> 先乘。\n\n> [!提示]\n> 再加。")
    for number in range(2):
        browser.post(f"{ROPE}/hints", data={"try": "1", "hints": str(number)})
        assert "Open hint" in shown(browser) or number
    part = shown(browser)
    assert HINT in part
    assert "再加。" in part
    assert list(db.session.scalars(select(CheckTry.hints_opened))) == [2]
