"""A seal over every certificate's row: whoever changes the row without the key is found."""

import hashlib
import hmac
import json
from datetime import UTC, date, datetime

from flask import current_app
from flask_babel import gettext as _

from app.errors import Conflict

from .models import Certificate

PURPOSE = b"certificate seal 1"


def seal(certificate: Certificate) -> str:
    """With the key of today. Over all that is frozen and over its state, so that neither a name nor a revocation can be changed unseen."""
    return _signed(_text(certificate), current_app.config["SECRET_KEY"])


def is_sealed(certificate: Certificate) -> bool:
    """Whether the row is as we wrote it, under the key of today or a former one that is still believed."""
    text = _text(certificate)
    secrets = (current_app.config["SECRET_KEY"], *(current_app.config.get("SECRET_KEY_FALLBACKS") or ()))
    return any(hmac.compare_digest(certificate.seal, _signed(text, secret)) for secret in secrets)


def needs_new_seal(certificate: Certificate) -> bool:
    """Whether only a former key confirms it: once that one is no longer believed, nothing would."""
    return is_sealed(certificate) and not hmac.compare_digest(certificate.seal, seal(certificate))


def confirm(certificate: Certificate) -> None:
    """Before anything is written to it, or printed from it: a new seal would make a forged row genuine. Raises Conflict."""
    if not is_sealed(certificate):
        raise Conflict(
            _(
                "The record of this certificate was changed in a way that is not ours, so nothing can be done with it. "
                "Tell your administrator: `flask certificates verify` names every such record."
            )
        )


def _text(certificate: Certificate) -> bytes:
    fields = {
        "code": certificate.code,
        "user": certificate.user_id,
        "subject": [certificate.subject_kind, certificate.subject_id],
        "completion": certificate.completion_id,
        "serial": certificate.serial,
        "snapshot": certificate.snapshot,
        "issued_at": _written(certificate.issued_at),
        "valid_until": _written(certificate.valid_until),
        "revoked": [
            _written(certificate.revoked_at),
            certificate.revoked_by_id,
            certificate.revoked_reason,
            certificate.replaced_by_id,
        ],
    }
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _signed(text: bytes, secret: str) -> str:
    """With a key of its own, so that no other signature made with the secret fits here."""
    key = hmac.new(secret.encode(), PURPOSE, hashlib.sha256).digest()
    return hmac.new(key, text, hashlib.sha256).hexdigest()


def _written(value: date | datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value.isoformat() if value else None
