"""The list of one's sessions: ending one, ending all others; and shutting every door of people who leave."""

import fcntl
import sqlite3
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.db import WRITER, db, writing
from app.people import actions
from app.people.accounts import factors, passwords, sessions
from app.people.accounts.models import Passkey
from app.people.models import Invitation, SignIn, User
from app.people.organisation import leavers
from tests import factories
from tests.conftest import statements
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


# When each was last used


@pytest.fixture
def later(monkeypatch):
    """Lets time go on: `later(minutes=6)`."""
    passed = timedelta()
    begun = clock.now

    def go_on(**time: int) -> datetime:
        nonlocal passed
        passed += timedelta(**time)
        return clock.now()

    monkeypatch.setattr(clock, "now", lambda: begun() + passed)
    return go_on


def seen_at(client) -> datetime | None:
    db.session.rollback()
    with client.session_transaction() as session:
        return db.session.scalars(select(SignIn.seen_at).filter_by(token=session["sign_in"])).one()


def writes(seen: list[str]) -> list[str]:
    return [statement for statement in seen if not statement.startswith("SELECT")]


def test_the_last_use_is_noted_at_most_every_five_minutes(browser, later):
    begun = clock.now()
    assert is_in(browser)
    assert seen_at(browser) is None
    later(minutes=4)
    with statements() as seen:
        assert is_in(browser)
    assert writes(seen) == []
    later(minutes=2)
    with statements() as seen:
        assert [is_in(browser) for _time in range(3)] == [True, True, True]
    assert len(writes(seen)) == 1
    noted = seen_at(browser)
    assert noted is not None
    assert timedelta(minutes=6) <= noted - begun < timedelta(minutes=7)


def test_an_old_cookie_sent_again_and_again_is_noted_once(browser, later):
    kept = browser.get_cookie("session")
    later(minutes=10)
    with statements() as seen:
        for _time in range(3):
            browser.set_cookie("session", kept.value)
            assert is_in(browser)
    assert len(writes(seen)) == 1


def test_the_list_says_when_each_was_used_and_begins_with_the_latest(browser, app, later):
    other_device(app, **{"User-Agent": EDGE})
    third = other_device(app, **{"User-Agent": SAFARI})
    used = later(minutes=30)
    is_in(third)
    page = text(browser.get("/me", headers={"Accept-Language": "en"}))
    assert page.count("last used") == 3
    assert page.index("Safari on iPhone") < page.index("Edge on Windows")
    assert f"last used {clock.local_date(used).day}" in page


@pytest.mark.parametrize(("roles", "stays"), [([], True), (["hr"], False)])
def test_a_session_whose_time_ran_out_is_not_listed_as_open(client, app, later, roles, stays):
    person = factories.user(roles=[(role, None) for role in roles])
    first, second = app.test_client(), app.test_client()
    factories.sign_in(first, person)
    later(hours=2)
    factories.sign_in(second, person)
    page = second.get("/me", headers={"Accept-Language": "en"})
    assert text(page).count("End session") == (1 if stays else 0)
    assert is_in(first) is stays


def test_a_session_used_lately_is_open_however_long_ago_it_began(browser, app, later):
    other = other_device(app, **{"User-Agent": EDGE})
    for _time in range(3):
        later(hours=8)
        assert is_in(browser)
    page = text(browser.get("/me"))
    assert "Edge on Windows" not in page
    assert page.count("(this one)") == 1
    assert not is_in(other)


@contextmanager
def somebody_writing(app):
    """As long as an import takes: the gate is shut, or on PostgreSQL the rows are locked."""
    gate = app.extensions["gate"]
    if gate is not None:
        with open(gate, "w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield
        return
    with db.engines[WRITER].connect() as connection:
        connection.execute(select(SignIn.id).with_for_update())
        yield
        connection.rollback()


def test_while_somebody_else_writes_the_page_comes_at_once_and_the_use_is_noted_later(browser, later):
    later(minutes=6)
    with somebody_writing(browser.application):
        assert is_in(browser)
    assert seen_at(browser) is None
    assert is_in(browser)
    assert seen_at(browser) is not None


def test_a_database_locked_from_outside_fails_no_request(browser, later):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL locks rows, not databases")
    later(minutes=6)
    outside = sqlite3.connect(str(db.engine.url.database), isolation_level=None)
    outside.execute("BEGIN IMMEDIATE")
    try:
        assert is_in(browser)
    finally:
        outside.execute("ROLLBACK")
        outside.close()
    assert seen_at(browser) is None
    assert is_in(browser)
    assert seen_at(browser) is not None


def test_an_ended_session_is_not_noted_as_used(browser, later):
    browser.post("/me/sign-out-everywhere")
    later(minutes=6)
    assert not is_in(browser)
    assert seen_at_of_all() == [None]


def seen_at_of_all() -> list[datetime | None]:
    return list(db.session.scalars(select(SignIn.seen_at)))
