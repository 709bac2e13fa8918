"""The mail to whoever's account or rights an administrator has changed."""

import pytest
from sqlalchemy import select

from app import clock
from app.db import db, writing
from app.filters import moment
from app.i18n import speaking
from app.people.accounts.managing import letters
from app.people.mails.models import Mail
from tests import factories


@pytest.fixture
def with_mail(app, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_URL", "smtp://127.0.0.1:1")


def told(person, times: int = 1) -> list[Mail]:
    user_id = person.id
    with writing():
        for _time in range(times):
            letters.tell(user_id, "role withdrawn", key="k", reason="<b>Moved</b> on", role="editor", now=clock.now())
    return list(db.session.scalars(select(Mail)))


def test_it_says_what_was_done_and_why(app, with_mail):
    [mail] = told(factories.user("李雷", email="lilei@example.org"))
    with app.test_request_context(), speaking("en"):
        composed, at = letters.write(mail), moment(mail.made_at)
    assert composed.subject == "Your account was changed"
    for text in (composed.text, composed.html):
        assert "李雷" in text
        assert "Withdrew a role: Editor" in text
        assert f"When: {at}" in text
        assert "/me" in text
    assert "<b>Moved</b> on" in composed.text
    assert "&lt;b&gt;Moved" in composed.html
    assert '<html lang="en">' in composed.html


def test_the_same_is_told_once(app, with_mail):
    assert len(told(factories.user(email="lilei@example.org"), times=2)) == 1


@pytest.mark.parametrize("fields", [{"email": None}, {"email": "lilei@example.org", "active": False}])
def test_who_cannot_be_reached_is_not_written_to(app, with_mail, fields):
    assert told(factories.user(**fields)) == []


def test_without_a_mail_server_nothing_piles_up(app, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_URL", None)
    assert told(factories.user(email="lilei@example.org")) == []
