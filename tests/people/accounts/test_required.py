"""Where real people are, whoever sees or changes other people's data sets up a second factor before anything else opens."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.access import NEEDS_SECOND_FACTOR, OPEN_WITHOUT_SECOND_FACTOR, Role, declared
from app.db import db
from app.people.models import SignIn
from tests import factories
from tests.conftest import statements
from tests.people.conftest import sign_in, with_password
from tests.rows import counts
from tests.walk import address, ask, build_world, rules

from .conftest import text
from .test_codes import Phone


@pytest.fixture(autouse=True)
def required(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "REQUIRE_SECOND_FACTOR", True)


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_these_roles_are_led_there_and_no_others(client, app, role):
    department = factories.department()
    factories.sign_in(client, factories.user(roles=[(role, department)], department=department))
    page = client.get("/today")
    if Role(role) in NEEDS_SECOND_FACTOR:
        assert (page.status_code, page.location) == (303, "/me/second-factor")
        assert client.get("/me/second-factor").status_code == 200
    else:
        assert page.status_code == 200


def test_trainees_may_but_need_not(client, app):
    factories.sign_in(client, factories.user())
    assert client.get("/today").status_code == 200


def test_nothing_else_opens_until_then(app):
    world = build_world()
    client = app.test_client()
    person = factories.user(roles=[(role.value, None) for role in Role])
    factories.sign_in(client, person)
    before, opened = counts(), []
    for rule, method in rules(app):
        if declared(app, rule.endpoint) is None or rule.endpoint in OPEN_WITHOUT_SECOND_FACTOR:
            continue
        path = address(rule, **world.arguments("everything"))
        answer = ask(client, method, path)
        if answer.status_code == 404:
            continue  # the example is of no address
        as_script = ask(client, method, path, headers={"Accept": "application/json"})
        if (answer.status_code, answer.location, as_script.status_code) != (303, "/me/second-factor", 403):
            opened.append((method, path, answer.status_code))
    assert opened == []
    assert counts() == before


def test_language_and_sign_out_stay_open(client, password_hash):
    factories.sign_in(client, with_password(password_hash, staff_no="T0007", roles=[("hr", None)]))
    assert client.post("/language", data={"lang": "en", "next": "/me/second-factor"}).location == "/me/second-factor"
    assert client.post("/sign-out").status_code == 302


def test_after_the_password_one_sets_it_up_and_goes_on(client, password_hash):
    with_password(password_hash, staff_no="T0007", locale="en", roles=[("hr", None)])
    assert sign_in(client, "T0007").status_code == 303
    assert client.get("/").location == "/me/second-factor"
    page = client.get("/me/second-factor")
    assert "Your role asks for it" in text(page)
    shown = client.post("/me/second-factor/codes", data={"code": Phone(page).code()})
    assert "They are shown only now" in text(shown)
    assert client.get("/today").status_code == 200


def test_a_passkey_will_do(client):
    person = factories.user(roles=[("admin", None)])
    factories.passkey(person)
    factories.sign_in(client, person)
    assert client.get("/settings").status_code == 200


def test_who_showed_two_factors_elsewhere_needs_none_here(client):
    factories.sign_in(client, factories.user(roles=[("admin", None)]))
    with client.session_transaction() as session:
        session["twice"] = True
    assert client.get("/settings").status_code == 200


def test_a_request_still_reads_who_asks_in_one_statement(client):
    person = factories.user(roles=[("hr", None)])
    factories.passkey(person)
    factories.sign_in(client, person)
    with statements() as seen:
        client.get("/sign-in/passkey/options")
        client.get("/")
    assert len(seen) == 2
    assert db.session.scalars(select(SignIn.user_id)).one() == person.id
