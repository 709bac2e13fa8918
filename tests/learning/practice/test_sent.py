"""What the form of one question brings: sent twice it counts once, and what cannot be kept whole is refused as it was typed."""

import re

import pytest
from sqlalchemy import func, select

from app.db import db
from app.learning import actions
from app.learning.models import CheckAnswer, LearningEvent
from app.learning.spaced.models import ReviewCard
from tests import factories
from tests.crowd import at_once
from tests.learning.acting import count, do, verbs
from tests.learning.courses import RIGHT, WRONG, course, lesson, single

KINDS = "/courses/harbour/lessons/kinds"
FORM = "application/x-www-form-urlencoded"


def hidden(browser, question: str) -> dict[str, str]:
    """The hidden fields of the form of one question."""
    page = browser.get(KINDS).get_data(as_text=True)
    form = page.partition(f'id="check-{question}"')[2].partition("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))


def send(browser, question: str, values, fields: dict[str, str] | None = None):
    return browser.post(f"{KINDS}/checks/{question}", data={**(fields or {}), f"q-{question}": values})


def given() -> list[dict]:
    db.session.rollback()
    return list(db.session.scalars(select(CheckAnswer.answer).order_by(CheckAnswer.id)))


# Sent twice


def test_p2_a_double_click_on_a_check_counts_once(browser):
    fields = hidden(browser, "post")
    for _ in range(2):
        assert send(browser, "post", "a mooring post", fields).status_code == 303
    assert given() == [{"text": "a mooring post"}]
    assert verbs().count("answered") == 1
    db.session.rollback()
    assert [card.reviews for card in db.session.scalars(select(ReviewCard))] == [1]


def test_the_same_answer_to_the_page_that_shows_the_first_one_is_another_one(browser):
    for _ in range(2):
        send(browser, "post", "a mooring post", hidden(browser, "post"))
    assert len(given()) == 2


def test_another_answer_from_a_second_tab_is_kept_and_neither_counts_twice(browser):
    fields = hidden(browser, "post")
    for value in ("one", "two", "one", "two"):
        send(browser, "post", value, fields)
    assert given() == [{"text": "one"}, {"text": "two"}]


def test_p2_the_same_answer_to_a_check_from_eight_tabs_at_once_counts_once(app):
    learner, page = factories.user(), lesson("a", questions=(single("q1"),))
    factories.enrolment(learner, "sailing")
    learner_id, taught = learner.id, course(page)

    def answer(given):
        def job() -> None:
            do(actions.answer_check, learner_id, taught, page, page.questions[0], given, known=0)

        return job

    assert at_once(app, *[answer(RIGHT), answer(WRONG)] * 4) == [None] * 8
    assert count(CheckAnswer) == 2
    assert db.session.scalar(select(func.count()).where(LearningEvent.verb == "answered")) == 2


# What is accepted


@pytest.mark.parametrize("length", [20_000, 20_001])
def test_an_open_answer_is_kept_whole_or_refused_and_comes_back_as_it_was_typed(browser, length):
    sent = send(browser, "failed", "长" * length, hidden(browser, "failed"))
    if length <= 20_000:
        assert (sent.status_code, given()) == (303, [{"text": "长" * length}])
        return
    assert (sent.status_code, given()) == (422, [])
    page = sent.get_data(as_text=True)
    assert "Shorten it" in page
    assert "长" * length in page


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("failed", "stop\x00go"),
        ("post", "a\x00b"),
        ("who-orders", "#9"),
        ("who-orders", "captain"),
        ("rope", "1" * 501),
    ],
)
def test_what_no_page_sends_is_refused_and_stores_nothing(browser, question, value):
    sent = send(browser, question, value, hidden(browser, question))
    assert (sent.status_code, given()) == (422, [])
    assert "no answer yet" not in sent.get_data(as_text=True)


def test_broken_utf_8_is_refused_and_stores_nothing(browser):
    sent = browser.post(f"{KINDS}/checks/failed", data=b"q-failed=stop%FF", content_type=FORM)
    assert (sent.status_code, given()) == (422, [])


@pytest.fixture
def costly(course_files):
    """A hint of “post” costs a quarter of its points."""
    setting = "`id: post` `type: text`"
    course_files.change("harbour/10-berths/10-kinds.zh-CN.md", setting, f"{setting} `hint_cost: 25%`")


def test_opening_a_hint_cuts_nothing_off(browser, costly):
    typed = "x" * 501
    page = browser.post(f"{KINDS}/checks/post/hints", data={"q-post": typed}).get_data(as_text=True)
    assert typed in page
    assert "Shorten it" in page
