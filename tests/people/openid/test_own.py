"""One's own outside accounts: linked by signing in there while signed in here, unlinked, and never somebody else's."""

import html
import re
import time

import pytest
from sqlalchemy import select

from app import clock
from app.db import db, writing
from app.people.accounts.models import OutsideIdentity
from app.people.mails import outbox
from app.people.models import AuditEntry, User
from tests import factories
from tests.crowd import at_once
from tests.mailbox import running

from .conftest import asked, back, is_in

PAGE = "/me/outside-accounts"


@pytest.fixture
def lilei(app, use, liar) -> User:
    """The provider proves anew whoever is asked for; nobody is linked by coming in."""
    use(liar.issuer, oidc_link="never")
    liar.claims = {"auth_time": int(time.time())}
    return factories.user("李雷", staff_no="T0001", locale="en", email="lilei@example.org", password=True)


@pytest.fixture
def browser(client, lilei):
    factories.sign_in(client, lilei)
    return client


def way_out(client) -> str:
    """The link on the page."""
    (found,) = re.findall(rf'href="({PAGE}/link[^"]*)"', client.get(PAGE).text)
    return html.unescape(found)


def returned(client, liar, address: str, **query: str):
    """Back from the provider, who was asked at an address."""
    wanted = asked(address)
    liar.nonce = wanted["nonce"]
    return client.get("/sign-in/openid/back", query_string={"state": wanted["state"], "code": "c0de", **query})


def linked(client, liar):
    return returned(client, liar, client.get(way_out(client)).location)


def identities() -> list[tuple[int, str]]:
    db.session.rollback()
    return [(row.user_id, row.subject) for row in db.session.scalars(select(OutsideIdentity))]


def kept(person: User, liar, subject: str) -> None:
    with writing():
        db.session.add(OutsideIdentity(user_id=person.id, issuer=liar.issuer, subject=subject, linked_at=clock.now()))


def test_by_signing_in_there_it_is_linked_told_and_opens_the_account(browser, liar, lilei):
    with running(browser.application) as mailbox:
        page = linked(browser, liar)
        outbox.send_waiting()
    assert (page.status_code, page.location) == (303, PAGE)
    assert identities() == [(lilei.id, "8f14e45f")]
    assert "you can sign in with it" in browser.get(PAGE).text
    assert [message["Subject"] for message in mailbox.messages] == ["An outside account was linked"]
    assert "outside account linked by hand" in set(db.session.scalars(select(AuditEntry.action)))
    browser.post("/sign-out")
    assert back(browser, liar).status_code == 303
    assert is_in(browser)


def test_the_provider_is_asked_to_prove_it_anew(browser, liar, lilei):
    wanted = asked(browser.get(way_out(browser)).location)
    assert (wanted["prompt"], wanted["max_age"]) == ("login", "0")
    liar.claims = {"auth_time": int(time.time()) - 3600}
    assert linked(browser, liar).status_code == 303
    assert identities() == []


def test_s68_nobody_is_led_to_link_an_account_that_is_not_theirs(browser, app, liar, lilei):
    other = app.test_client()
    factories.sign_in(other, factories.user(locale="en"))
    for address in (f"{PAGE}/link", f"{PAGE}/link?word=x", way_out(other)):
        assert browser.get(address).location == PAGE
    with browser.session_transaction() as session:
        assert "openid" not in session


def test_s68_a_link_of_an_earlier_session_of_the_same_person_is_over(browser, lilei):
    before = way_out(browser)
    factories.sign_in(browser, lilei)
    assert browser.get(before).location == PAGE


def test_s68_who_signs_in_as_somebody_else_meanwhile_gets_nothing_linked(browser, liar, lilei):
    address = browser.get(way_out(browser)).location
    other = factories.user(locale="en")
    factories.sign_in(browser, other)
    assert returned(browser, liar, address).status_code == 303
    assert identities() == []


def test_s80_one_way_out_links_once(browser, app, liar, lilei):
    address = browser.get(way_out(browser)).location
    with browser.session_transaction() as session:
        copied = dict(session)
    assert returned(browser, liar, address).status_code == 303
    stranger = app.test_client()
    with stranger.session_transaction() as session:
        session.update(copied)
    returned(stranger, liar, address)
    assert identities() == [(lilei.id, "8f14e45f")]


def test_an_old_session_is_asked_for_a_proof_first(client, liar, lilei):
    factories.sign_in(client, lilei, stale=True)
    for address in (PAGE, f"{PAGE}/link"):
        page = client.get(address)
        assert page.status_code == 303
        assert page.location.startswith("/confirm-password")


@pytest.mark.parametrize("of_whom", ["staff number", "linked"])
def test_what_is_somebody_elses_is_refused_and_kept_on_record(browser, liar, lilei, of_whom):
    other = factories.user(staff_no="T0002")
    if of_whom == "linked":
        kept(other, liar, "8f14e45f")
    else:
        liar.claims |= {"preferred_username": "t0002"}
    before = identities()
    linked(browser, liar)
    assert identities() == before
    assert "is linked with somebody else" in browser.get(PAGE).text
    assert "outside sign-in refused" in set(db.session.scalars(select(AuditEntry.action)))


def test_a_second_account_at_the_same_provider_is_refused(browser, liar, lilei):
    address = browser.get(way_out(browser)).location
    kept(lilei, liar, "another")
    returned(browser, liar, address)
    assert identities() == [(lilei.id, "another")]
    assert f"{PAGE}/link" not in browser.get(PAGE).text


def test_one_is_unlinked_told_and_other_devices_are_out(browser, app, liar, lilei):
    kept(lilei, liar, "8f14e45f")
    other = app.test_client()
    factories.sign_in(other, lilei)
    identity_id = db.session.scalars(select(OutsideIdentity.id)).one()
    with running(app) as mailbox:
        assert browser.post(f"{PAGE}/{identity_id}/unlink").location == PAGE
        assert browser.post(f"{PAGE}/{identity_id}/unlink").status_code == 404
        outbox.send_waiting()
    assert identities() == []
    assert (is_in(browser), is_in(other)) == (True, False)
    assert [message["Subject"] for message in mailbox.messages] == ["An outside account was unlinked"]
    assert liar.issuer in mailbox.text()


def test_s01_somebody_elses_is_not_found_and_stays(browser, liar, lilei):
    other = factories.user()
    kept(other, liar, "theirs")
    identity_id = db.session.scalars(select(OutsideIdentity.id)).one()
    assert browser.post(f"{PAGE}/{identity_id}/unlink").status_code == 404
    assert identities() == [(other.id, "theirs")]


def test_the_only_way_in_stays(client, liar, lilei):
    person = factories.user(locale="en")
    kept(person, liar, "8f14e45f")
    factories.sign_in(client, person)
    identity_id = db.session.scalars(select(OutsideIdentity.id)).one()
    page = client.post(f"{PAGE}/{identity_id}/unlink")
    assert page.status_code == 409
    assert "only way in" in page.text
    assert identities() == [(person.id, "8f14e45f")]


def test_of_two_unlinked_at_once_one_stays_where_there_is_no_other_way_in(app, liar, lilei):
    person = factories.user(locale="en")
    kept(person, liar, "one")
    with writing():
        db.session.add(
            OutsideIdentity(user_id=person.id, issuer="https://x.example", subject="two", linked_at=clock.now())
        )
    ids = list(db.session.scalars(select(OutsideIdentity.id)))
    browsers = [app.test_client() for _id in ids]
    for each in browsers:
        factories.sign_in(each, person)
    jobs = [
        lambda each=each, identity_id=identity_id: each.post(f"{PAGE}/{identity_id}/unlink").status_code
        for each, identity_id in zip(browsers, ids, strict=True)
    ]
    assert 303 in at_once(app, *jobs)
    assert len(identities()) == 1


def test_without_a_provider_what_is_linked_can_still_be_seen_and_unlinked(client, app):
    person = factories.user(locale="en", password=True)
    with writing():
        db.session.add(
            OutsideIdentity(user_id=person.id, issuer="https://gone.example", subject="s", linked_at=clock.now())
        )
    factories.sign_in(client, person)
    assert "https://gone.example" in client.get("/me").text
    assert f"{PAGE}/link" not in client.get(PAGE).text
    assert client.get(f"{PAGE}/link").location == PAGE
