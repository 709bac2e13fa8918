"""How fast answers to one attempt may come. Each process counts for itself: a count in the database would cost every save a row."""

import time
from threading import Lock

from flask_babel import gettext as _

from app.errors import TooMany

MOST = 240  # a minute and attempt: several times what the quickest typist sends
MOST_ATTEMPTS = 20_000  # counted at a time

_counts: dict[str, int] = {}
_minute = 0
_lock = Lock()


def note(seed: str) -> None:
    """Count one more for the attempt with this seed. Raises TooMany."""
    global _minute
    minute, second = divmod(int(time.monotonic()), 60)
    with _lock:
        if minute != _minute or len(_counts) > MOST_ATTEMPTS:
            _minute = minute
            _counts.clear()
        _counts[seed] = count = _counts.get(seed, 0) + 1
    if count > MOST:
        message = _("Too many answers at once. They are kept in the page, and sent again in a minute.")
        raise TooMany(message, wait_seconds=60 - second)
