"""A real mail server on a free port of this machine, which keeps what it takes."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from flask import Flask

OK = "250 OK"


@dataclass
class Mailbox:
    """What came: `messages` in order. `refuse`: what the server says to a recipient's address instead of yes."""

    url: str = ""
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    refuse_words: str = ""  # said to what a mail says, whoever it is for

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return OK

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        if self.refuse_words:
            return self.refuse_words
        assert isinstance(envelope.content, bytes)
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.messages.append(parsed)
        self.recipients += envelope.rcpt_tos
        return OK

    def text(self, number: int = -1) -> str:
        """The plain words of a message."""
        part = self.messages[number].get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    def html(self, number: int = -1) -> str:
        part = self.messages[number].get_body(("html",))
        assert part is not None
        return str(part.get_content())


@contextmanager
def running(app: Flask, **options: Any) -> Iterator[Mailbox]:
    """The server while inside, and the application told to send through it."""
    box = Mailbox()
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port, **options)
    controller.start()
    before = app.config["MAIL_URL"]
    box.url = app.config["MAIL_URL"] = f"smtp://127.0.0.1:{port}"
    try:
        yield box
    finally:
        app.config["MAIL_URL"] = before
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
