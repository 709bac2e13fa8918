"""Passkeys: made, named, listed, removed; shown instead of a password, or after it; believed only when everything fits."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.db import db, writing
from app.people.accounts.models import Passkey
from app.people.models import AuditEntry, SignIn, User
from tests import factories
from tests.people.conftest import sign_in

from .authenticator import Authenticator
from .conftest import text


@pytest.fixture(autouse=True)
def named_site(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passkeys are bound to a name; an address of numbers has none."""
    monkeypatch.setitem(app.config, "PUBLIC_URL", "http://localhost")


@pytest.fixture
def browser(client, account):
    factories.sign_in(client, account)
    return client


def add(client, authenticator: Authenticator, name: str = "Phone"):
    options = client.get("/me/passkeys/options").json
    return client.post("/me/passkeys", data={"name": name, "credential": authenticator.create(options)})


def kept() -> list[Passkey]:
    db.session.rollback()
    return list(db.session.scalars(select(Passkey)))


@pytest.fixture
def key(browser) -> Authenticator:
    """Of the account, added before; the browser is a stranger's again."""
    authenticator = Authenticator()
    assert add(browser, authenticator).status_code == 303
    browser.delete_cookie("session")
    return authenticator


def enter(client, authenticator: Authenticator, **more):
    answer = authenticator.get(client.get("/sign-in/passkey/options").json)
    return client.post("/sign-in/passkey", data={"credential": answer, **more})


def is_in(client) -> bool:
    return client.get("/me").status_code == 200


def test_a_passkey_is_added_named_listed_and_removed(browser, account):
    assert add(browser, Authenticator(), "Office <laptop>").location == "/me/second-factor"
    page = text(browser.get("/me/second-factor"))
    assert "Office &lt;laptop&gt;" in page
    (passkey,) = kept()
    assert (passkey.user_id, passkey.transports, passkey.usage) == (account.id, ["internal"], "first")
    browser.post(f"/me/passkeys/{passkey.id}/remove")
    assert kept() == []
    assert {"second factor set up", "second factor taken off"} <= set(db.session.scalars(select(AuditEntry.action)))


def test_it_signs_in_alone_and_leads_to_where_one_was_going(client, key):
    page = enter(client, key, next="/courses/packing")
    assert (page.status_code, page.location) == (303, "/courses/packing")
    assert is_in(client)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "sign-in")).one()
    assert entry.detail["by"] == "passkey+itself"


def test_after_a_password_it_is_asked_for_and_need_not_know_its_person(client, account, key):
    assert sign_in(client).location == "/sign-in/second"
    assert not is_in(client)
    key.verifies = False
    answer = key.get(client.get("/sign-in/second/options").json)
    assert client.post("/sign-in/second", data={"credential": answer}).location == "/"
    assert is_in(client)


def test_alone_it_has_to_know_its_person(client, key):
    key.verifies = False
    assert enter(client, key).location == "/sign-in"
    assert not is_in(client)


def test_it_confirms_that_it_is_you(client, account, key):
    factories.sign_in(client, account, stale=True)
    assert client.get("/me/second-factor").status_code == 303
    answer = key.get(client.get("/confirm-password/options").json)
    assert client.post("/confirm-password", data={"credential": answer}).status_code == 303
    assert client.get("/me/second-factor").status_code == 200


def test_s65_an_answer_counts_once(client, key):
    options = client.get("/sign-in/passkey/options").json
    answer = key.get(options)
    assert client.post("/sign-in/passkey", data={"credential": answer}).location == "/"
    client.delete_cookie("session")
    assert client.post("/sign-in/passkey", data={"credential": answer}).location == "/sign-in"
    key.count += 5
    again = key.get(options)
    assert client.post("/sign-in/passkey", data={"credential": again}).location == "/sign-in"
    assert not is_in(client)


def test_s65_an_old_challenge_is_refused(client, key, monkeypatch):
    options = client.get("/sign-in/passkey/options").json
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.post("/sign-in/passkey", data={"credential": key.get(options)}).location == "/sign-in"


def test_s65_a_challenge_made_for_something_else_is_refused(client, account, key):
    factories.sign_in(client, account)
    confirming = client.get("/confirm-password/options").json
    client.delete_cookie("session")
    assert client.post("/sign-in/passkey", data={"credential": key.get(confirming)}).location == "/sign-in"
    sign_in(client)
    alone = client.get("/sign-in/passkey/options").json
    assert client.post("/sign-in/second", data={"credential": key.get(alone)}).status_code == 422
    assert not is_in(client)


def test_somebody_elses_passkey_is_no_second_step(client, account, key, app, password_hash):
    other, theirs = app.test_client(), Authenticator()
    factories.sign_in(other, factories.user(staff_no="T0002"))
    add(other, theirs)
    sign_in(client)
    options = client.get("/sign-in/second/options").json
    assert client.post("/sign-in/second", data={"credential": theirs.get(options)}).status_code == 422
    assert not is_in(client)


def forged(answer: str) -> str:
    parsed = json.loads(answer)
    parsed["response"]["signature"] = parsed["response"]["signature"][:-6] + "AAAAAA"
    return json.dumps(parsed)


@pytest.mark.parametrize(
    "change",
    [
        lambda key: setattr(key, "origin", "https://evil.example"),
        lambda key: setattr(key, "host", "evil.example"),
        lambda key: setattr(key, "key", Authenticator().key),
        lambda key: setattr(key, "key_id", b"another key here"),
        lambda key: setattr(key, "count", -1),
    ],
    ids=["another site", "another name", "another secret", "unknown", "counter gone back"],
)
def test_s80_what_does_not_fit_opens_nothing(client, key, change):
    with writing():
        db.session.scalars(select(Passkey)).one().sign_count = 3
    key.count = 7
    change(key)
    assert enter(client, key).location == "/sign-in"
    assert not is_in(client)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{}",
        "[]",
        "null",
        "x" * 30_000,
        '{"response":{"clientDataJSON":"e30"}}',
        '{"rawId":5,"response":7}',
        "\x00",
        "🚢",
    ],
)
def test_nonsense_is_refused_everywhere(browser, client, account, key, answer):
    assert client.post("/sign-in/passkey", data={"credential": answer}).location == "/sign-in"
    sign_in(client)
    assert client.post("/sign-in/second", data={"credential": answer}).status_code == 422
    factories.sign_in(client, account)
    assert client.post("/confirm-password", data={"credential": answer}).status_code == 422
    assert client.post("/me/passkeys", data={"name": "x", "credential": answer}).status_code == 422
    assert len(kept()) == 1


def test_a_passkey_cannot_be_added_for_somebody_else(browser, app):
    other = app.test_client()
    factories.sign_in(other, factories.user())
    answer = Authenticator().create(other.get("/me/passkeys/options").json)
    assert browser.post("/me/passkeys", data={"name": "x", "credential": answer}).status_code == 422
    assert kept() == []


def test_somebody_elses_passkey_is_not_found(browser, app):
    passkey = factories.passkey(factories.user())
    assert browser.post(f"/me/passkeys/{passkey.id}/remove").status_code == 404
    assert len(kept()) == 1


def test_ten_are_enough(browser, account):
    for _ in range(10):
        factories.passkey(account)
    assert add(browser, Authenticator()).status_code == 422
    assert len(kept()) == 10


def test_it_needs_a_name(browser):
    assert add(browser, Authenticator(), "  ").status_code == 422
    assert add(browser, Authenticator(), "x" * 61).status_code == 422
    assert kept() == []


def test_s10_a_leaver_s_passkey_opens_nothing(client, account, key):
    with writing():
        db.session.get_one(User, account.id).active = False
    assert enter(client, key).location == "/sign-in"
    assert not is_in(client)
    assert db.session.scalars(select(SignIn.ended_at)).all() == [
        None
    ]  # only the session from before, which opens nothing


def test_s66_the_challenge_says_nothing_about_who_exists(client, key):
    options = client.get("/sign-in/passkey/options").json
    assert options["allowCredentials"] == []
    assert client.get("/sign-in/second/options").status_code == 404


def test_where_the_site_has_no_name_codes_are_offered_instead(browser, app, monkeypatch):
    monkeypatch.setitem(app.config, "PUBLIC_URL", "http://127.0.0.1:8000")
    page = text(browser.get("/me/second-factor"))
    assert 'data-passkey="create"' not in page
    assert "passkeys need a name" in page
