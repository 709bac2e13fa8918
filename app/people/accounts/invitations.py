"""First-time invitations by mail, for one person or for everyone an import brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, insert, or_, select, update

from app import clock
from app.db import MANY, db
from app.people import actions
from app.people.accounts.models import Passkey
from app.people.mails.models import Mail
from app.people.mails.outbox import WAITING
from app.people.models import Job, User


@dataclass(frozen=True, slots=True)
class Invited:
    """How many of those asked for get a mail, and why the others do not."""

    count: int = 0
    without_address: int = 0
    with_password: int = 0  # they can sign in already, or ask for a new password themselves

    def __add__(self, other: "Invited") -> "Invited":
        return Invited(
            self.count + other.count,
            self.without_address + other.without_address,
            self.with_password + other.with_password,
        )


def invite_by_mail(user_ids: Sequence[int], *, by_id: int | None, now: datetime, request_id: str = "") -> Invited:
    """Let an invitation wait for each of them who is here, has an address and no password yet; one a day and person.

    Who came back is let in again by this and by nothing else. Runs inside `writing()`; constant statements per MANY people.
    """
    ids = sorted(set(user_ids))
    total = sum((_invite_some(ids[at : at + MANY], now) for at in range(0, len(ids), MANY)), start=Invited())
    actions.record_act(
        "invited by mail",
        actor_id=by_id,
        subject_id=ids[0] if len(ids) == 1 else None,
        now=now,
        request_id=request_id,
        count=total.count,
    )
    return total


def reopen(user_ids: Sequence[int], *, now: datetime) -> None:
    """Switch on the accounts of people who left and are employed again; inside `writing()`, at most MANY.

    Only an invitation does this, and nothing from before opens them: no password, no code, no passkey.
    """
    off = select(User.id).where(User.id.in_(user_ids), ~User.active, User.erased_at.is_(None), _is_employed(now))
    ids = list(db.session.scalars(off))
    if not ids:
        return
    db.session.execute(delete(Passkey).where(Passkey.user_id.in_(ids)))
    anew = {
        "active": True,
        "password": None,
        "tf_primary_method": None,
        "tf_totp_secret": None,
        "tf_last_counter": None,
        "mf_recovery_codes": None,
    }
    db.session.execute(update(User).where(User.id.in_(ids)).values(anew))
    for user_id in ids:
        actions.record_act("account opened again", actor_id=None, subject_id=user_id, now=now)


def _is_employed(now: datetime) -> ColumnElement[bool]:
    """Whether a job is held today, or begins later."""
    day = clock.local_date(now)
    return exists().where(Job.user_id == User.id, or_(Job.ended_on.is_(None), Job.ended_on > day))


def _invite_some(ids: list[int], now: datetime) -> Invited:
    reopen(ids, now=now)
    day = clock.local_date(now)
    rows = db.session.execute(
        select(User.id, User.email, User.password).where(User.id.in_(ids), User.active, User.erased_at.is_(None))
    ).all()
    wanted = {row.id: f"invitation:{row.id}:{day}" for row in rows if row.email and row.password is None}
    known = set(db.session.scalars(select(Mail.key).where(Mail.key.in_(wanted.values()))))
    fresh = [
        {
            "user_id": user_id,
            "kind": "invitation",
            "key": key,
            "about": {},
            "day": day,
            "state": WAITING,
            "tries": 0,
            "next_try_at": now,
            "made_at": now,
        }
        for user_id, key in wanted.items()
        if key not in known
    ]
    if fresh:
        db.session.execute(insert(Mail), fresh)
    return Invited(
        count=len(wanted),
        without_address=sum(1 for row in rows if not row.email and row.password is None),
        with_password=sum(1 for row in rows if row.password is not None),
    )
