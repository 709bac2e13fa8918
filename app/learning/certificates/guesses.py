"""How often an address may ask for codes that do not exist: counted in each process's memory, for the database is not written
when a page is only shown. Eighty random bits need no limit; this one keeps guessers from being a burden.
"""

import threading
from collections import OrderedDict

MOST = 30  # codes of the right form that nothing has, from one address
WINDOW_SECONDS = 600
MOST_ADDRESSES = 10_000


class Guesses:
    def __init__(self) -> None:
        self._missed: OrderedDict[str, tuple[float, int]] = OrderedDict()  # address → when its window began, how many
        self._lock = threading.Lock()

    def wait_seconds(self, who: str, now: float) -> int:
        """How long `who` has to wait; 0 when the limit is not reached. `now`: seconds of a clock that never goes back."""
        with self._lock:
            began, count = self._missed.get(who, (now, 0))
        left = began + WINDOW_SECONDS - now
        return int(left) + 1 if count >= MOST and left > 0 else 0

    def miss(self, who: str, now: float) -> None:
        with self._lock:
            began, count = self._missed.pop(who, (now, 0))
            self._missed[who] = (began, count + 1) if now - began < WINDOW_SECONDS else (now, 1)
            while len(self._missed) > MOST_ADDRESSES:
                self._missed.popitem(last=False)
