"""Acts on somebody else's account. Each runs inside `writing()`, is given `now`, and never commits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, select

from app.db import db, locked
from app.errors import Conflict, Forbidden, NotFound
from app.people import actions as people
from app.people.mails import outbox
from app.people.models import SignIn, User

from .. import alerts, factors, passwords
from ..alerts import Event
from ..models import OutsideIdentity
from . import letters
from .acts import WORDINGS, Act


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done for whom, and why. `form_key`: made when the form was shown; a mail goes out once by it."""

    act: Act
    user_id: int
    reason: str
    form_key: str


def carry_out(asked: Asked, *, by_mail: bool, actor_id: int, now: datetime, request_id: str = "") -> str:
    """Do it, on record, and tell the person by mail. Returns a link to hand over, where one was made and no mail takes it.

    `by_mail`: mails are sent at all. Raises Forbidden about oneself, Conflict where there is nothing to do, NotFound.
    """
    if asked.user_id == actor_id:
        raise Forbidden(_("This is your own account. You change it on the page of your profile."))
    person = db.session.scalar(locked(select(User).filter_by(id=asked.user_id, erased_at=None)))
    if person is None:
        raise NotFound
    if asked.act is Act.LINK:
        return _make_link(
            asked, person, by_mail=by_mail and bool(person.email), actor_id=actor_id, now=now, request_id=request_id
        )
    if not DONE[asked.act](asked, actor_id=actor_id, now=now, request_id=request_id):
        raise Conflict(str(WORDINGS[asked.act].nothing))
    letters.tell(person.id, WORDINGS[asked.act].recorded, key=asked.form_key, reason=asked.reason, now=now)
    return ""


def _make_link(asked: Asked, person: User, *, by_mail: bool, actor_id: int, now: datetime, request_id: str) -> str:
    """By mail its secret is made when it is sent: who helps never sees it."""
    if not person.active:
        raise Conflict(str(WORDINGS[Act.LINK].nothing))
    _record(asked, actor_id=actor_id, now=now, request_id=request_id, by="mail" if by_mail else "hand")
    if not by_mail:
        return passwords.reset_link(person.id, now=now)
    outbox.put(person.id, "reset", f"reset:{asked.form_key}", about={"asked_at": now.isoformat()}, now=now)
    return ""


def _record(asked: Asked, *, actor_id: int, now: datetime, request_id: str, **detail: str) -> None:
    people.record_act(
        WORDINGS[asked.act].recorded,
        actor_id=actor_id,
        subject_id=asked.user_id,
        reason=asked.reason,
        now=now,
        request_id=request_id,
        **detail,
    )


def _end_sessions(asked: Asked, *, actor_id: int, now: datetime, request_id: str) -> bool:
    """Whether there was any."""
    had = db.session.scalar(select(SignIn.id).filter_by(user_id=asked.user_id, ended_at=None).limit(1)) is not None
    if had:
        people.end_all_sign_ins(asked.user_id, now=now)
        _record(asked, actor_id=actor_id, now=now, request_id=request_id)
    return had


def _take_factors(asked: Asked, *, actor_id: int, now: datetime, request_id: str) -> bool:
    had = factors.take_off(asked.user_id, by_id=actor_id, reason=asked.reason, now=now, request_id=request_id)
    if had:
        alerts.inform([asked.user_id], Event.FACTORS_TAKEN_OFF, now=now)
    return had


def _unlink(asked: Asked, *, actor_id: int, now: datetime, request_id: str) -> bool:
    """Whether any was linked."""
    mine = OutsideIdentity.user_id == asked.user_id
    issuers = list(db.session.scalars(select(OutsideIdentity.issuer).where(mine).order_by(OutsideIdentity.issuer)))
    if not issuers:
        return False
    db.session.execute(delete(OutsideIdentity).where(mine))
    people.end_all_sign_ins(asked.user_id, now=now)
    _record(asked, actor_id=actor_id, now=now, request_id=request_id, issuer=" ".join(issuers))
    alerts.inform([asked.user_id], Event.OUTSIDE_UNLINKED, now=now, thing=", ".join(issuers))
    return True


DONE: dict[Act, Callable[..., bool]] = {
    Act.SESSIONS: _end_sessions,
    Act.FACTORS: _take_factors,
    Act.OUTSIDE: _unlink,
}
"""Each returns whether there was anything to do."""
