"""Hints that cost: sent when they are opened, taken off what is answered after."""

import re
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.db import db
from app.learning.answering import field_name
from app.learning.models import CheckAnswer, LearningEvent
from app.learning.practice.models import CheckTry
from tests.learning.acting import count
from tests.learning.nine import EN, LESSON, ZH, form_of, text

POST = f"{LESSON}/checks/post"
FIRST, SECOND = "Think of the edge of the quay.", "It has the shape of a mushroom."


@pytest.fixture
def costly(course_files):
    """The word for the post has two hints, a quarter of the points each."""
    course_files.change(ZH, "`id: post` `type: text`", "`id: post` `type: text` `hint_cost: 25%`")
    course_files.change(ZH, "> 想想码头边上。", "> 想想码头边上。\n\n> [!提示]\n> 形状像蘑菇。")
    course_files.change(EN, f"> {FIRST}", f"> {FIRST}\n\n> [!HINT]\n> {SECOND}")


def shown(browser) -> str:
    return form_of(text(browser.get(LESSON)), "post")


def sent(part: str, word: str = "") -> dict[str, str]:
    hidden = dict(re.findall(r'<input type="hidden" name="(try|hints)" value="(\d+)"', part))
    return {**hidden, field_name("post"): word}


def open_hint(browser, part: str, word: str = ""):
    return browser.post(f"{POST}/hints", data=sent(part, word))


def answer(browser, part: str, word: str = "bollard-canary"):
    return browser.post(POST, data=sent(part, word))


def stored() -> list[tuple[float | None, int]]:
    db.session.rollback()
    rows = db.session.execute(select(CheckAnswer.fraction, CheckAnswer.hints_opened).order_by(CheckAnswer.id))
    return [(fraction, hints) for fraction, hints in rows]


def test_s20_a_hint_that_costs_is_sent_only_when_it_was_opened(browser, costly):
    part = shown(browser)
    assert FIRST not in part
    assert "Open hint 1 of 2: costs 25% of the points" in part
    opened = text(open_hint(browser, part))
    assert FIRST in opened
    assert SECOND not in opened
    assert FIRST in shown(browser)
    assert SECOND not in text(browser.get(LESSON))


def test_a_free_hint_stands_in_the_page_to_be_opened_there(browser):
    assert "<details" in shown(browser)
    assert FIRST in shown(browser)
    assert browser.post(f"{POST}/hints", data={"try": "1", "hints": "0"}).status_code == 200
    assert count(CheckTry) == 0


def test_each_hint_takes_its_share_off_what_is_answered_after(browser, costly):
    answer(browser, shown(browser), "canary-word-b")
    for _ in range(2):
        open_hint(browser, shown(browser))
        answer(browser, shown(browser))
    assert stored() == [(0.5, 0), (0.75, 1), (0.5, 2)]
    events = select(LearningEvent.result).filter_by(verb="answered").order_by(LearningEvent.id)
    assert [result["fraction"] for result in db.session.scalars(events)] == [0.5, 0.75, 0.5]


def test_a_right_answer_after_a_hint_is_called_right_and_says_what_it_is_worth(browser, costly):
    open_hint(browser, shown(browser))
    answer(browser, shown(browser))
    part = shown(browser)
    assert "<b>Right</b>" in part
    assert "75% of the points" in part


def test_p5_where_checks_decide_a_right_answer_after_a_hint_opens_the_solution(browser, costly):
    open_hint(browser, shown(browser))
    answer(browser, shown(browser), "wrong")
    assert "bollard-canary" not in shown(browser)
    answer(browser, shown(browser))
    answer(browser, shown(browser), "wrong")
    assert "Right answer:" in shown(browser)


def test_hints_that_cost_everything_leave_nothing_and_give_nothing_away(browser, costly, course_files):
    course_files.change(ZH, "`hint_cost: 25%`", "`hint_cost: 100%`")
    open_hint(browser, shown(browser))
    answer(browser, shown(browser), "wrong")
    part = shown(browser)
    assert "Not right" in part
    assert "bollard-canary" not in part
    answer(browser, shown(browser))
    assert [fraction for fraction, _hints in stored()] == [0, 0]
    assert "<b>Right</b>" in shown(browser)


def test_p2_the_same_hint_asked_for_twice_is_paid_for_once(browser, costly):
    part = shown(browser)
    for _ in range(3):
        assert open_hint(browser, part).status_code == 200
    assert list(db.session.scalars(select(CheckTry.hints_opened))) == [1]


def test_there_are_no_more_hints_than_were_written(browser, costly):
    for _ in range(5):
        open_hint(browser, shown(browser))
    part = shown(browser)
    assert list(db.session.scalars(select(CheckTry.hints_opened))) == [2]
    assert SECOND in part
    assert "Open hint" not in part


def test_what_was_typed_stays_when_a_hint_is_opened_and_is_no_answer(browser, costly):
    page = form_of(text(open_hint(browser, shown(browser), "bollard?")), "post")
    assert 'value="bollard?"' in page
    assert 'role="alert"' not in page
    assert count(CheckAnswer) == 0


def test_the_address_that_an_opened_hint_leaves_behind_leads_to_its_question(browser, costly):
    page = browser.get(f"{POST}/hints")
    assert (page.status_code, page.location) == (303, f"{LESSON}#check-post")


@pytest.mark.parametrize("opened", ["", "7", "-1", "x", "9" * 40])
def test_s22_no_hint_is_skipped_whatever_is_sent(browser, costly, opened):
    page = browser.post(f"{POST}/hints", data={"try": "1", "hints": opened})
    assert page.status_code == 200
    assert SECOND not in text(page)


def test_the_share_kept_is_exact(browser, costly):
    open_hint(browser, shown(browser))
    answer(browser, shown(browser), "canary-word-b")
    assert [Decimal(str(fraction)) for fraction, _hints in stored()] == [Decimal("0.375")]
