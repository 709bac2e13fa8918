"""Codes as a second factor: six digits from an authenticator app (TOTP, RFC 6238), and recovery codes for when it is lost.

The app's secret is stored sealed with SECRET_KEY, recovery codes as digests. Actions run inside `writing()`.
"""

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime

import segno
from flask import current_app
from passlib.exc import TokenError
from passlib.totp import TOTP, AppWallet
from sqlalchemy import select

from app.db import db, locked
from app.people import actions
from app.people.accounts import alerts
from app.people.accounts.alerts import Event
from app.people.models import User

METHOD = "authenticator"
SKEW_SECONDS = 30  # a phone's clock may be off by as much, and a person types slowly
RECOVERY_CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without what looks alike
GROUPS = 4  # of four letters each: nearly 80 bits


@dataclass(frozen=True, slots=True)
class SetUp:
    """What a person needs to put a new secret into an authenticator app."""

    key: str  # to type, in groups of four
    picture: str  # of the QR code, as an address that holds it


def new_secret() -> str:
    """A secret nobody has yet, sealed."""
    sealed: str = _factory().new().to_json(encrypt=True)
    return sealed


def describe(sealed: str, *, account: str) -> SetUp:
    """The secret for the eye and the camera; `account`: under which name the app lists it."""
    totp = _factory().from_source(sealed)
    picture = segno.make(totp.to_uri(account), error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff")
    return SetUp(key=totp.pretty_key(sep=" "), picture=picture)


def begin(user_id: int, sealed: str, typed: str, *, now: datetime) -> list[str] | None:
    """Ask for codes of this secret from now on, if `typed` is one; returns new recovery codes. None: it is not."""
    counter = _counter_of(typed, sealed, last=None, now=now)
    if counter is None:
        return None
    user = lock(user_id)
    user.tf_primary_method, user.tf_totp_secret, user.tf_last_counter = METHOD, sealed, counter
    actions.record_act("second factor set up", actor_id=user_id, subject_id=user_id, now=now, kind="codes")
    alerts.tell(user_id, Event.CODES_ON, now=now)
    return renew_recovery_codes(user)


def renew_recovery_codes(user: User) -> list[str]:
    """Ten new ones; those from before are void. Only their digests are kept: show them now or never."""
    codes = [_random_code() for _ in range(RECOVERY_CODES)]
    user.mf_recovery_codes = [_digest(code) for code in codes]
    return codes


def use(user: User, typed: str, *, now: datetime) -> bool:
    """Whether this is a code of the person, which is used up with it. `user` is locked."""
    if not user.tf_totp_secret:
        return False
    counter = _counter_of(typed, user.tf_totp_secret, last=user.tf_last_counter, now=now)
    if counter is not None:
        user.tf_last_counter = counter
        return True
    digest, left = _digest(typed), user.mf_recovery_codes or []
    if digest not in left:  # of a random 80-bit word: a comparison's time tells nothing
        return False
    user.mf_recovery_codes = [other for other in left if other != digest]
    actions.record_act("recovery code used", actor_id=user.id, subject_id=user.id, now=now, left=len(left) - 1)
    return True


def take_off(user_id: int) -> bool:
    """No codes any more; returns whether there were any."""
    user = lock(user_id)
    had = user.tf_primary_method is not None
    user.tf_primary_method = user.tf_totp_secret = user.tf_last_counter = user.mf_recovery_codes = None
    return had


def lock(user_id: int) -> User:
    return db.session.scalars(locked(select(User).filter_by(id=user_id))).one()


def _counter_of(typed: str, sealed: str, *, last: int | None, now: datetime) -> int | None:
    """Of which half minute this is the code; None where of none near `now`, or of none after `last`."""
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed))
    try:
        match = _factory().verify(digits, sealed, time=now, window=SKEW_SECONDS, last_counter=last)
    except (TokenError, ValueError):
        return None
    counter: int = match.counter
    return counter


def _random_code() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(GROUPS))


def _digest(code: str) -> str:
    plain = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", code)).lower()
    return hashlib.sha256(plain.encode(errors="replace")).hexdigest()


def _factory() -> type[TOTP]:
    """Secrets are sealed with today's key, and opened with former ones too."""
    if "totp" not in current_app.extensions:
        config = current_app.config
        keys = [config["SECRET_KEY"], *(config["SECRET_KEY_FALLBACKS"] or [])]
        tagged = {hashlib.sha256(f"totp {key}".encode()).hexdigest()[:12]: key for key in keys}
        wallet = AppWallet(tagged, default_tag=next(iter(tagged)))
        issuer = config["ORG_NAME"].replace(":", " ") or "Tradewind"
        current_app.extensions["totp"] = TOTP.using(issuer=issuer, wallet=wallet)
    factory: type[TOTP] = current_app.extensions["totp"]
    return factory
