"""Invitations by mail: for everyone an import brought, in constant statements, with a secret made when they are sent."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.db import db, writing
from app.people.accounts.invitations import Invited, invite_by_mail
from app.people.accounts.models import Passkey
from app.people.mails import outbox
from app.people.mails.models import Mail
from app.people.models import AuditEntry, Invitation, User
from tests import factories
from tests.conftest import statements
from tests.mailbox import Mailbox, running
from tests.people.conftest import sign_in, with_password
from tests.people.importing.rosters import imported

CHOSEN = "seven lamps over the bay"


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    with running(app) as box:
        yield box


def invite(*people: User) -> Invited:
    ids = [person.id for person in people]
    with writing():
        return invite_by_mail(ids, by_id=None, now=clock.now())


def link_in(mailbox: Mailbox) -> str:
    (link,) = re.findall(r"/welcome/\S+", mailbox.text())
    return str(link)


def test_the_mail_brings_a_link_to_the_first_password(client, mailbox):
    person = factories.user(staff_no="T0009", email="new@example.org")
    assert invite(person) == Invited(count=1)
    outbox.send_waiting()
    assert mailbox.recipients == ["new@example.org"]
    link = link_in(mailbox)
    assert "T0009" in mailbox.text()
    assert client.post(link, data={"password": CHOSEN, "repeated": CHOSEN}).status_code == 303
    assert sign_in(client, "T0009", CHOSEN).status_code == 303


def test_who_cannot_or_need_not_be_invited_is_counted_and_left_alone(app, mailbox, password_hash):
    one = factories.user(email="new@example.org")
    in_already = with_password(password_hash, email="in@example.org")
    gone = factories.user(email="gone@example.org", active=False)
    assert invite(one, factories.user(), in_already, gone) == Invited(1, without_address=1, with_password=1)
    outbox.send_waiting()
    assert mailbox.recipients == ["new@example.org"]


def test_twice_a_day_is_once(app, mailbox):
    person = factories.user(email="new@example.org")
    assert invite(person) == invite(person) == Invited(1)
    outbox.send_waiting()
    assert len(mailbox.messages) == 1


def test_who_chose_a_password_or_left_before_it_was_sent_gets_none(app, mailbox, password_hash):
    quick, gone = factories.user(email="quick@example.org"), factories.user(email="gone@example.org")
    invite(quick, gone)
    with writing():
        db.session.get_one(User, quick.id).password = password_hash
        db.session.get_one(User, gone.id).active = False
    outbox.send_waiting()
    assert mailbox.messages == []
    assert db.session.scalars(select(Invitation)).all() == []


def test_s10_an_invitation_of_somebody_who_left_opens_nothing(client, mailbox):
    person = factories.user(email="new@example.org")
    invite(person)
    outbox.send_waiting()
    link = link_in(mailbox)
    with writing():
        db.session.get_one(User, person.id).active = False
    assert client.get(link).status_code == 404
    assert client.post(link, data={"password": CHOSEN, "repeated": CHOSEN}).status_code == 404
    db.session.rollback()
    assert db.session.get_one(User, person.id).password is None


def test_s78_nothing_that_is_kept_holds_the_secret(app, mailbox):
    invite(factories.user(email="new@example.org"))
    outbox.send_waiting()
    secret = link_in(mailbox).removeprefix("/welcome/")
    row = db.session.scalars(select(Mail)).one()
    assert secret not in f"{row.text} {row.about} {row.key}"
    assert secret not in db.session.scalars(select(Invitation.secret_hash)).one()


def test_many_are_invited_with_few_statements_and_one_line_in_the_log(app):
    people = [factories.user(email=f"p{number}@example.org") for number in range(40)]
    ids = [person.id for person in people]
    with writing(), statements() as seen:
        invite_by_mail(ids, by_id=None, now=clock.now())
    few = len(seen)
    assert few <= 6
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "invited by mail")).one()
    assert entry.detail["count"] == 40


def test_the_mail_speaks_the_person_s_language(app, mailbox):
    invite(factories.user(email="en@example.org", locale="en"), factories.user(email="zh@example.org"))
    outbox.send_waiting()
    subjects = {str(message["To"]): str(message["Subject"]) for message in mailbox.messages}
    assert any("en@example.org" in to and subject == "Your account for training" for to, subject in subjects.items())


def test_s10_who_came_back_is_let_in_by_a_new_invitation_and_by_nothing_from_before(client, mailbox, password_hash):
    person = with_password(password_hash, staff_no="T0008", email="back@example.org", active=False)
    factories.passkey(person)
    assert invite(person) == Invited()  # not employed again
    factories.job(person, factories.department())
    assert sign_in(client, "T0008").status_code == 422
    assert invite(person) == Invited(1)
    assert sign_in(client, "T0008").status_code == 422
    assert db.session.scalars(select(Passkey)).all() == []
    outbox.send_waiting()
    assert client.post(link_in(mailbox), data={"password": CHOSEN, "repeated": CHOSEN}).status_code == 303
    assert sign_in(client, "T0008", CHOSEN).status_code == 303


def test_hr_invites_one_person_of_its_departments_and_no_others(client, mailbox):
    ours, theirs = factories.department(), factories.department()
    one = factories.user(email="one@example.org", department=ours)
    other = factories.user(email="other@example.org", department=theirs)
    factories.sign_in(client, factories.user(roles=[("hr", ours)], locale="en"))
    assert client.post(f"/people/{one.id}/invite").location == f"/people/{one.id}/employment"
    assert client.post(f"/people/{other.id}/invite").status_code == 404
    outbox.send_waiting()
    assert mailbox.recipients == ["one@example.org"]


def test_without_mail_hr_is_told_what_to_do(client):
    ours = factories.department()
    one = factories.user(email="one@example.org", department=ours)
    factories.sign_in(client, factories.user(roles=[("hr", ours)]))
    assert client.post(f"/people/{one.id}/invite").status_code == 409
    assert db.session.scalars(select(Mail)).all() == []


def test_everybody_whom_an_import_brought_is_invited(client, mailbox):
    place = factories.department("SALES")
    hr = factories.user(department=place, roles=[("hr", None)], locale="en")
    factories.user("李雷", "00101", department=place)
    rows = [("00101", "李磊", "li@example.com", "SALES"), ("09001", "新人", "new@example.com", "SALES")]
    key = imported(rows, hr, head=("工号", "姓名", "邮箱", "部门")).key
    factories.sign_in(client, hr)
    assert client.post(f"/people/import/{key}/invite").status_code == 303
    outbox.send_waiting()
    assert mailbox.recipients == ["new@example.com"]
