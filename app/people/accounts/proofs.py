"""Proofs of who somebody is, each with a limit on guesses: all doors to one account share it."""

from app import clock, limits
from app.db import db, writing
from app.people.models import User
from app.people.sign_in import LONGEST_PASSWORD, TRIES_AN_ACCOUNT, WINDOW, wait_after


class TooManyGuesses(Exception):
    """Not now: `wait_seconds` until the next try. The request is answered 429."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(wait_seconds)
        self.wait_seconds = wait_seconds


def is_password(user_id: int, typed: str) -> bool:
    """Whether this is the person's password. Raises TooManyGuesses."""
    who = str(user_id)
    wait = wait_after("current password", who, TRIES_AN_ACCOUNT)
    if wait:
        raise TooManyGuesses(wait)
    user = db.session.get_one(User, user_id)
    if user.password and len(typed) <= LONGEST_PASSWORD and user.verify_and_update_password(typed):
        return True
    with writing():
        limits.count("current password", who, window=WINDOW, now=clock.now())
    return False
