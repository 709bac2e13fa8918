"""The words of what people are told when something changed that opens their account. Never a secret, never a link that acts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app import clock
from app.db import db
from app.filters import moment
from app.people.mails.composing import composed
from app.people.mails.links import address
from app.people.mails.models import Mail
from app.people.mails.outbox import SENT, WAITING, Composed, Nothing, composes
from app.people.models import User

from .alerts import ADDRESS_KIND, KIND, Event
from .sessions import device


@dataclass(frozen=True, slots=True)
class Words:
    """`text` may ask for `thing`: the name of a passkey, or at whom an account is."""

    subject: Any
    text: Any


WORDS = {
    Event.PASSWORD_CHANGED: Words(
        _l("Your password was changed"),
        _l("The password of your account was changed, and every open session was ended."),
    ),
    Event.PASSWORD_RESET: Words(
        _l("Your password was changed"),
        _l("A new password was chosen for your account with a one-time link, and every open session was ended."),
    ),
    Event.CODES_ON: Words(
        _l("A second factor was added"),
        _l("From now on codes from an app are asked for when you sign in. Ten recovery codes were shown."),
    ),
    Event.CODES_OFF: Words(
        _l("A second factor was removed"),
        _l("Codes from an app are no longer asked for when you sign in. Your recovery codes are void."),
    ),
    Event.PASSKEY_ADDED: Words(
        _l("A passkey was added"),
        _l("The passkey “%(thing)s” was added: whoever has it can sign in to your account."),
    ),
    Event.PASSKEY_REMOVED: Words(
        _l("A passkey was removed"),
        _l("The passkey “%(thing)s” was removed: nobody signs in with it any more."),
    ),
    Event.RECOVERY_CODES_MADE: Words(
        _l("New recovery codes were made"),
        _l("Ten new recovery codes were shown. Those from before are void."),
    ),
    Event.OUTSIDE_LINKED: Words(
        _l("An outside account was linked"),
        _l("An account at %(thing)s was linked with yours: whoever signs in there can sign in here."),
    ),
    Event.OUTSIDE_UNLINKED: Words(
        _l("An outside account was unlinked"),
        _l("The account at %(thing)s is no longer linked with yours: nobody signs in here with it."),
    ),
    Event.FACTORS_TAKEN_OFF: Words(
        _l("Your second factor was taken off"),
        _l("An administrator took your second factor off: codes, recovery codes and passkeys are void."),
    ),
    Event.ADDRESS_CHANGED: Words(
        _l("Your mail address was changed"),
        _l("The mail address of your account was changed."),
    ),
}


def sentence(event: str, thing: str) -> str:
    """What happened, in the language of whoever reads it."""
    text = str(WORDS[Event(event)].text)
    return text % {"thing": " ".join(thing.split())} if "%(thing)s" in text else text


@composes(KIND)
def write_alert(letter: Mail) -> Composed:
    about = letter.about
    return _letter(
        "alert",
        letter,
        str(WORDS[Event(about["event"])].subject),
        what=sentence(about["event"], about["thing"]),
        at=_when(datetime.fromisoformat(about["at"])),
        origin=_origin(about),
        reset=address("accounts.ask_for_reset"),
    )


@composes(ADDRESS_KIND)
def write_address(letter: Mail) -> Composed | Nothing:
    """To a former address, or to the new one: only what is true when it is sent, and not known there already."""
    now = db.session.get_one(User, letter.user_id).email or ""
    is_theirs = now.casefold() == letter.address.casefold()
    if is_theirs != letter.about["theirs"] or _was_told(letter) == is_theirs:
        return Nothing("changed_back")
    if is_theirs:
        what = _("This is now the mail address of your account: mails, and links for a new password, come here.")
    elif now:
        what = _(
            "This is no longer the mail address of your account: mails, and links for a new password, go to %(masked)s.",
            masked=masked(now),
        )
    else:
        what = _("This is no longer the mail address of your account, which has none now.")
    return _letter("address", letter, _("Your mail address was changed"), what=what, at=_when(letter.made_at))


def masked(mail_address: str) -> str:
    """“l…@example.org”: its owner knows it again, and nobody else learns it."""
    box, _at, house = mail_address.rpartition("@")
    return f"{box[:1]}…@{house}"


def _was_told(letter: Mail) -> bool:
    """Whether an address was last told to be the person's: by an earlier letter that went there or is about to, or else as
    it was before the first one was written."""
    statement = select(Mail.state, Mail.about).where(
        Mail.user_id == letter.user_id,
        Mail.kind == ADDRESS_KIND,
        func.lower(Mail.address) == letter.address.lower(),
        Mail.id < letter.id,
    )
    earlier = [row for row in db.session.execute(statement.order_by(Mail.id)).all() if "theirs" in row.about]
    known = not (earlier[0].about if earlier else letter.about)["theirs"]
    for state, about in earlier:
        if state == SENT or (state == WAITING and about["theirs"] == letter.about["theirs"]):
            known = about["theirs"]
    return known


def _when(at: datetime) -> str:
    return _("%(moment)s (%(zone)s)", moment=moment(at), zone=clock.zone().key)


def _origin(about: Mapping[str, Any]) -> str:
    """From which device and network address; empty where it was not done in a browser."""
    known = (" ".join(device(about["agent"]).split()), about["address"])
    return _(", ").join(word for word in known if word)


def _letter(kind: str, letter: Mail, subject: str, **words: object) -> Composed:
    """Its words are for the person alone, and are not kept: they say from where an account is used."""
    words |= {"name": db.session.get_one(User, letter.user_id).name, "profile": address("people.show_me")}
    return composed(f"people/accounts/mails/{kind}", subject, words, keep_text=False)
