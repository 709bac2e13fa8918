"""Addresses in mails: always under PUBLIC_URL, never under the name a request came to. And the link that ends mails."""

import hashlib

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

UNSUBSCRIBE = "unsubscribe"


def address(endpoint: str, **values: object) -> str:
    """The public address of a page, with or without a request."""
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return f"{current_app.config['PUBLIC_URL']}{path}"


def unsubscribe_token(user_id: int, mail_address: str) -> str:
    """Good as long as the person has this address. It can switch mails off, nothing else, and says nobody's name."""
    word = _signer().dumps([user_id, _short(mail_address)])
    return word if isinstance(word, str) else word.decode()


def read_unsubscribe_token(token: str) -> tuple[int, str] | None:
    """(person, digest of the address it was made for); None for anything that we did not sign."""
    try:
        user_id, digest = _signer().loads(token)
    except (BadData, ValueError, TypeError):
        return None
    return user_id, digest


def is_for(digest: str, mail_address: str | None) -> bool:
    return mail_address is not None and digest == _short(mail_address)


def _short(mail_address: str) -> str:
    return hashlib.sha256(mail_address.casefold().encode()).hexdigest()[:16]


def _signer() -> URLSafeSerializer:
    keys = [*reversed(current_app.config.get("SECRET_KEY_FALLBACKS") or []), current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt=UNSUBSCRIBE)
