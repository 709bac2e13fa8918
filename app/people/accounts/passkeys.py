"""Passkeys (WebAuthn): a key of a device or a manager of passwords shows who somebody is. Nothing typed, nothing to steal.

A challenge is a word that only we can have made: it says what for, for whom and when. So nothing is stored between asking and
answering; and an answer counts once, because a key's last use must lie before the challenge was made.
"""

import base64
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any, Literal
from urllib.parse import urlsplit

import webauthn
from flask import current_app
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import func, select, update
from webauthn.helpers import options_to_json_dict
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.db import db
from app.people import actions
from app.people.accounts import alerts, codes
from app.people.accounts.alerts import Event
from app.people.accounts.models import Passkey
from app.people.models import User

Purpose = Literal["register", "enter", "second", "confirm"]
ANSWERED_WITHIN = timedelta(minutes=5)
MOST = 10  # of one person
LONGEST_ANSWER = 20_000  # characters


class PasskeyRefused(Exception):
    """What the browser sent proves nothing."""


@dataclass(frozen=True, slots=True)
class Challenge:
    purpose: str
    user_id: int | None
    handle: str  # the name under which a new key files its person
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Made:
    """A new key, not stored yet, and the name under which it files its person."""

    passkey: Passkey
    handle: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A passkey that was shown: whose, and the moments that let it count once."""

    passkey_id: int
    user_id: int
    sign_count: int
    made_at: datetime


def are_possible() -> bool:
    """Whether the site has a name: keys are bound to one, and an address is none."""
    try:
        ip_address(_host())
    except ValueError:
        return True
    return False


def creation_options(user: User, *, now: datetime) -> dict[str, Any]:
    """What the browser needs to make a key for somebody."""
    handle = user.fs_webauthn_user_handle or secrets.token_hex(32)
    options = webauthn.generate_registration_options(
        rp_id=_host(),
        rp_name=current_app.config["ORG_NAME"] or "Tradewind",
        user_name=user.staff_no,
        user_id=bytes.fromhex(handle),
        user_display_name=user.name,
        challenge=_seal("register", user.id, handle, now),
        exclude_credentials=_described(user.id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
    )
    return options_to_json_dict(options)


def request_options(purpose: Purpose, user_id: int | None, *, now: datetime) -> dict[str, Any]:
    """What the browser needs to show a key: any of ours, or one of somebody's."""
    options = webauthn.generate_authentication_options(
        rp_id=_host(),
        challenge=_seal(purpose, user_id, "", now),
        allow_credentials=_described(user_id) if user_id is not None else [],
        user_verification=_verification(purpose),
    )
    return options_to_json_dict(options)


def read_new(answer: str, user_id: int, name: str, *, now: datetime) -> Made:
    """The key that a browser has just made, not stored yet. Raises PasskeyRefused."""
    challenge = _challenge_in(answer, "register", user_id, now)
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=_raw_challenge(answer),
            expected_rp_id=_host(),
            expected_origin=current_app.config["PUBLIC_URL"],
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused(type(error).__name__) from error
    transports = json.loads(answer).get("response", {}).get("transports") or []
    known = {transport.value for transport in AuthenticatorTransport}
    passkey = Passkey(
        user_id=user_id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        transports=[word for word in transports if word in known],
        backup_state=made.credential_backed_up,
        device_type=made.credential_device_type.value,
        extensions=None,
        create_datetime=now,
        lastuse_datetime=challenge.made_at,
        name=name,
        usage="first",
    )
    return Made(passkey, challenge.handle)


def keep(made: Made, *, now: datetime) -> None:
    """Store a new key. Raises PasskeyRefused when the person has too many. Runs inside `writing()`."""
    user = codes.lock(made.passkey.user_id)
    count = db.session.scalar(select(func.count()).select_from(Passkey).filter_by(user_id=user.id)) or 0
    if count >= MOST:
        raise PasskeyRefused("too many")
    user.fs_webauthn_user_handle = user.fs_webauthn_user_handle or made.handle
    db.session.add(made.passkey)
    actions.record_act("second factor set up", actor_id=user.id, subject_id=user.id, now=now, kind="passkey")
    alerts.tell(user.id, Event.PASSKEY_ADDED, now=now, thing=made.passkey.name)


def read_shown(answer: str, purpose: Purpose, user_id: int | None, *, now: datetime) -> Shown:
    """The key that a browser has just shown. Count it with `note_use`. Raises PasskeyRefused."""
    challenge = _challenge_in(answer, purpose, user_id, now)
    found = _find(answer)
    if found is None or user_id not in (None, found.user_id):
        raise PasskeyRefused("unknown")
    try:
        shown = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=_raw_challenge(answer),
            expected_rp_id=_host(),
            expected_origin=current_app.config["PUBLIC_URL"],
            credential_public_key=found.public_key,
            credential_current_sign_count=found.sign_count,
            require_user_verification=_verification(purpose) is UserVerificationRequirement.REQUIRED,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused(type(error).__name__) from error
    return Shown(found.id, found.user_id, shown.new_sign_count, challenge.made_at)


def note_use(shown: Shown, *, now: datetime) -> bool:
    """Count a showing, once: False where it was counted before, or the key is gone. Runs inside `writing()`."""
    mine = update(Passkey).where(Passkey.id == shown.passkey_id, Passkey.lastuse_datetime < shown.made_at)
    counted = db.session.execute(mine.values(sign_count=shown.sign_count, lastuse_datetime=now))
    return bool(counted.rowcount)  # type: ignore[attr-defined]  # the result of an UPDATE has it


def list_passkeys(user_id: int) -> list[Passkey]:
    """A person's keys, oldest first; never more than MOST."""
    return list(db.session.scalars(select(Passkey).filter_by(user_id=user_id).order_by(Passkey.id)))


def _find(answer: str) -> Passkey | None:
    try:
        raw = _bytes(json.loads(answer)["rawId"])
    except (ValueError, KeyError, TypeError):
        return None
    return db.session.scalar(select(Passkey).filter_by(credential_id=raw))


def _described(user_id: int) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=passkey.credential_id, transports=[AuthenticatorTransport(word) for word in passkey.transports]
        )
        for passkey in list_passkeys(user_id)
    ]


def _verification(purpose: Purpose) -> UserVerificationRequirement:
    """Alone, a key has to know its person, by a finger or a PIN; after a password it is enough to have it."""
    alone = purpose in ("enter", "confirm")
    return UserVerificationRequirement.REQUIRED if alone else UserVerificationRequirement.DISCOURAGED


def _seal(purpose: Purpose, user_id: int | None, handle: str, now: datetime) -> bytes:
    word = _sealer().dumps([purpose, user_id, handle, now.timestamp(), secrets.token_urlsafe(16)])
    return word if isinstance(word, bytes) else word.encode()


def _challenge_in(answer: str, purpose: Purpose, user_id: int | None, now: datetime) -> Challenge:
    """The challenge that an answer answers: ours, for this, for this person, and not old. Raises PasskeyRefused."""
    try:
        made_for, whose, handle, moment, _nonce = _sealer().loads(_raw_challenge(answer))
    except (BadData, ValueError, KeyError, TypeError) as error:
        raise PasskeyRefused("challenge") from error
    challenge = Challenge(made_for, whose, handle, datetime.fromtimestamp(moment, UTC))
    if (challenge.purpose, challenge.user_id) != (purpose, user_id) or now - challenge.made_at > ANSWERED_WITHIN:
        raise PasskeyRefused("challenge")
    return challenge


def _raw_challenge(answer: str) -> bytes:
    """As the browser signed it. Raises ValueError, KeyError or TypeError for what is no answer at all."""
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("too long")
    said = json.loads(_bytes(json.loads(answer)["response"]["clientDataJSON"]))
    return _bytes(said["challenge"])


def _bytes(word: str) -> bytes:
    return base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))


def _host() -> str:
    return urlsplit(current_app.config["PUBLIC_URL"]).hostname or ""


def _sealer() -> URLSafeSerializer:
    keys = [*reversed(current_app.config["SECRET_KEY_FALLBACKS"] or []), current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt="passkey")
