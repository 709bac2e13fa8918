"""What people are told when something changed that opens their account. Nobody can do without: whoever is not told notices
a stolen account too late. The words stand in alert_letters.py. Everything here runs inside `writing()`.
"""

import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from enum import StrEnum

from app import mail, origin
from app.db import db
from app.people.mails import outbox
from app.people.mails.outbox import Waiting
from app.people.models import User

KIND, ADDRESS_KIND = "security", "address"


class Event(StrEnum):
    """What happened to an account, by its owner or by whoever is there in the owner's name."""

    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - no password
    PASSWORD_RESET = "password_reset"  # noqa: S105 - no password
    CODES_ON = "codes_on"
    CODES_OFF = "codes_off"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    OUTSIDE_LINKED = "outside_linked"
    OUTSIDE_UNLINKED = "outside_unlinked"
    FACTORS_TAKEN_OFF = "factors_taken_off"  # by an administrator
    ADDRESS_CHANGED = "address_changed"


Follower = Callable[[Collection[int], str, str, datetime], None]
FOLLOWERS: list[Follower] = []


def follow(follower: Follower) -> Follower:
    """Let a function of another package know, inside the transaction: ids of people, the event, its `thing`, and when."""
    FOLLOWERS.append(follower)
    return follower


def inform(user_ids: Collection[int], event: Event, *, now: datetime, thing: str = "") -> None:
    """Say it inside the application, where those read it too who have no mail address."""
    for follower in FOLLOWERS:
        follower(user_ids, event.value, thing, now)


def tell(user_id: int, event: Event, *, now: datetime, thing: str = "") -> None:
    """Tell the owner of an account, here and by mail. `thing`: the name of the passkey, or at whom an account is."""
    inform([user_id], event, now=now, thing=thing)
    person = db.session.get_one(User, user_id)
    if not person.email or not person.active or not mail.is_set_up():
        return
    about: dict[str, object] = {
        "event": event.value,
        "thing": thing,
        "at": now.isoformat(),
        "address": origin.address(),
        "agent": origin.agent(),
    }
    outbox.put(user_id, KIND, f"{KIND}:{user_id}:{secrets.token_hex(8)}", about=about, now=now)


def tell_of_addresses(before: Mapping[int, str | None], after: Mapping[int, str | None], *, now: datetime) -> None:
    """Tell people whose mail address is another one now, at the former and at the new one; whoever had none before is told
    nothing. Constant statements per MANY people.
    """
    changed = list_moved(before, after)
    if not changed:
        return
    inform(changed, Event.ADDRESS_CHANGED, now=now)
    if not mail.is_set_up():
        return
    batch = secrets.token_hex(8)
    outbox.put_many(
        [
            Waiting(user_id, ADDRESS_KIND, f"{ADDRESS_KIND}:{user_id}:{batch}:{word}", {"theirs": theirs}, to=address)
            for user_id in changed
            for word, theirs, address in (("old", False, before[user_id]), ("new", True, after[user_id]))
            if address
        ],
        now=now,
    )


def list_moved(before: Mapping[int, str | None], after: Mapping[int, str | None]) -> list[int]:
    """Whose address was one and is another, or none, now."""
    return [user_id for user_id in before if user_id in after and _differ(before[user_id], after[user_id])]


def _differ(before: str | None, after: str | None) -> bool:
    """Nobody is told of the first address of all, nor of capital letters."""
    return bool(before) and (before or "").casefold() != (after or "").casefold()
