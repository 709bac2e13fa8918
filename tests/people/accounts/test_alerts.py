"""The mails that say that something changed which opens an account."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.db import db, writing
from app.people import actions
from app.people.accounts import passwords
from app.people.accounts.alert_letters import WORDS, masked
from app.people.accounts.alerts import Event
from app.people.mails import outbox
from app.people.mails.models import Mail
from app.people.models import User
from app.people.privacy.erasing import erase
from tests import factories
from tests.mailbox import Mailbox, running

from .authenticator import Authenticator
from .test_codes import RECOVERY, Phone
from .test_own_sessions import EDGE
from .test_passkeys import add

NEW = "three harbours and a lamp"
ADDRESS = "Lilei@Example.org"


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    with running(app) as box:
        yield box


@pytest.fixture
def browser(client, account, mailbox):
    """A fresh session at a computer of its own."""
    factories.sign_in(client, account)
    client.environ_base.update(REMOTE_ADDR="203.0.113.7", HTTP_USER_AGENT=EDGE)
    return client


def told(mailbox: Mailbox) -> list[str]:
    """Subjects of what has come since it was last asked; all of it to the one address."""
    outbox.send_waiting()
    assert set(mailbox.recipients) <= {ADDRESS}
    count = len(mailbox.recipients)
    mailbox.recipients.clear()
    return [str(message["Subject"]) for message in mailbox.messages[len(mailbox.messages) - count :]]


def test_a_changed_password_is_told_with_time_device_and_address_and_what_to_do(browser, app, mailbox):
    browser.post("/me", data={"current": factories.PASSWORD, "password": NEW, "repeated": NEW})
    assert told(mailbox) == ["Your password was changed"]
    for words in (mailbox.text(), mailbox.html()):
        assert "every open session was ended" in words
        assert "Edge on Windows, 203.0.113.7" in words
        assert f"{clock.zone().key})" in words
        assert f"{app.config['PUBLIC_URL']}/reset-password" in words
        assert NEW not in words
        assert factories.PASSWORD not in words
    before, where, after = (line.strip() for line in mailbox.text().split("When: ")[1].splitlines()[:3])
    assert before.endswith(")")
    assert (where, after) == ("From where: Edge on Windows, 203.0.113.7", "")


def test_a_refused_password_is_told_to_nobody(browser, mailbox):
    browser.post("/me", data={"current": "not-my-password", "password": NEW, "repeated": NEW})
    assert told(mailbox) == []


def test_a_password_chosen_by_a_link_is_told_and_the_link_is_not_in_the_mail(client, account, mailbox):
    with writing():
        link = passwords.reset_link(account.id, now=clock.now())
    client.post(link[link.index("/reset-password/") :], data={"password": NEW, "repeated": NEW})
    assert told(mailbox) == ["Your password was changed"]
    assert "with a one-time link" in mailbox.text()
    assert link.rpartition("/")[2] not in mailbox.text()


@pytest.mark.parametrize(("fields", "subjects"), [({}, []), ({"password": "set"}, ["Your password was changed"])])
def test_a_first_password_is_no_change_and_a_later_invitation_is(client, app, mailbox, fields, subjects):
    person = factories.user(email=ADDRESS, locale="en", **fields)
    with writing():
        secret = actions.invite(person.id, now=clock.now())
    assert client.post(f"/welcome/{secret}", data={"password": NEW, "repeated": NEW}).status_code == 303
    assert told(mailbox) == subjects


def test_codes_and_recovery_codes_are_told_when_they_come_and_go(browser, mailbox):
    phone = Phone(browser.get("/me/second-factor"))
    page = browser.post("/me/second-factor/codes", data={"code": phone.code(-1)})
    recovery = RECOVERY.findall(page.get_data(as_text=True))
    assert told(mailbox) == ["A second factor was added"]
    assert not any(code in words for code in recovery for words in (mailbox.text(), mailbox.html()))
    assert browser.post("/me/second-factor/recovery").status_code == 200
    assert told(mailbox) == ["New recovery codes were made"]
    for _time in range(2):
        browser.post("/me/second-factor/off")
    assert told(mailbox) == ["A second factor was removed"]


def test_passkeys_are_told_by_name_when_they_come_and_go(browser, app, monkeypatch, mailbox):
    monkeypatch.setitem(app.config, "PUBLIC_URL", "http://localhost")
    add(browser, Authenticator(), "<b>Office</b> laptop")
    assert told(mailbox) == ["A passkey was added"]
    assert "“<b>Office</b> laptop” was added" in mailbox.text()
    assert "“&lt;b&gt;Office&lt;/b&gt; laptop” was added" in mailbox.html()
    assert browser.post("/me/passkeys/1/remove").status_code == 303
    assert told(mailbox) == ["A passkey was removed"]


def test_it_comes_in_the_language_of_the_person_whoever_asked_for_it(client, account, mailbox):
    with writing():
        db.session.get_one(User, account.id).locale = "zh-CN"
    factories.sign_in(client, account)
    client.post(
        "/me",
        data={"current": factories.PASSWORD, "password": NEW, "repeated": NEW},
        headers={"Accept-Language": "en", "User-Agent": EDGE},
    )
    outbox.send_waiting()
    assert 'lang="zh-CN"' in mailbox.html()
    assert "你好" in mailbox.text()


@pytest.mark.parametrize("fields", [{"email": None}, {"email": ADDRESS, "active": False}])
def test_who_cannot_be_reached_is_not_written_to(app, mailbox, fields):
    person = factories.user(**fields)
    with writing():
        actions.change_password(person.id, "hash", now=clock.now())
    assert db.session.scalars(select(Mail)).all() == []


def test_without_a_mail_server_nothing_piles_up(app, account, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_URL", None)
    with writing():
        actions.change_password(account.id, "hash", now=clock.now())
    assert db.session.scalars(select(Mail)).all() == []


def test_it_cannot_be_switched_off_and_its_words_are_not_kept(browser, account, mailbox):
    with writing():
        db.session.get_one(User, account.id).mails_refused = ["optional", "certificate", "review"]
    browser.post("/me", data={"current": factories.PASSWORD, "password": NEW, "repeated": NEW})
    assert told(mailbox) == ["Your password was changed"]
    (mail,) = db.session.scalars(select(Mail))
    assert (mail.state, mail.subject, mail.text) == ("sent", "Your password was changed", "")


def test_who_is_erased_leaves_no_address_or_device_behind(browser, account, mailbox):
    browser.post("/me", data={"current": factories.PASSWORD, "password": NEW, "repeated": NEW})
    with writing():
        erase(account.id, now=clock.now())
    assert told(mailbox) == []
    (mail,) = db.session.scalars(select(Mail))
    assert (mail.about, mail.address) == ({}, "")


def test_every_event_has_its_words():
    assert set(WORDS) == set(Event)


@pytest.mark.parametrize(("whole", "shown"), [("lilei@example.org", "l…@example.org"), ("x@y.cn", "x…@y.cn")])
def test_an_address_is_told_to_others_only_so_far(whole, shown):
    assert masked(whole) == shown
