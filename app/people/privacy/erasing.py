"""Erasing a person: identity and free text are blanked, lawful records and figures stay, under a number.

Each package says with `eraser` what of its own is blanked. Erasing runs in one transaction, once; it cannot be undone.
"""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Delete, Update, delete, or_, select, update

from app.db import db, locked
from app.people.accounts.models import OutsideIdentity, Passkey, PasswordReset
from app.people.importing.models import ImportLine
from app.people.mails.models import Mail
from app.people.mails.outbox import NAMES_OTHERS
from app.people.models import Absence, Invitation, Job, RoleGrant, SignIn, User

from .models import AccessNote, SubjectRequest

Eraser = Callable[[int, datetime], int]

ERASERS: dict[str, Eraser] = {}
NAMELESS = "—"


def eraser(what: str) -> Callable[[Eraser], Eraser]:
    """Mark a function (user id, now) -> number of rows that blanks what a package stores about a person."""

    def mark(function: Eraser) -> Eraser:
        ERASERS[what] = function
        return function

    return mark


def erase(user_id: int, *, now: datetime) -> dict[str, int]:
    """Blank a person everywhere; returns how many rows of what were blanked. The caller has checked that it may be."""
    user = db.session.scalars(locked(select(User).filter_by(id=user_id))).one()
    if user.erased_at is not None:
        return {}
    done = {what: function(user_id, now) for what, function in sorted(ERASERS.items())}
    user.staff_no, user.name, user.name_key = f"erased-{user_id}", NAMELESS, ""
    user.email = user.password = user.locale = user.time_zone = None
    user.tf_primary_method = user.tf_totp_secret = user.fs_webauthn_user_handle = None
    user.mf_recovery_codes, user.tf_last_counter, user.mails_refused = None, None, []
    user.active, user.fs_uniquifier, user.erased_at = False, uuid.uuid4().hex, now
    return {"identity": 1, **done}


def changed(statement: Update | Delete) -> int:
    """How many rows a statement changes."""
    result: Any = db.session.execute(statement)
    return int(result.rowcount)


@eraser("accounts and sign-ins")
def blank_accounts(user_id: int, now: datetime) -> int:
    grants = update(RoleGrant).where(RoleGrant.user_id == user_id, RoleGrant.withdrawn_at.is_(None))
    gone = sum(
        changed(delete(model).where(model.user_id == user_id))
        for model in (Passkey, OutsideIdentity, PasswordReset, Invitation)
    )
    ended = changed(update(SignIn).filter_by(user_id=user_id, ended_at=None).values(ended_at=now))
    nameless = changed(update(SignIn).filter_by(user_id=user_id).values(agent="", address=""))
    return gone + ended + nameless + changed(grants.values(withdrawn_at=now))


@eraser("mails")
def blank_mails(user_id: int, _now: datetime) -> int:
    """Those to the person, and the words of those that name the person to others: digests of managers."""
    kept = update(Mail).where(Mail.user_id == user_id).values(address="", subject="", text="", about={})
    waiting = update(Mail).where(Mail.user_id == user_id, Mail.state == "waiting")
    name = db.session.scalars(select(User.name).filter_by(id=user_id)).one()
    of_others = update(Mail).where(Mail.user_id != user_id, Mail.about[NAMES_OTHERS].as_boolean())
    naming = of_others.where(Mail.text.contains(name, autoescape=True)).values(text="")
    cancelled = changed(waiting.values(state="cancelled", outcome="erased"))
    naming = naming.execution_options(synchronize_session=False)
    return changed(kept) + cancelled + changed(naming)


@eraser("leave")
def blank_leave(user_id: int, _now: datetime) -> int:
    """The days stay, for the deadlines that moved by them; of what kind the leave was, nobody needs to know any more."""
    return changed(update(Absence).where(Absence.user_id == user_id).values(kind="other"))


@eraser("imported sheets")
def blank_imports(user_id: int, _now: datetime) -> int:
    """The person's lines, those that were refused too; in the lines of others, whose line manager this was."""
    number = db.session.scalars(select(User.staff_no).filter_by(id=user_id)).one()
    whose = or_(ImportLine.user_id == user_id, ImportLine.given["staff_no"].as_string() == number)
    emptied = update(ImportLine).where(whose).values(given={}, before={}, after={}, done={}, complaints=[])
    count = changed(emptied.execution_options(synchronize_session=False))
    columns = (ImportLine.given, ImportLine.before, ImportLine.after)
    led = select(ImportLine).where(or_(*(column["manager"].as_string() == number for column in columns)))
    for line in db.session.scalars(led):
        line.given, line.before, line.after = (
            values | {"manager": NAMELESS} if values.get("manager") == number else values
            for values in (line.given, line.before, line.after)
        )
        count += 1
    return count


@eraser("requests and access notes")
def blank_requests(user_id: int, _now: datetime) -> int:
    asked = update(SubjectRequest).where(SubjectRequest.user_id == user_id).values(text="")
    looked = update(AccessNote).where(AccessNote.subject_id == user_id).values(reason="")
    return changed(asked) + changed(looked)


def is_employed(user_id: int, *, today: Any) -> bool:
    """Whether a person has a job today or later: whoever has is not erased."""
    ahead = or_(Job.ended_on.is_(None), Job.ended_on > today)
    return db.session.scalar(select(Job.id).where(Job.user_id == user_id, ahead).limit(1)) is not None
