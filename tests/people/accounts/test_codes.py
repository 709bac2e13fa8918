"""Codes from an app: set up, asked for after the password, each counting once, few guesses; recovery codes for a lost phone."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from passlib.totp import TOTP
from sqlalchemy import select

from app import clock
from app.db import db, writing
from app.people.accounts import codes
from app.people.accounts.proofs import TRIES_A_CODE
from app.people.models import AuditEntry, User
from tests import factories
from tests.crowd import at_once
from tests.people.conftest import sign_in

from .conftest import hidden, text

RECOVERY = re.compile(r"<code>((?:[a-z2-9]{4}-){3}[a-z2-9]{4})</code>")


class Phone:
    """An app that makes codes of the key that a page shows. `ahead`: how many half minutes from now."""

    def __init__(self, page) -> None:
        (key,) = re.findall(r'<code class="key">([A-Z2-7 ]+)</code>', text(page))
        self.totp = TOTP(key=key)

    def code(self, ahead: int = 0) -> str:
        return str(self.totp.generate(clock.now() + timedelta(seconds=30 * ahead)).token)


@pytest.fixture
def browser(client, account):
    factories.sign_in(client, account)
    return client


@pytest.fixture
def phone(browser) -> Phone:
    return Phone(browser.get("/me/second-factor"))


@pytest.fixture
def recovery(browser, phone) -> list[str]:
    """Codes are switched on; recovery codes as they were shown. The browser is a stranger's again."""
    page = browser.post("/me/second-factor/codes", data={"code": phone.code(-1)})
    assert page.status_code == 200
    browser.delete_cookie("session")
    return RECOVERY.findall(text(page))


def second(client, code: str, **more: str):
    return client.post("/sign-in/second", data={"code": code, **more})


def is_in(client) -> bool:
    return client.get("/me").status_code == 200


def test_the_key_is_shown_as_a_picture_and_to_type_until_it_is_used(browser, phone):
    page = text(browser.get("/me/second-factor"))
    assert 'src="data:image/svg+xml' in page
    assert Phone(browser.get("/me/second-factor")).code() == phone.code()
    assert browser.post("/me/second-factor/codes", data={"code": "000000"}).status_code == 422
    assert browser.post("/me/second-factor/codes", data={"code": phone.code()}).status_code == 200


def test_the_secret_is_stored_sealed(recovery, phone, account):
    db.session.rollback()
    sealed = db.session.get_one(User, account.id).tf_totp_secret or ""
    assert phone.totp.base32_key not in sealed
    assert "enckey" in sealed


def test_after_the_password_a_code_is_asked_for(client, recovery, phone):
    page = client.post("/sign-in", data={"email": "T0001", "password": factories.PASSWORD, "next": "/courses/packing"})
    assert (page.status_code, page.location) == (303, "/sign-in/second?next=/courses/packing")
    assert not is_in(client)
    asked = client.get(page.location)
    done = second(client, phone.code(), next=hidden(asked, "next"))
    assert (done.status_code, done.location) == (303, "/courses/packing")
    assert is_in(client)
    assert "password+code" in [entry.detail.get("by") for entry in db.session.scalars(select(AuditEntry))]


@pytest.mark.parametrize("style", ["{0}{1}", "{0} {1}", " {0}-{1} "])
def test_a_code_may_be_typed_with_blanks(client, recovery, phone, style):
    sign_in(client)
    code = phone.code()
    assert second(client, style.format(code[:3], code[3:])).status_code == 303


def test_a_code_may_be_typed_full_width(client, recovery, phone):
    sign_in(client)
    assert second(client, phone.code().translate({48 + n: 0xFF10 + n for n in range(10)})).status_code == 303


def test_s65_a_code_counts_once(client, app, recovery, phone):
    code = phone.code()
    sign_in(client)
    assert second(client, code).status_code == 303
    other = app.test_client()
    sign_in(other)
    assert second(other, code).status_code == 422
    assert second(other, phone.code(-1)).status_code == 422
    assert not is_in(other)
    assert second(other, phone.code(1)).status_code == 303


def test_s65_of_eight_at_once_one_code_opens_one_session(app, recovery, phone):
    clients, code = [app.test_client() for _ in range(8)], phone.code()
    for one in clients:
        sign_in(one)
    answers = at_once(app, *[lambda one=one: second(one, code).status_code for one in clients])
    assert answers.count(303) == 1
    assert sum(is_in(one) for one in clients) == 1


def test_s65_after_five_wrong_codes_even_the_right_one_waits(client, app, recovery, phone, one_window):
    sign_in(client)
    for _ in range(TRIES_A_CODE):
        assert second(client, "000000").status_code == 422
    page = second(client, phone.code(1))
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0
    other = app.test_client()
    sign_in(other)
    assert second(other, phone.code(1)).status_code == 429


def test_s65_guesses_at_once_are_counted_one_by_one(app, recovery, phone, one_window):
    clients = [app.test_client() for _ in range(10)]
    for one in clients:
        sign_in(one)
    answers = at_once(app, *[lambda one=one: second(one, "000000").status_code for one in clients])
    assert answers.count(422) == TRIES_A_CODE


def test_a_phone_may_be_half_a_minute_off_and_no_more(client, recovery, phone):
    sign_in(client)
    assert second(client, phone.code(4)).status_code == 422
    assert second(client, phone.code(-4)).status_code == 422
    assert second(client, phone.code(1)).status_code == 303


def test_ten_recovery_codes_are_shown_once_and_each_opens_once(client, app, account, recovery):
    assert len(set(recovery)) == 10
    sign_in(client)
    assert second(client, recovery[3].upper().replace("-", " ")).status_code == 303
    assert recovery[4] not in text(client.get("/me/second-factor"))
    other = app.test_client()
    sign_in(other)
    assert second(other, recovery[3]).status_code == 422
    assert second(other, recovery[4]).status_code == 303
    db.session.rollback()
    stored = db.session.get_one(User, account.id).mf_recovery_codes or []
    assert len(stored) == 8
    assert not set(recovery) & set(stored)


def test_new_recovery_codes_void_the_old_ones(client, recovery, phone):
    sign_in(client)
    second(client, phone.code())
    fresh = RECOVERY.findall(text(client.post("/me/second-factor/recovery")))
    client.post("/sign-out")
    sign_in(client)
    assert second(client, recovery[0]).status_code == 422
    assert second(client, fresh[0]).status_code == 303


def test_switching_codes_off_asks_again_who_is_there(client, account, recovery):
    factories.sign_in(client, account, stale=True)
    assert client.post("/me/second-factor/off").location.startswith("/confirm-password")
    db.session.rollback()
    assert db.session.get_one(User, account.id).tf_primary_method == codes.METHOD
    factories.sign_in(client, account)
    assert client.post("/me/second-factor/off").status_code == 303
    db.session.rollback()
    person = db.session.get_one(User, account.id)
    assert (person.tf_primary_method, person.tf_totp_secret, person.mf_recovery_codes) == (None, None, None)
    client.post("/sign-out")
    assert sign_in(client).location == "/"


def test_a_code_confirms_that_it_is_you(client, account, recovery, phone):
    factories.sign_in(client, account, stale=True)
    assert client.post("/confirm-password", data={"code": "000000"}).status_code == 422
    assert client.post("/confirm-password", data={"code": phone.code()}).status_code == 303
    assert client.get("/me/second-factor").status_code == 200


@pytest.mark.parametrize("code", ["", "abc", "x" * 5000, "\x00", "🚢", "1e9999", "-00001", "0" * 64])
def test_nonsense_is_no_code(client, recovery, code):
    sign_in(client)
    assert second(client, code).status_code == 422
    assert not is_in(client)


def test_the_second_step_waits_ten_minutes_and_belongs_to_one_browser(client, app, recovery, phone, monkeypatch):
    assert second(app.test_client(), phone.code()).location == "/sign-in"
    sign_in(client)
    code, later = phone.code(), clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert second(client, code).location == "/sign-in"
    assert not is_in(client)


def test_s69_a_password_changed_meanwhile_ends_the_second_step(client, account, recovery, phone):
    sign_in(client)
    with writing():
        db.session.get_one(User, account.id).fs_uniquifier = "another"
    assert second(client, phone.code()).location == "/sign-in"


def test_s10_who_left_meanwhile_does_not_get_in(client, account, recovery, phone):
    sign_in(client)
    with writing():
        db.session.get_one(User, account.id).active = False
    assert second(client, phone.code()).location == "/sign-in"
    assert not is_in(client)


def test_a_new_secret_key_still_reads_what_the_former_one_sealed(app: Flask, recovery, phone, account, monkeypatch):
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [app.config["SECRET_KEY"]])
    monkeypatch.setitem(app.config, "SECRET_KEY", "another-secret-key-of-this-place-57")
    monkeypatch.delitem(app.extensions, "totp")
    with writing():
        assert codes.use(codes.lock(account.id), phone.code(), now=clock.now())
    app.extensions.pop("totp")


def test_s68_setting_up_gives_the_session_another_id(browser, phone):
    before = browser.get_cookie("session").value
    browser.post("/me/second-factor/codes", data={"code": phone.code()})
    assert is_in(browser)
    browser.set_cookie("session", before)
    assert not is_in(browser)
