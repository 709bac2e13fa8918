"""Sessions: they end when they should, everywhere, at once."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock, limits
from app.db import db, writing
from app.people.accounts.tries import TRIES_AN_ACCOUNT, WINDOW
from app.people.models import AuditEntry, RoleGrant, SignIn, User
from tests import factories

from .conftest import sign_in, token_of

NEW = "three harbours and a lamp"
HOUR = 3600


def text(page) -> str:
    return page.get_data(as_text=True)


def is_in(client) -> bool:
    return client.get("/me").status_code == 200


def cookie(client) -> str:
    kept = client.get_cookie("session")
    assert kept is not None
    return str(kept.value)


def aged(client, **seconds: int) -> None:
    with client.session_transaction() as session:
        for name, age in seconds.items():
            session[name] = int(time.time()) - age


@pytest.fixture
def browser(client, account):
    sign_in(client)
    return client


def test_s69_after_signing_out_the_old_cookie_opens_nothing(browser):
    old = cookie(browser)
    page = browser.post("/sign-out")
    assert (page.status_code, page.location) == (302, "/sign-in")
    assert page.headers["Clear-Site-Data"] == '"cache"'
    assert not is_in(browser)
    browser.set_cookie("session", old)
    assert not is_in(browser)
    assert db.session.scalars(select(SignIn.ended_at)).one() is not None


def test_signing_out_takes_a_form_of_ours(browser, csrf):
    assert browser.get("/sign-out").status_code == 405
    assert browser.post("/sign-out").status_code == 400
    assert is_in(browser)
    assert browser.post("/sign-out", data={"csrf_token": token_of(browser.get("/me"))}).status_code == 302
    assert not is_in(browser)


def test_signing_out_here_leaves_other_devices_alone(browser, app):
    other = app.test_client()
    sign_in(other)
    browser.post("/sign-out")
    assert is_in(other)


def test_signing_out_everywhere_ends_every_session(browser, app):
    other = app.test_client()
    sign_in(other)
    page = browser.post("/me/sign-out-everywhere")
    assert (page.status_code, page.location) == (303, "/sign-in")
    assert not is_in(browser)
    assert not is_in(other)


def change_password(browser, current=factories.PASSWORD, password=NEW, repeated=None):
    return browser.post(
        "/me", data={"current": current, "password": password, "repeated": password if repeated is None else repeated}
    )


def test_s69_a_new_password_ends_every_session(browser, app):
    other = app.test_client()
    sign_in(other)
    old = cookie(browser)
    assert change_password(browser).location == "/sign-in"
    browser.set_cookie("session", old)
    assert not is_in(browser)
    assert not is_in(other)
    assert sign_in(browser).status_code == 422
    assert sign_in(browser, password=NEW).status_code == 303
    assert "password changed" in list(db.session.scalars(select(AuditEntry.action)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"current": "not-my-password"}, "This is not your current password"),
        ({"current": ""}, "Type your current password"),
        ({"password": "too-short"}, "Use 12 to 128 characters"),
        ({"password": "x" * 129}, "Use 12 to 128 characters"),
        ({"password": "password12345"}, "easily guessed"),
        ({"password": "aaaaaaaaaaaaaa"}, "easily guessed"),
        ({"password": ""}, "Choose a password"),
        ({"repeated": "something else entirely"}, "The two passwords differ"),
    ],
)
def test_a_refused_password_is_explained_beside_its_field(browser, change, said):
    page = change_password(browser, **change)
    assert page.status_code == 422
    assert said in text(page)
    assert 'aria-invalid="true"' in text(page)
    assert is_in(browser)
    assert "password changed" not in list(db.session.scalars(select(AuditEntry.action)))


def test_a_password_may_be_chinese_words(browser):
    assert change_password(browser, password="信风送我到宁波与汉堡的港口").status_code == 303


def test_s65_the_current_password_cannot_be_guessed_either(browser, account, one_window):
    with writing():
        for _ in range(TRIES_AN_ACCOUNT - 1):
            limits.count("current password", str(account.id), window=WINDOW, now=clock.now())
    assert change_password(browser, current="a wrong guess").status_code == 422
    page = change_password(browser)
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0
    assert "Too many tries" in text(page)


@pytest.mark.parametrize(
    ("roles", "age", "stays"),
    [
        ([], {"seen": 11 * HOUR}, True),
        ([], {"seen": 13 * HOUR}, False),
        ([], {"started": 6 * 24 * HOUR}, True),
        ([], {"started": 8 * 24 * HOUR}, False),
        (["manager"], {"seen": 11 * HOUR}, True),
        (["hr"], {"seen": HOUR // 2}, True),
        (["hr"], {"seen": 2 * HOUR}, False),
        (["editor"], {"seen": 2 * HOUR}, False),
        (["admin"], {"started": 13 * HOUR}, False),
        (["manager", "hr"], {"seen": 2 * HOUR}, False),
    ],
)
def test_sessions_run_out_sooner_for_those_who_can_do_more(client, app, roles, age, stays):
    person = factories.user(roles=[(role, None) for role in roles])
    factories.sign_in(client, person)
    aged(client, **age)
    assert is_in(client) is stays


def test_a_role_that_has_ended_no_longer_shortens_the_session(client, app):
    person = factories.user(roles=[("hr", None)])
    with writing():
        db.session.scalars(select(RoleGrant)).one().ended_on = clock.today()
    factories.sign_in(client, person)
    aged(client, seen=2 * HOUR)
    assert is_in(client)


def test_using_a_session_keeps_it_awake(browser):
    aged(browser, seen=10 * HOUR)
    assert is_in(browser)
    with browser.session_transaction() as session:
        assert time.time() - session["seen"] < 60


def test_s10_a_leaver_loses_access_at_once(browser, account):
    with writing():
        db.session.get_one(User, account.id).active = False
    assert browser.get("/today").status_code == 303
    assert (
        browser.post("/courses/packing/lessons/boxes/opened", headers={"Accept": "application/json"}).status_code == 401
    )
    assert sign_in(browser).status_code == 422


def test_s68_signing_in_begins_a_session_of_its_own(client, account):
    client.get("/sign-in")
    with client.session_transaction() as session:
        session["sign_in"] = "planted"
    sign_in(client)
    with client.session_transaction() as session:
        assert session["sign_in"] != "planted"


def test_a_session_without_its_token_is_nobodys(browser, account):
    with browser.session_transaction() as session:
        del session["sign_in"]
    assert not is_in(browser)


def test_someone_elses_token_is_no_use(browser, account):
    other = factories.user()
    with browser.session_transaction() as session:
        session["_user_id"] = other.fs_uniquifier
    assert not is_in(browser)


def test_s74_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client, account):
    page = sign_in(client)
    cookies = [value for value in page.headers.getlist("Set-Cookie") if value.startswith("session=")]
    assert all("HttpOnly" in value and "SameSite=Lax" in value and "Path=/" in value for value in cookies)
    assert not any("remember" in value for value in page.headers.getlist("Set-Cookie"))


def test_a_tampered_cookie_is_nobodys(browser):
    browser.set_cookie("session", cookie(browser)[:-3] + "xxx")
    assert browser.get("/today").status_code == 303


def test_s75_pages_of_signed_in_people_are_not_stored(browser):
    assert browser.get("/me").headers["Cache-Control"] == "no-store"


def test_ones_own_sessions_are_listed(browser, account, app):
    other = app.test_client()
    other.post(
        "/sign-in",
        data={"email": "T0001", "password": factories.PASSWORD},
        headers={"User-Agent": "<b>Lynx</b> of the ship"},
    )
    page = text(browser.get("/me"))
    assert "&lt;b&gt;Lynx&lt;/b&gt; of the ship" in page
    assert page.count("(this one)") == 1


def test_ended_and_outdated_sessions_are_not_listed(browser, account):
    long_ago = clock.now() - timedelta(days=30)
    with writing():
        db.session.add(SignIn(token="old", user_id=account.id, started_at=long_ago, agent="Dusty Browser"))
        db.session.add(
            SignIn(
                token="out", user_id=account.id, started_at=clock.now(), ended_at=clock.now(), agent="Closed Browser"
            )
        )
    page = text(browser.get("/me"))
    assert "Dusty Browser" not in page
    assert "Closed Browser" not in page
