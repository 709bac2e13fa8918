"""The outbox: once by key, written when sent, tried again, given up after a day, never to people who left."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app import clock
from app.db import db, writing
from app.people.mails import outbox
from app.people.mails.models import Mail
from app.people.mails.outbox import COMPOSERS, Composed, Nothing, composes
from tests import factories
from tests.mailbox import Mailbox


@pytest.fixture(autouse=True)
def letters() -> Iterator[dict[str, Any]]:
    """A kind of mail for these tests; what its composer returns can be changed."""
    said: dict[str, Any] = {"words": Composed("通知：你好", "第一行\nsecond line", "<p>第一行</p>")}

    @composes("letter")
    def write(_mail: Mail) -> Any:
        return said["words"]

    yield said
    del COMPOSERS["letter"]


def put(user, key="letter:1", **fields) -> int:
    user_id = user.id
    with writing():
        return outbox.put(user_id, "letter", key, about={}, now=clock.now(), **fields).id


def only() -> Mail:
    db.session.rollback()
    return db.session.scalars(select(Mail)).one()


def let_time_pass(**span: int) -> None:
    """As if all mails had been made so much earlier, and were due."""
    row = only()
    with writing():
        db.session.execute(
            update(Mail).values(made_at=row.made_at - timedelta(**span), next_try_at=clock.now() - timedelta(seconds=1))
        )


def test_a_mail_is_put_once_and_sent_once(mailbox: Mailbox):
    user = factories.user(email="wang@example.org")
    assert put(user) == put(user)
    assert (outbox.send_waiting(), outbox.send_waiting()) == (1, 0)
    assert mailbox.recipients == ["wang@example.org"]
    assert only().state == "sent"
    assert only().address == "wang@example.org"
    assert only().subject == "通知：你好"


def test_a_mail_reads_as_it_was_written_and_says_that_a_machine_sent_it(mailbox: Mailbox):
    put(factories.user(name="王小明, “阿明”", email="wang@example.org"))
    outbox.send_waiting()
    message = mailbox.messages[0]
    assert message["Subject"] == "通知：你好"
    assert message["To"].addresses[0].display_name == "王小明, “阿明”"
    assert message["From"].addresses[0].addr_spec.startswith("tradewind@")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime.tzinfo is not None
    assert message["Message-ID"].startswith("<")
    assert message["List-Unsubscribe"] is None
    assert mailbox.text().splitlines() == ["第一行", "second line"]
    assert mailbox.html().strip() == "<p>第一行</p>"


def test_a_mail_repeated_after_a_crash_carries_the_same_message_id(mailbox: Mailbox):
    put(factories.user(email="wang@example.org"))
    outbox.send_waiting()
    with writing():
        db.session.execute(update(Mail).values(state="waiting", next_try_at=clock.now()))
    outbox.send_waiting()
    first, second = mailbox.messages
    assert first["Message-ID"] == second["Message-ID"]


def test_a_mail_that_somebody_is_sending_is_left_to_them(mailbox: Mailbox):
    put(factories.user(email="wang@example.org"))
    assert len(outbox._take(clock.now())) == 1
    assert outbox.send_waiting() == 0
    let_time_pass(minutes=11)
    assert outbox.send_waiting() == 1


def test_while_the_server_is_down_mails_wait_and_are_sent_later(app, mailbox: Mailbox):
    put(factories.user(email="wang@example.org"))
    app.config["MAIL_URL"] = "smtp://127.0.0.1:1"
    assert outbox.send_waiting() == 0
    assert only().state == "waiting"
    assert "refused" in only().outcome.lower()
    assert only().next_try_at not in (None, clock.now())
    assert outbox.send_waiting() == 0
    app.config["MAIL_URL"] = mailbox.url
    let_time_pass(hours=1)
    assert outbox.send_waiting() == 1
    assert only().outcome == ""


def test_after_a_day_a_mail_is_given_up_with_the_reason(app):
    put(factories.user(email="wang@example.org"))
    outbox.send_waiting()
    assert (only().state, only().outcome) == ("waiting", "no mail server is set up")
    let_time_pass(hours=25)
    outbox.send_waiting()
    assert (only().state, only().outcome) == ("failed", "no mail server is set up")


def test_a_recipient_that_does_not_exist_fails_at_once_and_holds_up_nobody(mailbox: Mailbox):
    mailbox.refuse["gone@example.org"] = "550 5.1.1 no such user"
    put(factories.user(email="gone@example.org"))
    put(factories.user(email="here@example.org"), "letter:2")
    assert outbox.send_waiting() == 1
    failed = db.session.scalars(select(Mail).filter_by(key="letter:1")).one()
    assert (failed.state, failed.outcome) == ("failed", "refused 550 5.1.1 no such user")


def test_a_recipient_refused_for_now_is_tried_again(mailbox: Mailbox):
    mailbox.refuse["full@example.org"] = "450 4.2.2 mailbox full"
    put(factories.user(email="full@example.org"))
    outbox.send_waiting()
    assert (only().state, only().tries) == ("waiting", 1)
    mailbox.refuse.clear()
    let_time_pass(minutes=5)
    assert outbox.send_waiting() == 1


def test_words_that_the_server_will_not_have_fail_at_once(mailbox: Mailbox):
    mailbox.refuse_words = "554 5.7.1 looks like spam"
    put(factories.user(email="wang@example.org"))
    outbox.send_waiting()
    assert only().state == "failed"


def test_where_nothing_is_left_to_tell_the_mail_is_cancelled_with_why(mailbox: Mailbox, letters):
    letters["words"] = Nothing("completed")
    put(factories.user(email="wang@example.org"))
    assert outbox.send_waiting() == 0
    assert (only().state, only().outcome) == ("cancelled", "completed")


def test_words_with_a_secret_are_not_kept(mailbox: Mailbox, letters):
    letters["words"] = Composed("Link", "https://example.org/secret", keep_text=False)
    put(factories.user(email="wang@example.org"))
    outbox.send_waiting()
    assert (only().subject, only().text) == ("Link", "")


def test_a_mail_that_cannot_be_written_holds_up_nobody(mailbox: Mailbox):
    user = factories.user(email="a@example.org")
    user_id = user.id
    with writing():
        outbox.put(user_id, "unknown", "unknown:1", about={}, now=clock.now())
    put(user)
    assert outbox.send_waiting() == 1
    row = db.session.scalars(select(Mail).filter_by(key="unknown:1")).one()
    assert (row.state, row.outcome) == ("waiting", "not written: KeyError")


def test_s10_people_who_left_get_no_mail(mailbox: Mailbox):
    put(factories.user(email="left@example.org", active=False))
    put(factories.user(email="erased@example.org", erased_at=clock.now()), "letter:2")
    assert outbox.send_waiting() == 0
    assert {row.outcome for row in db.session.scalars(select(Mail))} == {"not-employed"}


def test_without_an_address_a_mail_fails_and_says_so(mailbox: Mailbox):
    put(factories.user(email=None))
    outbox.send_waiting()
    assert (only().state, only().outcome) == ("failed", "no-address")


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Wang\r\nBcc: everyone@example.org"},
        {"email": "wang@example.org\r\nBcc: everyone@example.org"},
        {"email": "wang@example.org, everyone@example.org"},
        {"email": "nowhere"},
        {"email": "王@example.org"},
    ],
)
def test_s43_what_would_make_other_headers_is_refused(mailbox: Mailbox, fields):
    put(factories.user(**{"email": "wang@example.org", **fields}))
    assert outbox.send_waiting() == 0
    assert mailbox.messages == []
    assert only().state == "failed"


def test_s43_a_subject_with_a_line_break_is_refused(mailbox: Mailbox, letters):
    letters["words"] = Composed("Hello\nBcc: everyone@example.org", "words")
    put(factories.user(email="wang@example.org"))
    assert outbox.send_waiting() == 0
    assert only().state == "failed"


def test_a_mail_over_which_the_server_breaks_off_holds_up_no_others(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch):
    put(factories.user(email="bad@example.org"), key="letter:1")
    put(factories.user(email="good@example.org"), key="letter:2")
    mailbox.refuse["bad@example.org"] = "421 closing"
    begun = clock.now()
    for minute in range(4):
        monkeypatch.setattr(clock, "now", lambda now=begun + timedelta(minutes=minute, seconds=minute): now)
        outbox.send_waiting()
    assert mailbox.recipients == ["good@example.org"]


def test_what_a_slow_server_leaves_no_time_for_is_let_go_before_the_lease_ends(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
):
    for number in range(2):
        put(factories.user(email=f"p{number}@example.org"), key=f"letter:{number}")
    now = [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: now[0])
    take_in = mailbox.handle_DATA

    async def slowly(*arguments: Any) -> str:
        now[0] += outbox.LEASE
        return await take_in(*arguments)

    monkeypatch.setattr(mailbox, "handle_DATA", slowly)
    assert outbox.send_waiting() == 1
    db.session.rollback()
    left = db.session.scalars(select(Mail).filter_by(state="waiting")).one()
    assert left.next_try_at is not None
    assert left.next_try_at <= now[0] + outbox.WAITS[0]
