"""What changed about an account, among the notices of its owner."""

import pytest
from sqlalchemy import select

from app import clock
from app.db import db, writing
from app.people.accounts import alerts
from app.people.accounts.alerts import Event
from app.people.mails.models import Mail
from app.programmes.notices.digest import put_digests
from app.programmes.notices.models import Notice
from tests import factories


@pytest.fixture
def person(app):
    return factories.user("李雷", locale="en")


def told(user_id: int, event: Event, thing: str = "") -> None:
    with writing():
        alerts.tell(user_id, event, now=clock.now(), thing=thing)


def test_who_has_no_mail_address_reads_it_in_the_application(client, person):
    told(person.id, Event.PASSKEY_ADDED, "<i>Office</i> laptop")
    told(person.id, Event.RECOVERY_CODES_MADE)
    factories.sign_in(client, person)
    assert "2 new notices" in client.get("/today").text
    page = client.get("/notices").text
    assert "“&lt;i&gt;Office&lt;/i&gt; laptop” was added" in page
    assert "Ten new recovery codes were shown" in page
    assert "Your account" in page


@pytest.mark.parametrize("event", list(Event))
def test_every_event_can_be_read(client, person, event):
    told(person.id, event, "Phone")
    factories.sign_in(client, person)
    assert client.get("/notices").status_code == 200


def test_it_goes_into_no_digest_for_its_mail_goes_by_itself(app, person, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_URL", "smtp://127.0.0.1:1")
    told(person.id, Event.CODES_OFF)
    put_digests(clock.now())
    assert db.session.scalars(select(Notice.mail_day)).all() == [None]
    assert db.session.scalars(select(Mail)).all() == []


def test_changed_addresses_are_noted_for_all_of_them_at_once(app, person):
    other = factories.user("韩梅梅")
    with writing():
        before = {person.id: "a@example.org", other.id: "b@example.org", 10**6: "c@example.org"}
        alerts.tell_of_addresses(before, {person.id: "x@example.org", other.id: None}, now=clock.now())
    assert set(db.session.scalars(select(Notice.user_id))) == {person.id, other.id}


def test_an_administrators_help_is_noted_too(client, app, person):
    admin = factories.user("管理员", roles=[("admin", None)], locale="en")
    factories.passkey(person)
    factories.sign_in(client, admin)
    data = {"reason": "Phone lost", "form_key": "k" * 20}
    assert client.post(f"/settings/accounts/{person.id}/factors", data=data).status_code == 303
    factories.sign_in(client, person)
    assert "An administrator took your second factor off" in client.get("/notices").text
