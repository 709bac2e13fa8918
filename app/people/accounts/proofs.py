"""Proofs of who somebody is, each with a limit on guesses: all doors to one account share it."""

from app import clock, limits
from app.db import db, writing
from app.people.accounts import codes, passkeys
from app.people.accounts.passkeys import PasskeyRefused, Purpose
from app.people.accounts.tries import TRIES_AN_ACCOUNT, TRIES_AN_ADDRESS, WINDOW, note_wait, wait_after
from app.people.models import User
from app.people.sign_in import LONGEST_PASSWORD

TRIES_A_CODE = 5


class TooManyGuesses(Exception):
    """Not now: `wait_seconds` until the next try. The request is answered 429."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(wait_seconds)
        self.wait_seconds = wait_seconds


def is_password(user_id: int, typed: str) -> bool:
    """Whether this is the person's password. Raises TooManyGuesses."""
    what, who, now = "current password", str(user_id), clock.now()
    with writing():
        wait = limits.take(what, who, limit=TRIES_AN_ACCOUNT, window=WINDOW, now=now)
    if note_wait(wait):
        raise TooManyGuesses(wait)
    user = db.session.get_one(User, user_id)
    if not (user.password and len(typed) <= LONGEST_PASSWORD and user.verify_and_update_password(typed)):
        return False
    with writing():
        limits.give_back(what, who, window=WINDOW, now=now)
    return True


def is_code(user_id: int, typed: str) -> bool:
    """Whether this is a code of the person, from the app or a recovery code; it is used up. Raises TooManyGuesses.

    Looking and counting are one transaction: many guesses at once are counted one by one.
    """
    who, now = str(user_id), clock.now()
    with writing():
        user = codes.lock(user_id)
        _wait("code", who, TRIES_A_CODE)
        right = codes.use(user, typed, now=now)
        if not right:
            limits.count("code", who, window=WINDOW, now=now)
    return right


def find_shown(answer: str, purpose: Purpose, user_id: int | None, address: str) -> int | None:
    """Whose passkey this answer shows, counted once; None where it shows none. Raises TooManyGuesses.

    `user_id`: whose it has to be; None: anybody's. `address`: the network address that tries.
    """
    now = clock.now()
    _wait("sign-in address", address, TRIES_AN_ADDRESS)
    try:
        shown = passkeys.read_shown(answer, purpose, user_id, now=now)
    except PasskeyRefused:
        shown = None
    with writing():
        if shown is not None and passkeys.note_use(shown, now=now):
            return shown.user_id
        limits.count("sign-in address", address, window=WINDOW, now=now)
    return None


def _wait(what: str, who: str, bound: int) -> None:
    wait = wait_after(what, who, bound)
    if wait:
        raise TooManyGuesses(wait)
