from typing import Any

from flask import Blueprint, request

from ..evidence.checking import MOST_BYTES

ID = "int(max=2147483647)"
ROOM_FOR_THE_FORM = 64 * 1024
UPLOADS = {"credentials.register", "credentials.submit"}

bp = Blueprint("credentials", __name__)


@bp.url_value_preprocessor
def allow_uploads(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Scans may be larger than other forms; said before anything reads the body."""
    if endpoint in UPLOADS and request.method == "POST":
        request.max_content_length = MOST_BYTES + ROOM_FOR_THE_FORM
