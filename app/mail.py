"""Sending one mail over SMTP, by the standard library. Queueing and trying again is the outbox's (people/mails/outbox.py).

smtp:// encrypts with STARTTLS and checks the certificate; only a server on this machine, or a relay on port 25 that asks for
no password, may be spoken to in the open. smtps:// encrypts from the first byte. SSL_CERT_FILE names further authorities.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

from flask import current_app

from config import LOOPBACK

TIMEOUT_SECONDS = 20  # for each answer of the server
PORTS = {"smtp": 587, "smtps": 465}
GOING_DOWN = 421  # “service not available”, said to whatever was asked
WRITTEN = policy.SMTP.clone(cte_type="7bit")  # any relay takes it, and no line is too long


class MailError(Exception):
    """A mail was not taken. `reason`: what the server or the network said, on one line."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MailDown(MailError):
    """The server cannot be reached, or takes no mail from us: worth trying again later, whoever the mail is for."""


class MailLater(MailError):
    """This one mail was not taken for now: its recipient's mailbox is full, for instance."""


class MailRefused(MailError):
    """This one mail will never be taken: no such recipient, or its headers are not acceptable."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes along. `name` with its ending; `media_type` such as text/csv."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """A mail to one person. `unsubscribe`: an https address that takes a POST (RFC 8058), or nothing."""

    name: str
    address: str
    subject: str
    text: str
    html: str
    message_id: str  # without brackets; the same when the same mail is sent again
    at: datetime
    language: str
    unsubscribe: str = ""
    attachments: tuple[Attachment, ...] = ()


class Server:
    """An open connection."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self._smtp = smtp

    def send(self, message: Message) -> None:
        """Raises MailDown, MailLater or MailRefused."""
        written = write(message)
        try:
            self._smtp.send_message(written)
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(*next(iter(error.recipients.values()))) from error
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise MailDown(_one_line(error)) from error


def is_set_up() -> bool:
    """Whether there is a server to send through at all."""
    return bool(current_app.config["MAIL_URL"])


def send(message: Message) -> None:
    """Send one mail over a connection of its own. Raises MailDown, MailLater or MailRefused."""
    with connected() as server:
        server.send(message)


@contextmanager
def connected() -> Iterator[Server]:
    """A connection to the server of MAIL_URL, for as many mails as are at hand. Raises MailDown."""
    smtp = _open()
    try:
        yield Server(smtp)
    finally:
        try:
            smtp.quit()
        except (smtplib.SMTPException, OSError):
            smtp.close()


def write(message: Message) -> EmailMessage:
    """As it goes over the line. Raises MailRefused for headers with line breaks and addresses that are none."""
    texts = (message.name, message.address, message.subject, message.unsubscribe)
    if any(set("\r\n\0") & set(text) for text in (*texts, *(each.name for each in message.attachments))):
        raise MailRefused("line break in a header")
    written = EmailMessage(policy=WRITTEN)
    try:
        written["From"] = _address(current_app.config["MAIL_FROM"])
        written["To"] = Address(message.name, addr_spec=message.address)
        if current_app.config["MAIL_REPLY_TO"]:
            written["Reply-To"] = _address(current_app.config["MAIL_REPLY_TO"])
        written["Subject"] = message.subject
    except (MessageError, ValueError, IndexError) as error:
        raise MailRefused("not an address that mail can be sent to") from error
    if not message.address.isascii():
        raise MailRefused("the address has letters that mail servers do not take")
    written["Date"] = format_datetime(message.at)
    written["Message-ID"] = f"<{message.message_id}>"
    written["Auto-Submitted"] = "auto-generated"
    written["X-Auto-Response-Suppress"] = "All"
    if message.unsubscribe:
        written["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        written["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    written.set_content(message.text)
    if message.html:
        written.add_alternative(message.html, subtype="html")
    for each in message.attachments:
        kind, _slash, subtype = each.media_type.partition("/")
        charset = {"charset": "utf-8"} if kind == "text" else None
        written.add_attachment(
            each.content, maintype=kind, subtype=subtype, filename=each.name, cte="base64", params=charset
        )
    written["Content-Language"] = message.language  # of the whole: earlier it would go with the plain part
    return written


def _open() -> smtplib.SMTP:
    where = urlsplit(current_app.config["MAIL_URL"] or "")
    if not where.hostname:
        raise MailDown("no mail server is set up")
    port, own_name = where.port or PORTS[where.scheme], urlsplit(current_app.config["PUBLIC_URL"]).hostname
    context = ssl.create_default_context()
    try:
        if where.scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                where.hostname, port, local_hostname=own_name, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            smtp = smtplib.SMTP(where.hostname, port, local_hostname=own_name, timeout=TIMEOUT_SECONDS)
    except (smtplib.SMTPException, OSError) as error:
        raise MailDown(_one_line(error)) from error
    try:
        _introduce(smtp, where, context)
    except (smtplib.SMTPException, OSError) as error:
        smtp.close()
        raise MailDown(_one_line(error)) from error
    return smtp


def _introduce(smtp: smtplib.SMTP, where: SplitResult, context: ssl.SSLContext) -> None:
    smtp.ehlo()
    if where.scheme == "smtp" and (smtp.has_extn("starttls") or not _may_be_open(where)):
        smtp.starttls(context=context)
        smtp.ehlo()
    if where.username:
        smtp.login(unquote(where.username), unquote(where.password or ""))


def _may_be_open(where: SplitResult) -> bool:
    return where.hostname in LOOPBACK or (where.port == 25 and not where.username)


def _address(text: str) -> Address:
    name, address = parseaddr(text)
    return Address(name, addr_spec=address)


def _refusal(code: int, said: bytes | str) -> MailError:
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    reason = " ".join(f"{code} {words}".split())
    if code == GOING_DOWN:
        return MailDown(reason)
    return MailRefused(reason) if code >= 500 else MailLater(reason)


def _one_line(error: Exception) -> str:
    """What went wrong, as servers say it; never what we said to them."""
    said = getattr(error, "smtp_error", None)
    if said is not None:
        words = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        return " ".join(f"{getattr(error, 'smtp_code', '')} {words}".split())
    return " ".join(str(error).split()) or type(error).__name__
