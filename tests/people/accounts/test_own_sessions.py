"""The list of one's sessions: ending one, ending all others; and shutting every door of people who leave."""

import pytest
from sqlalchemy import func, select

from app import clock
from app.db import db, writing
from app.people import actions
from app.people.accounts import factors, passwords, sessions
from app.people.accounts.models import Passkey
from app.people.models import Invitation, SignIn, User
from app.people.organisation import leavers
from tests import factories
from tests.people.conftest import sign_in

from .conftest import text

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36 Edg/142.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari/604.1"


@pytest.fixture
def browser(client, account):
    sign_in(client)
    return client


def is_in(client) -> bool:
    return client.get("/me").status_code == 200


def other_device(app, **headers: str):
    other = app.test_client()
    other.post("/sign-in", data={"email": "T0001", "password": factories.PASSWORD}, headers=headers)
    return other


def test_each_is_listed_by_device_and_address(browser, app):
    other_device(app, **{"User-Agent": EDGE})
    other_device(app, **{"User-Agent": SAFARI})
    page = text(browser.get("/me"))
    assert "Edge on Windows" in page
    assert "Safari on iPhone" in page
    assert page.count("from 127.0.0.1") == 3


def test_one_is_ended_and_the_others_stay(browser, app):
    other, third = other_device(app), other_device(app)
    rows = list(db.session.scalars(select(SignIn.id).order_by(SignIn.id)))
    assert browser.post(f"/me/sessions/{rows[1]}/end").status_code == 303
    assert (is_in(browser), is_in(other), is_in(third)) == (True, False, True)
    assert browser.post(f"/me/sessions/{rows[1]}/end").status_code == 303


def test_all_others_are_ended_at_once(browser, app):
    other, third = other_device(app), other_device(app)
    assert browser.post("/me/sessions/end-others").status_code == 303
    assert (is_in(browser), is_in(other), is_in(third)) == (True, False, False)


def test_s01_somebody_elses_session_is_not_found_and_stays(browser, app):
    other = app.test_client()
    factories.sign_in(other, factories.user())
    db.session.rollback()
    theirs = db.session.scalars(select(SignIn.id).order_by(SignIn.id.desc())).first()
    assert browser.post(f"/me/sessions/{theirs}/end").status_code == 404
    assert is_in(other)


def test_s10_who_leaves_and_returns_finds_every_former_door_shut(browser, account):
    with writing():
        link = passwords.reset_link(account.id, now=clock.now())
        secret = actions.invite(account.id, now=clock.now())
    with writing():
        leavers.switch_off([account.id], now=clock.now())
    with writing():
        db.session.get_one(User, account.id).active = True
    assert not is_in(browser)
    assert browser.get(link[link.index("/reset-password") :]).status_code == 404
    assert browser.get(f"/welcome/{secret}").status_code == 404
    still_open = [
        db.session.scalar(select(func.count()).select_from(SignIn).where(SignIn.ended_at.is_(None))),
        db.session.scalar(select(func.count()).select_from(Invitation).where(Invitation.used_at.is_(None))),
    ]
    assert still_open == [0, 0]


def test_a_second_factor_taken_off_ends_every_session(browser, account):
    factories.passkey(account)
    boss = factories.user()
    with writing():
        assert factors.take_off(account.id, by_id=boss.id, reason="Phone lost", now=clock.now())
        assert not factors.take_off(account.id, by_id=boss.id, reason="Phone lost", now=clock.now())
    assert db.session.scalars(select(Passkey)).all() == []
    assert not is_in(browser)
    assert sign_in(browser).location == "/"


@pytest.mark.parametrize(
    ("agent", "words"),
    [(EDGE, "Edge on Windows"), (SAFARI, "Safari on iPhone"), ("curl/8.9", "curl/8.9"), ("", "")],
)
def test_browsers_are_named_in_words(app, agent, words):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert sessions.device(agent) == words
