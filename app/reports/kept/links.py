"""The link at the end of a mailed report: it stops this one, for the person it was made for, and can do nothing else."""

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

SALT = "report-stop"


def stop_token(recipient_id: int) -> str:
    word = _signer().dumps(recipient_id)
    return word if isinstance(word, str) else word.decode()


def read_stop_token(token: str) -> int | None:
    """Of whom it was made; None for anything that we did not sign."""
    try:
        found = _signer().loads(token)
    except (BadData, ValueError, TypeError):
        return None
    return found if isinstance(found, int) else None


def _signer() -> URLSafeSerializer:
    keys = [*reversed(current_app.config.get("SECRET_KEY_FALLBACKS") or []), current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt=SALT)
