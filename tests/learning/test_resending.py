"""Text that a person sent is never lost: session ended, token old, disk full. It comes back to them alone, to be sent again."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import db, writing
from app.learning.models import CheckAnswer
from app.people.models import SignIn, User
from app.resending import Sent, seal, unseal
from tests import factories
from tests.learning.attempts.sending import start, stored
from tests.learning.attempts.test_faults import FULL, writer_with
from tests.learning.marking.waiting import in_lesson
from tests.learning.nine import QUIZ as NINE_QUIZ

LESSON = "/courses/harbour/lessons/kinds"
HOME = {"Origin": "http://localhost"}
ESSAY = 'First I stop the engine.\r\n"Then" <b>I</b> call the pilot 领航员'


@pytest.fixture
def learner(app: Flask) -> User:
    return factories.user(locale="en", password=True)


@pytest.fixture
def protected(browser: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """As it is outside the tests: a form needs its token."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    return browser


def text(response) -> str:
    return response.get_data(as_text=True)


def hidden(page: str, mark: str = "<main") -> dict[str, str]:
    """The hidden fields of the first form behind a mark."""
    form = page.partition(mark)[2].partition("</form>")[0]
    fields = re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form)
    fields += re.findall(r'<input[^>]*name="([^"]+)"[^>]*type="hidden"[^>]*value="([^"]*)"', form)
    return {name: unescape(value) for name, value in fields}


def check_fields(browser: FlaskClient) -> dict[str, str]:
    return {**hidden(text(browser.get(LESSON)), 'id="check-failed"'), "q-failed": ESSAY}


def end_sessions() -> None:
    with writing():
        for row in db.session.scalars(select(SignIn)):
            row.ended_at = factories.NOW


def given() -> list[tuple[int, str]]:
    db.session.rollback()
    return [(row.user_id, row.answer["text"]) for row in db.session.scalars(select(CheckAnswer))]


def sign_in(browser: FlaskClient, person: User, page: str, password: str = factories.PASSWORD):
    data = {**hidden(page, 'action="/sign-in"'), "email": person.staff_no, "password": password}
    return browser.post("/sign-in", data=data, headers=HOME)


def send_again(browser: FlaskClient, page: str):
    """Press the one button of the page that holds what was sent."""
    address = re.search(r'<form class="stack" method="post" action="([^"]+)"', page.partition("<main")[2])
    assert address
    return browser.post(unescape(address[1]), data=hidden(page), headers=HOME)


# The session has ended


def test_f16_an_answer_in_a_lesson_outlives_its_session(protected, learner):
    fields, learner_id = check_fields(protected), learner.id
    end_sessions()
    protected.set_cookie("language", "en")
    refused = protected.post(f"{LESSON}/checks/failed", data=fields, headers=HOME)
    assert refused.status_code == 401
    assert "What you sent is still here" in text(refused)
    assert ESSAY.splitlines()[0] not in text(refused)  # not before it is known who looks
    back = sign_in(protected, learner, text(refused))
    assert back.status_code == 200
    assert "Send it again" in text(back)
    assert "I&lt;/b&gt; call the pilot 领航员" in text(back)
    assert given() == []
    assert send_again(protected, text(back)).status_code == 303
    assert given() == [(learner_id, ESSAY.replace("\r\n", "\n"))]


def test_f16_the_page_of_an_attempt_without_javascript_outlives_its_session(protected, learner):
    attempt = protected.post(NINE_QUIZ, data=hidden(text(protected.get(NINE_QUIZ)))).location
    fields = {**hidden(text(protected.get(attempt))), "q-x-failed": ESSAY, "do": "review"}
    end_sessions()
    refused = protected.post(f"{attempt}?question=2", data=fields, headers=HOME)
    back = sign_in(protected, learner, text(refused))
    assert send_again(protected, text(back)).location == f"{attempt}/hand-in"
    assert stored()["x-failed"] == ({"text": ESSAY.replace("\r\n", "\n")}, 1)


def test_a_wrong_password_loses_nothing(protected, learner):
    fields = check_fields(protected)
    end_sessions()
    refused = protected.post(f"{LESSON}/checks/failed", data=fields, headers=HOME)
    again = sign_in(protected, learner, text(refused), "not-my-password")
    assert again.status_code == 422
    assert send_again(protected, text(sign_in(protected, learner, text(again)))).status_code == 303
    assert len(given()) == 1


def test_a_cookie_that_is_gone_too_loses_nothing(protected, learner, app):
    fields = check_fields(protected)
    stranger = app.test_client()
    refused = stranger.post(f"{LESSON}/checks/failed", data=fields, headers=HOME)
    assert refused.status_code == 401
    back = sign_in(stranger, learner, text(refused))
    assert send_again(stranger, text(back)).status_code == 303
    assert len(given()) == 1


def test_who_signs_in_instead_neither_sees_nor_saves_it(protected, learner):
    fields, other = check_fields(protected), factories.user(locale="en", password=True)
    end_sessions()
    refused = protected.post(f"{LESSON}/checks/failed", data=fields, headers=HOME)
    instead = sign_in(protected, other, text(refused))
    assert instead.status_code == 303
    assert "belongs to somebody else" in text(protected.get(instead.location, follow_redirects=True))
    assert given() == []


def test_a_page_opened_by_one_person_saves_nothing_for_the_next_one_in_this_browser(browser, learner):
    fields = check_fields(browser)
    factories.sign_in(browser, factories.user(locale="en"))
    refused = browser.post(f"{LESSON}/checks/failed", data=fields)
    assert refused.status_code == 409
    assert "engine" not in text(refused)
    assert given() == []


# The token is old


def test_a_form_with_an_old_token_comes_back_filled(protected, learner):
    fields = check_fields(protected)
    refused = protected.post(f"{LESSON}/checks/failed", data={**fields, "csrf_token": "old"}, headers=HOME)
    assert refused.status_code == 400
    assert given() == []
    assert send_again(protected, text(refused)).status_code == 303
    assert len(given()) == 1


def test_a_reviewer_s_comment_comes_back_too(protected, app, learner):
    company = factories.department()
    trainee = factories.user(department=company)
    answer = in_lesson(trainee)
    with protected.session_transaction() as session:
        session.clear()
    factories.sign_in(protected, factories.user(roles=[("editor", None)], locale="en"))
    address = f"/marking/lesson/{answer.id}"
    fields = {**hidden(text(protected.get(address)), "data-mark"), "comment": "Well seen", "points": "1", "do": "draft"}
    refused = protected.post(address, data={**fields, "csrf_token": "old"}, headers=HOME)
    assert refused.status_code == 400
    assert send_again(protected, text(refused)).status_code == 303
    assert "Well seen" in text(protected.get(address))


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example.net", "http://localhost.evil.example.net"])
def test_s72_a_form_of_another_site_is_not_held_out_to_be_sent(protected, learner, origin):
    headers = {"Origin": origin} if origin else {}
    forged = {"made-for": str(learner.id), "q-failed": "planted"}
    refused = protected.post(f"{LESSON}/checks/failed", data=forged, headers=headers)
    assert refused.status_code == 400
    assert "planted" not in text(refused)


def test_nothing_else_comes_back(protected, learner):
    data = {"made-for": str(learner.id), "current": "my-old-password", "csrf_token": "old"}
    assert "my-old-password" not in text(protected.post("/me", data=data, headers=HOME))


@pytest.mark.parametrize("word", ["", "x", "WyIvIiwxLFtdXQ.aaaa.bbbb"])
def test_what_we_have_not_sealed_is_passed_over(app, learner, word):
    assert unseal(word) is None
    data = {"email": learner.staff_no, "password": factories.PASSWORD, "kept": word}
    assert app.test_client().post("/sign-in", data=data, headers=HOME).status_code == 303


def test_what_was_sealed_is_read_again_and_what_is_too_long_is_not_sealed(app):
    sent = Sent("/attempts/1?question=2", 7, (("q-a", "#1"), ("q-a", "#2"), ("q-b", "字\r\n" * 10_000)))
    assert unseal(seal(sent)) == sent
    assert len(seal(sent)) < 10_000


# The server is busy


def test_f03_what_was_sent_to_a_full_disk_comes_back_and_can_be_sent_again(browser):
    fields = check_fields(browser)
    with writer_with(**FULL):
        refused = browser.post(f"{LESSON}/checks/failed", data={**fields, "q-failed": "长" * 9000}, headers=HOME)
    assert refused.status_code == 503
    assert "长" * 9000 in text(refused)
    assert send_again(browser, text(refused)).status_code == 303
    assert len(given()) == 1


def test_f03_the_page_of_an_attempt_comes_back_from_a_full_disk(browser):
    attempt = start(browser, NINE_QUIZ)
    fields = {**hidden(text(browser.get(attempt))), "q-x-failed": "长" * 9000, "do": "review"}
    with writer_with(**FULL):
        refused = browser.post(attempt, data=fields, headers=HOME)
        assert (refused.status_code, stored()) == (503, {})
    assert send_again(browser, text(refused)).location == f"{attempt}/hand-in"
    assert stored()["x-failed"] == ({"text": "长" * 9000}, 1)


def test_who_was_signed_out_is_led_back_to_the_page_the_form_stood_on(app):
    assert "next=/attempts/1/hand-in" in app.test_client().post("/attempts/1/hand-in").location.replace("%2F", "/")


def test_broken_utf_8_is_refused_although_the_token_was_read_first(protected):
    token = check_fields(protected)["csrf_token"]
    body = f"csrf_token={token}&q-failed=stop".encode() + b"%FF"
    kind = "application/x-www-form-urlencoded"
    refused = protected.post(f"{LESSON}/checks/failed", data=body, content_type=kind)
    assert (refused.status_code, given()) == (422, [])
