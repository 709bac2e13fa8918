"""How often one may try to sign in: by a name, at an account whatever name it is called by, and from a network address."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from flask import g
from flask_babel import lazy_gettext as _l

from app import clock, limits
from app.db import writing
from app.people.queries import find_by_identity

WINDOW = timedelta(minutes=15)
TRIES_AN_ACCOUNT = 10
TRIES_AN_ADDRESS = 100


@dataclass(slots=True)
class Tries:
    """One try, and those before it. `are_used_up`: the account's; the password is then refused like a wrong one.

    An account has two names, and its own count is what keeps guesses at both together within the limit. To say that it is
    reached would tell that the two names are one person's: only what was typed is ever said to have been tried too often.
    Names that nobody has are counted the same way, with as many statements.
    """

    name: str
    account: str
    address: str
    at: datetime
    are_used_up: bool = False

    @classmethod
    def of(cls, identity: str, address: str, at: datetime) -> Self:
        person = find_by_identity(identity)
        return cls(identity, f"person {person.id}" if person else f"nobody {identity}", address, at)

    def take(self) -> int:
        """Count the try before the password is looked at, so that many at once are counted too; seconds to wait, or 0."""
        with writing():
            wait = self._take("sign-in account", self.name, TRIES_AN_ACCOUNT)
            if wait == 0 and (wait := self._take("sign-in address", self.address, TRIES_AN_ADDRESS)):
                limits.give_back("sign-in account", self.name, window=WINDOW, now=self.at)
            if wait == 0:
                self.are_used_up = self._take("sign-in person", self.account, TRIES_AN_ACCOUNT) > 0
        return wait

    def give_back(self) -> None:
        """It was right: let it not have been a try."""
        parties = {
            "sign-in account": self.name,
            "sign-in address": self.address,
            "sign-in person": self.account,
        }
        with writing():
            for what, who in parties.items():
                limits.give_back(what, who, window=WINDOW, now=self.at)

    def _take(self, what: str, who: str, limit: int) -> int:
        return limits.take(what, who, limit=limit, window=WINDOW, now=self.at)


def too_many_tries(wait: int) -> Any:
    return _l("Too many tries. Wait %(minutes)d minutes, then try again.", minutes=-(-wait // 60))


def wait_after(tries: str, who: str, bound: int, window: timedelta = WINDOW) -> int:
    """Seconds until `who` may try again. Answers the request with 429 when that is not now."""
    return note_wait(limits.wait_seconds(tries, who, limit=bound, window=window, now=clock.now()))


def note_wait(wait: int) -> int:
    """The same seconds; where there are any, the request is answered 429."""
    if wait:
        g.sign_in_status, g.retry_after = 429, max(wait, g.get("retry_after", 0))
    return wait
