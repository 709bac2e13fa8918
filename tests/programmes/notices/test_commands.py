"""`flask mails`: what goes out tomorrow, sending, and why somebody got a mail, on the terminal."""

from datetime import UTC, date, datetime

from flask import Flask

from tests import factories
from tests.mailbox import Mailbox

from .days import Days


def test_tomorrow_send_and_why(app: Flask, days: Days, mailbox: Mailbox):
    user = factories.user(department=factories.department(), email="wang@example.org", staff_no="W1", locale="en")
    factories.assignment(user, due_on=date(2026, 11, 30), assigned_at=datetime(2026, 11, 2, tzinfo=UTC))
    days.at(date(2026, 11, 30), 20)
    runner = app.test_cli_runner()
    assert "W1  1" in runner.invoke(args=["mails", "tomorrow"]).output
    days.tell(date(2026, 12, 1))
    days.at(date(2026, 12, 1), 9)
    assert runner.invoke(args=["mails", "send"]).output.startswith("1 sent")
    assert len(mailbox.messages) == 1
    said = runner.invoke(args=["mails", "why", "W1"]).output
    assert "told on" in said
    assert "mail of 2026-12-01: Sent" in said
    assert "There is no account" in runner.invoke(args=["mails", "why", "nobody"]).output
