"""The outbox: what goes to people by mail waits here, is written when it is sent, tried again, and accounted for.

`put` a mail once by its key, inside the transaction it belongs to. A job sends what waits. Who sends a mail takes it first, in
a transaction of its own, for `LEASE`; so two senders never send the same one. After a crash between sending and noting it goes
out again with the same Message-ID: at least once, because a mail that never comes is worse than one that mail programs fold.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlsplit

import structlog
from flask import current_app
from sqlalchemy import insert, select, update

from app import clock, mail
from app.db import MANY, db, locked, writing
from app.i18n import LANGUAGES, speaking
from app.mail import Attachment, MailDown, MailError, MailRefused, Message, Server
from app.people.mails.models import Mail
from app.people.models import User

log = structlog.get_logger()

WAITING, SENT, FAILED, CANCELLED = "waiting", "sent", "failed", "cancelled"
KEPT_FOR = timedelta(hours=24)  # tried so long
WAITS = tuple(timedelta(minutes=number) for number in (1, 2, 5, 10, 20, 30, 60))  # after the first try, the second …
LEASE = timedelta(minutes=10)
BATCH = 20
A_ROUND = timedelta(seconds=15)  # other jobs wait meanwhile
SPOKEN_FIRST = "zh-CN"  # to whoever never chose a language
LONGEST_OUTCOME = 300
MOST_HELD = 16 * 1024 * 1024  # bytes of attachments in memory at a time
NAMES_OTHERS = "names_others"  # in `Mail.about`: who may read the mail has to see everybody


@dataclass(frozen=True, slots=True)
class Composed:
    """The words of a mail. `keep_text`: whether they may be stored once sent; not, where they hold a secret.

    Attachments are stored nowhere: a mail that is tried again is composed again.
    """

    subject: str
    text: str
    html: str = ""
    keep_text: bool = True
    unsubscribe: str = ""  # an address that takes a POST, or nothing
    names_others: bool = False  # its words are about more people than the one it goes to
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Nothing:
    """What a composer may return instead: there is nothing left to tell, and why."""

    why: str = "over"


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail that was taken, as it is to go out."""

    mail_id: int
    message: Message
    composed: Composed


@dataclass(frozen=True, slots=True)
class Waiting:
    """A mail that is to wait. `about`: ids and days, for its composer; never a secret. `to`: an address other than the
    person's own of the day on which it is sent."""

    user_id: int
    kind: str
    key: str
    about: dict[str, object]
    to: str = ""
    day: date | None = None


Composer = Callable[[Mail], "Composed | Nothing | None"]
AnyComposer = TypeVar("AnyComposer", bound=Composer)
COMPOSERS: dict[str, Composer] = {}


def composes(kind: str) -> Callable[[AnyComposer], AnyComposer]:
    """Mark the function that writes mails of a kind, when they are sent, in the language of the person.

    It may open a `writing()` of its own, to make a secret link for instance; it can be called again for a mail that was not
    taken. None or Nothing: there is nothing left to tell.
    """

    def mark(function: AnyComposer) -> AnyComposer:
        COMPOSERS[kind] = function
        return function

    return mark


def put(user_id: int, kind: str, key: str, *, about: dict[str, object], now: datetime, day: date | None = None) -> Mail:
    """Let a mail wait to be sent; the same key twice is once. `about`: ids and days, for its composer; never a secret."""
    found = db.session.scalar(select(Mail).filter_by(key=key))
    if found is not None:
        return found
    row = Mail(**_columns(Waiting(user_id, kind, key, about, day=day), now))
    db.session.add(row)
    db.session.flush()
    return row


def put_many(letters: Sequence[Waiting], *, now: datetime) -> None:
    """The same for many at once, whose keys are new."""
    for at in range(0, len(letters), MANY):
        db.session.execute(insert(Mail), [_columns(letter, now) for letter in letters[at : at + MANY]])


def _columns(letter: Waiting, now: datetime) -> dict[str, object]:
    return {
        "user_id": letter.user_id,
        "kind": letter.kind,
        "key": letter.key,
        "about": letter.about,
        "day": letter.day or clock.local_date(now),
        "address": letter.to,
        "state": WAITING,
        "tries": 0,
        "next_try_at": now,
        "made_at": now,
    }


def send_waiting() -> int:
    """Send what is due, for a quarter of a minute; returns how many were sent. What is left waits for the next round."""
    begun, sent = clock.now(), 0
    while clock.now() - begun < A_ROUND and (ids := _take(clock.now())):
        count, goes_on = _send(ids, until=clock.now() + LEASE / 2)
        sent += count
        if not goes_on:
            break
    return sent


def _take(now: datetime) -> list[int]:
    """Take some mails that are due: nobody else does for the length of the lease."""
    due = select(Mail).where(Mail.state == WAITING, Mail.next_try_at <= now)
    with writing():
        rows = db.session.scalars(locked(due.order_by(Mail.next_try_at, Mail.id).limit(BATCH))).all()
        for row in rows:
            row.next_try_at = now + LEASE
            row.tries += 1
        return [row.id for row in rows]


def _send(ids: list[int], *, until: datetime) -> tuple[int, bool]:
    """Write and send what was taken; how many were sent, and whether the server takes more."""
    letters = _compose_some(ids, until)
    if not letters:
        return 0, True
    try:
        with mail.connected() as server:
            return _send_each(server, letters, until)
    except MailDown as error:
        log.warning("mail server down", reason=error.reason)
        _put_back([letter.mail_id for letter in letters], error.reason)
        return 0, False


def _send_each(server: Server, letters: list[Letter], until: datetime) -> tuple[int, bool]:
    """Until the server breaks off, perhaps over one of them: the others then go without that one, or our time is up."""
    sent = 0
    for place, letter in enumerate(letters):
        try:
            if clock.now() > until:
                raise MailDown("too slow")
            server.send(letter.message)
        except MailDown as error:
            log.warning("mail server broke off", reason=error.reason)
            _put_back([letter.mail_id], error.reason)
            _put_back([other.mail_id for other in letters[place + 1 :]], error.reason, tried=False)
            return sent, False
        except MailError as error:
            _refused(letter.mail_id, error)
        else:
            _note_sent(letter.mail_id, letter.message, letter.composed)
            sent += 1
    return sent, True


def _compose_some(ids: list[int], until: datetime) -> list[Letter]:
    """Those that fit into memory and time; the others go back, to be taken again."""
    letters: list[Letter] = []
    for place, mail_id in enumerate(ids):
        held = sum(len(each.content) for letter in letters for each in letter.composed.attachments)
        if letters and (held >= MOST_HELD or clock.now() > until):
            _put_back(ids[place:], "", tried=False)
            break
        made = _compose(mail_id)
        if made is not None:
            letters.append(Letter(mail_id, *made))
    return letters


def _compose(mail_id: int) -> tuple[Message, Composed] | None:
    """The mail as it is to go out; None where it does not: that was noted."""
    row = db.session.get_one(Mail, mail_id)
    person = db.session.get_one(User, row.user_id)
    if not person.active or person.erased_at is not None:
        _end(mail_id, CANCELLED, "not-employed")
        return None
    address = row.address or person.email
    if not address:
        _end(mail_id, FAILED, "no-address")
        return None
    language = person.locale if person.locale in LANGUAGES else SPOKEN_FIRST
    message = Message(
        name=person.name,
        address=address,
        subject="",
        text="",
        html="",
        message_id=message_id(row),
        at=clock.now(),
        language=language,
    )
    try:
        with speaking(language):
            composed = COMPOSERS[row.kind](row)
    except Exception as error:  # noqa: BLE001 - a bug in one mail must not hold up the others
        db.session.rollback()
        log.error("mail not written", kind=row.kind, error=type(error).__name__)
        _put_back([mail_id], f"not written: {type(error).__name__}")
        return None
    if composed is None or isinstance(composed, Nothing):
        _end(mail_id, CANCELLED, (composed or Nothing()).why)
        return None
    words = {name: getattr(composed, name) for name in ("subject", "text", "html", "unsubscribe", "attachments")}
    return replace(message, **words), composed


def message_id(row: Mail) -> str:
    """The same for the same mail, however often it is sent."""
    word = hashlib.sha256(f"{row.key} {row.made_at.isoformat()}".encode()).hexdigest()[:24]
    return f"{row.id}.{word}@{urlsplit(current_app.config['PUBLIC_URL']).hostname}"


def _note_sent(mail_id: int, message: Message, composed: Composed) -> None:
    with writing():
        row = db.session.scalars(locked(select(Mail).filter_by(id=mail_id))).one()
        row.state, row.outcome, row.next_try_at, row.sent_at = SENT, "", None, clock.now()
        row.address, row.subject = message.address, message.subject
        row.text = _without_its_token(message) if composed.keep_text else ""
        row.about = row.about | {NAMES_OTHERS: True} if composed.names_others else row.about


def _without_its_token(message: Message) -> str:
    """The words for others to read: without the link that acts for the person."""
    return message.text.replace(message.unsubscribe, "…") if message.unsubscribe else message.text


def _refused(mail_id: int, error: MailError) -> None:
    if isinstance(error, MailRefused):
        _end(mail_id, FAILED, f"refused {error.reason}")
    else:
        _put_back([mail_id], error.reason)


def _end(mail_id: int, state: str, outcome: str) -> None:
    with writing():
        values = {"state": state, "outcome": outcome[:LONGEST_OUTCOME], "next_try_at": None}
        db.session.execute(update(Mail).where(Mail.id == mail_id).values(values))


def _put_back(ids: list[int], reason: str, *, tried: bool = True) -> None:
    """Try again later those of them that still wait; a day after they were made, no more. Not `tried`: that was no try."""
    now = clock.now()
    with writing():
        waiting = select(Mail).where(Mail.id.in_(ids), Mail.state == WAITING)
        for row in db.session.scalars(locked(waiting)):
            row.outcome = reason[:LONGEST_OUTCOME]
            row.tries -= 0 if tried else 1
            if now - row.made_at >= KEPT_FOR:
                row.state, row.next_try_at = FAILED, None
            else:
                row.next_try_at = now + WAITS[max(0, min(row.tries, len(WAITS)) - 1)]
