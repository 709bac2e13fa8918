"""The mail about a changed account on its way: written by the job that sends, outside any request."""

import pytest
from flask import Flask, has_request_context

from app import clock
from app.db import writing
from app.people.accounts.managing import letters
from app.people.mails import outbox
from tests import factories
from tests.mailbox import running


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", ("Your account was changed", "Granted a role: Training administrator", "Reason: New duties")),
        ("zh-CN", ("你的账号有变更", "培训管理员", "New duties")),
    ],
)
def test_it_goes_out_in_the_language_of_whoever_it_is_for(app: Flask, locale: str, words: tuple[str, ...]):
    user_id = factories.user(email="lilei@example.org", locale=locale).id
    with running(app) as mailbox:
        with writing():
            letters.tell(user_id, "role granted", key="k", reason="New duties", role="training_admin", now=clock.now())
        assert not has_request_context()
        assert outbox.send_waiting() == 1
        subject, *rest = words
        assert mailbox.messages[0]["Subject"] == subject
        for word in rest:
            assert word in mailbox.text()
            assert word in mailbox.html()
