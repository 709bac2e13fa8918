"""An attempt without JavaScript: versions in the form, one question a page, flags, hints, and what is refused."""

import re

import pytest
from sqlalchemy import select

from app.db import db
from app.learning.attempts.drawn import list_drawn
from app.learning.models import Response
from tests.learning.acting import count
from tests.learning.nine import QUIZ as NINE_QUIZ
from tests.learning.nine import form_of, text

from .sending import hand_in, send, start, state, stored, the_attempt

ZH, EN = "harbour/20-tides/10-exam.zh-CN.md", "harbour/20-tides/10-exam.en.md"
FIRST, SECOND = "Think of the edge of the quay.", "It has the shape of a mushroom."


def versions(page: str) -> dict[str, str]:
    """The hidden fields that say which versions a page knows."""
    hidden = re.findall(r'<input type="hidden" name="(v-[^"]+)" value="(\d+)"', page)
    return dict(hidden)


def post(browser, attempt, fields, do="save", at=None):
    return browser.post(f"{attempt}?question={at}" if at else attempt, data={**fields, "do": do})


def test_the_form_carries_the_versions_it_knows(browser):
    attempt = start(browser)
    send(browser, attempt, "padding", "a")
    found = versions(text(browser.get(attempt)))
    assert found == {"v-padding": "1", "v-fields": "0", "v-tape": "0", "v-pieces": "0"}


def test_what_another_window_changed_is_not_overwritten_but_named_with_both_answers(browser):
    attempt = start(browser)
    known = versions(text(browser.get(attempt)))
    send(browser, attempt, "pieces", "120")
    page = post(browser, attempt, {**known, "q-padding": "a", "q-pieces": "119"})
    assert page.status_code == 409
    assert "119" in text(page)
    assert 'value="120"' in text(page)
    assert stored() == {"padding": ({"chosen": ["a"]}, 1), "pieces": ({"text": "120", "value": "120"}, 1)}
    second = versions(text(page))
    assert post(browser, attempt, {**second, "q-padding": "a", "q-pieces": "119"}).status_code == 303
    assert stored()["pieces"] == ({"text": "119", "value": "119"}, 2)


def test_the_same_page_sent_twice_is_saved_once(browser):
    attempt = start(browser)
    fields = {**versions(text(browser.get(attempt))), "q-padding": "a", "q-pieces": "119"}
    for _ in range(2):
        assert post(browser, attempt, fields).status_code == 303
    assert {version for _answer, version in stored().values()} == {1}


def test_a_page_that_knows_no_versions_wipes_out_no_answer(browser):
    attempt = start(browser)
    send(browser, attempt, "padding", "a")
    send(browser, attempt, "pieces", "120")
    page = post(browser, attempt, {"q-pieces": "119", "q-tape": "a"})
    assert page.status_code == 409
    assert "119" in text(page)
    assert stored() == {
        "padding": ({"chosen": ["a"]}, 1),
        "pieces": ({"text": "120", "value": "120"}, 1),
        "tape": ({"chosen": ["a"]}, 1),
    }


def test_one_question_a_page_saves_that_one_alone_and_goes_on(browser):
    attempt = start(browser)
    send(browser, attempt, "padding", "a")
    page = text(browser.get(f"{attempt}?question=2"))
    known = versions(page)
    assert len(known) == 1
    question_id = next(iter(known)).removeprefix("v-")
    moved = post(browser, attempt, known, do="go:3", at=2)
    assert moved.location.endswith("?question=3")
    assert stored() == {"padding": ({"chosen": ["a"]}, 1)}
    assert len(versions(text(browser.get(moved.location)))) == 1
    assert question_id != next(iter(versions(text(browser.get(moved.location))))).removeprefix("v-")


@pytest.mark.parametrize("at", ["0", "99", "-1", "two", "", "1e1", "٣"])
def test_an_unknown_number_of_a_question_shows_all(browser, at):
    attempt = start(browser)
    assert len(versions(text(browser.get(f"{attempt}?question={at}")))) == 4


def test_a_flag_is_put_and_taken_by_a_button_and_the_answers_are_saved_along(browser):
    attempt = start(browser)
    known = versions(text(browser.get(attempt)))
    page = post(browser, attempt, {**known, "q-padding": "a"}, do="flag:tape")
    assert page.location.endswith("#question-tape")
    assert state(browser, attempt)["answers"]["tape"]["flagged"]
    assert stored()["padding"] == ({"chosen": ["a"]}, 1)
    post(browser, attempt, versions(text(browser.get(attempt))) | {"q-padding": "a"}, do="flag:tape")
    assert not state(browser, attempt)["answers"]["tape"]["flagged"]


def test_a_number_that_was_not_read_holds_nobody_up(browser):
    attempt = start(browser)
    assert post(browser, attempt, {"q-pieces": "many"}, do="review").location == f"{attempt}/hand-in"


def test_what_cannot_be_kept_stays_in_its_field_and_the_rest_is_saved(browser):
    attempt = start(browser)
    known = versions(text(browser.get(attempt)))
    page = post(browser, attempt, {**known, "q-padding": "a", "q-pieces": "1" * 600})
    assert page.status_code == 422
    assert "1" * 600 in text(page)
    assert stored() == {"padding": ({"chosen": ["a"]}, 1)}


@pytest.mark.parametrize(
    ("do", "status"),
    [
        ("flag:none", 404),
        ("flag:", 404),
        ("hint:none:1", 404),
        ("hint:padding:1", 422),
        ("hint:padding:x", 422),
        ("hint:padding:99999", 422),
    ],
)
def test_a_button_that_no_page_has_changes_nothing(browser, do, status):
    attempt = start(browser)
    assert post(browser, attempt, {"q-padding": "a"}, do=do).status_code == status
    assert count(Response) == 0


# Hints


@pytest.fixture
def costly(course_files):
    """Question x-post of the exam has two hints, a quarter of its points each."""
    course_files.change(ZH, "`id: x-post` `type: text`", "`id: x-post` `type: text` `hint_cost: 25%`")
    course_files.change(ZH, "> 想想码头边上。", "> 想想码头边上。\n\n> [!提示]\n> 形状像蘑菇。")
    course_files.change(EN, f"> {FIRST}", f"> {FIRST}\n\n> [!HINT]\n> {SECOND}")


def open_hint(browser, attempt, number, question="x-post"):
    return browser.post(f"{attempt}/hints", data={"question": question, "hint": number})


def test_s20_the_text_of_a_hint_that_costs_is_sent_only_when_it_was_opened(browser, costly):
    attempt = start(browser, NINE_QUIZ)
    assert FIRST not in text(browser.get(attempt))
    opened = open_hint(browser, attempt, 1)
    assert opened.json["opened"] == 1
    assert [FIRST in html for html in opened.json["hints"]] == [True]
    page = text(browser.get(attempt))
    assert FIRST in page
    assert SECOND not in page


def test_s24_a_hint_opened_twice_is_opened_once_and_none_is_skipped(browser, costly):
    attempt = start(browser, NINE_QUIZ)
    assert open_hint(browser, attempt, 2).status_code == 422
    for _ in range(2):
        assert open_hint(browser, attempt, 1).json["opened"] == 1
    for number in (3, 0, 99):
        assert open_hint(browser, attempt, number).status_code == 422
    assert state(browser, attempt)["answers"]["x-post"]["hints_opened"] == 1


def test_every_hint_opened_costs_its_share_and_the_answer_counts_as_right(browser, costly):
    attempt = start(browser, NINE_QUIZ)
    for number in (1, 2):
        open_hint(browser, attempt, number)
    send(browser, attempt, "x-post", "bollard-canary")
    hand_in(browser, attempt)
    db.session.rollback()
    row = db.session.scalars(select(Response).filter_by(question_id="x-post")).one()
    assert row.fraction == 1
    assert row.points == pytest.approx(0.5 * _points())


def _points() -> float:
    body = next(entry for entry in the_attempt().form if entry["question"] == "x-post")
    return float(list_drawn([body["revision"]], "")[0].points)


def test_after_handing_in_no_hint_is_opened(browser, costly):
    attempt = start(browser, NINE_QUIZ)
    hand_in(browser, attempt)
    refused = open_hint(browser, attempt, 1)
    assert refused.status_code == 409
    assert FIRST not in text(refused)


def test_the_button_of_the_page_opens_a_hint_too(browser, costly):
    attempt = start(browser, NINE_QUIZ)
    known = versions(text(browser.get(attempt)))
    page = post(browser, attempt, {**known, "q-x-post": "bollard-canary"}, do="hint:x-post:1")
    assert page.location.endswith("#question-x-post")
    assert FIRST in form_of(text(browser.get(attempt)), "x-post")
    assert stored()["x-post"][0] == {"text": "bollard-canary"}
