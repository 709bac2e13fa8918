"""What is worth stealing a session for asks again who is there, when that was shown more than ten minutes ago."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock, limits
from app.access import FRESH, SAFE_METHODS, declared
from app.db import db, writing
from app.people.accounts.tries import TRIES_AN_ACCOUNT, WINDOW
from app.people.models import SignIn, User
from tests import factories
from tests.people.conftest import token_of, with_password
from tests.rows import counts
from tests.walk import address, ask, build_world, rules, signed_in

from .conftest import hidden, text

REVOKE = {"reason": "Answers were copied"}


@pytest.fixture
def hr(client: FlaskClient, app: Flask, password_hash: str) -> FlaskClient:
    """HR, signed in an hour ago."""
    person = with_password(password_hash, staff_no="T0007", locale="en", roles=[("hr", None)])
    factories.sign_in(client, person, stale=True)
    return client


@pytest.fixture
def revoke(app: Flask) -> str:
    holder = factories.user(department=factories.department())
    return f"/certificates/{factories.certificate(holder).code}/revoke"


def confirm(client: FlaskClient, password: str = factories.PASSWORD, **more: str):
    return client.post("/confirm-password", data={"password": password, **more})


def test_a_page_is_opened_without_being_asked(hr, revoke):
    assert hr.get(revoke).status_code == 200


def test_a_session_that_was_proved_just_now_is_not_asked(client, app, revoke):
    factories.sign_in(client, factories.user(roles=[("hr", None)]))
    assert client.post(revoke, data=REVOKE).status_code == 303


def test_what_was_sent_comes_back_after_the_password_and_counts_once(hr, revoke):
    asked = hr.post(revoke, data=REVOKE)
    assert asked.status_code == 401
    assert "Confirm that it is you" in text(asked)
    back = confirm(hr, kept=hidden(asked, "kept"))
    assert back.status_code == 200
    assert "Answers were copied" in text(back)
    assert f'action="{revoke}"' in text(back)
    assert hr.post(revoke, data=REVOKE).status_code == 303


def test_what_somebody_else_sent_does_not_come_back(hr, revoke, app, password_hash):
    asked = hr.post(revoke, data=REVOKE)
    other = app.test_client()
    factories.sign_in(other, with_password(password_hash, staff_no="T0008"))
    back = confirm(other, kept=hidden(asked, "kept"))
    assert (back.status_code, back.location) == (303, "/")


def test_a_script_is_told_what_to_do(hr, revoke):
    answer = hr.post(revoke, data=REVOKE, headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json == {"error": "Confirm that it is you, then try again.", "confirm": "/confirm-password"}


def test_a_file_leads_to_the_question_and_back_to_its_page(hr, revoke):
    asked = hr.post(revoke, data=REVOKE, content_type="multipart/form-data")
    assert (asked.status_code, asked.location) == (303, f"/confirm-password?next={revoke}")
    page = hr.get(asked.location)
    assert "a file has to be chosen again" in text(page)
    assert confirm(hr, next=hidden(page, "next")).location == revoke


def test_s71_the_question_leads_only_to_pages_of_ours(hr):
    for target in ("//evil.example", "https://evil.example/", "/confirm-password", "/nowhere"):
        assert 'name="next" type="hidden" value=""' in text(hr.get("/confirm-password", query_string={"next": target}))
        assert confirm(hr, next=target).location == "/"


@pytest.mark.parametrize("password", ["", "wrong-and-long-enough", "x" * 5000, "T0007\x00"])
def test_a_wrong_password_confirms_nothing(hr, revoke, password):
    page = confirm(hr, password)
    assert page.status_code == 422
    assert 'aria-invalid="true"' in text(page)
    assert hr.post(revoke, data=REVOKE).status_code == 401


def test_s65_guessing_is_limited_here_too_and_with_the_other_doors(hr, one_window):
    who = str(db.session.scalars(select(User.id).where(User.staff_no == "T0007")).one())
    with writing():
        for _ in range(TRIES_AN_ACCOUNT - 1):
            limits.count("current password", who, window=WINDOW, now=clock.now())
    assert confirm(hr, "one wrong guess").status_code == 422
    page = confirm(hr)
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0
    assert "Too many tries" in text(page)


def test_s68_a_proof_gives_the_session_another_id(hr, revoke):
    kept = hr.get_cookie("session")
    before = db.session.scalars(select(SignIn.token)).one()
    confirm(hr)
    db.session.rollback()
    assert db.session.scalars(select(SignIn.token)).one() != before
    assert hr.get("/me").status_code == 200
    hr.set_cookie("session", str(kept.value))
    assert hr.get("/me").status_code == 303


def test_s72_the_question_takes_a_form_of_ours(hr, csrf):
    assert confirm(hr).status_code == 400
    assert confirm(hr, csrf_token=token_of(hr.get("/confirm-password"))).status_code == 303


def test_every_address_that_asks_for_it_changes_nothing_without(app: Flask):
    world = build_world()
    client = app.test_client()
    factories.sign_in(client, world.people["everything"], stale=True)
    before, passed = counts(), []
    for rule, method in rules(app):
        marked = hasattr(app.view_functions[rule.endpoint], "fresh")
        if marked or (declared(app, rule.endpoint) in FRESH and method not in SAFE_METHODS):
            path = address(rule, **world.arguments("everything"))
            answer = ask(client, method, path, headers={"Accept": "application/json"})
            if answer.status_code != 401:
                passed.append((method, path, answer.status_code))
    assert passed == []
    assert counts() == before


def test_a_stale_session_still_learns(app: Flask):
    client = signed_in(app, factories.user())
    factories.sign_in(client, factories.user(), stale=True)
    assert client.get("/today").status_code == 200
