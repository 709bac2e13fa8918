"""Who an account at the provider belongs to. Runs inside `writing()`, is given `now`, and never commits."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from app.db import db, locked
from app.errors import Conflict, NotFound
from app.i18n import LANGUAGES
from app.people import actions
from app.people.models import User

from .. import alerts
from ..alerts import Event
from ..models import OutsideIdentity, Passkey


class Refusal(StrEnum):
    UNKNOWN = "unknown"  # nobody here has it, and nobody is made
    CLOSED = "closed"  # of somebody who left: nobody is brought back by signing in
    CONTRADICTS = "contradicts"  # linked with somebody else, here or there


@dataclass(frozen=True, slots=True)
class Found:
    user_id: int | None
    refusal: Refusal | None = None


def recognise(
    claims: dict[str, Any],
    *,
    issuer: str,
    mapping: dict[str, str],
    may_link: bool,
    now: datetime,
    request_id: str = "",
) -> Found:
    """The person whom verified claims belong to: by issuer and subject; the first time, where `may_link`, by the staff number.

    A refusal is kept on record. `mapping`: what is taken from which claim, as OIDC_CLAIMS says.
    """
    found = _recognise(claims, issuer=issuer, mapping=mapping, may_link=may_link, now=now, request_id=request_id)
    if found.refusal:
        actions.record_act(
            "outside sign-in refused",
            actor_id=None,
            subject_id=found.user_id,
            now=now,
            request_id=request_id,
            why=str(found.refusal),
        )
    return found


def _recognise(
    claims: dict[str, Any], *, issuer: str, mapping: dict[str, str], may_link: bool, now: datetime, request_id: str
) -> Found:
    named = _find_by_staff_no(claims.get(mapping["staff_no"]))
    identity = db.session.scalar(locked(select(OutsideIdentity).filter_by(issuer=issuer, subject=claims["sub"])))
    if identity is None:
        if named is None or not may_link:
            return Found(None, Refusal.UNKNOWN)
        return _link(named, claims, issuer=issuer, mapping=mapping, now=now, request_id=request_id)
    if named is not None and named.id != identity.user_id:
        return Found(identity.user_id, Refusal.CONTRADICTS)
    if not db.session.get_one(User, identity.user_id).active:
        return Found(identity.user_id, Refusal.CLOSED)
    identity.last_used_at = now
    return Found(identity.user_id)


def _link(
    user: User, claims: dict[str, Any], *, issuer: str, mapping: dict[str, str], now: datetime, request_id: str
) -> Found:
    """The first sign-in: from now on the subject counts, whatever the staff number there becomes."""
    if not user.active:
        return Found(user.id, Refusal.CLOSED)
    if db.session.scalar(select(OutsideIdentity.id).filter_by(user_id=user.id, issuer=issuer)) is not None:
        return Found(user.id, Refusal.CONTRADICTS)
    db.session.add(
        OutsideIdentity(user_id=user.id, issuer=issuer, subject=claims["sub"], linked_at=now, last_used_at=now)
    )
    _note_link(user.id, "outside account linked", issuer=issuer, now=now, request_id=request_id)
    _fill(user, claims, mapping)
    return Found(user.id)


def link_by_hand(
    user_id: int,
    claims: dict[str, Any],
    *,
    issuer: str,
    mapping: dict[str, str],
    now: datetime,
    request_id: str = "",
) -> Refusal | None:
    """Link verified claims with the person who is signed in and asked for it; None: linked, perhaps before.

    Refused where they are somebody else's: linked with another person, or with the staff number of one; and where another
    account there is linked with this person. A refusal is kept on record.
    """
    user = db.session.scalars(locked(select(User).filter_by(id=user_id))).one()
    named = _find_by_staff_no(claims.get(mapping["staff_no"]))
    linked = list(
        db.session.scalars(
            select(OutsideIdentity).where(
                OutsideIdentity.issuer == issuer,
                or_(OutsideIdentity.subject == claims["sub"], OutsideIdentity.user_id == user_id),
            )
        )
    )
    if any(identity.user_id != user_id or identity.subject != claims["sub"] for identity in linked) or (
        named is not None and named.id != user_id
    ):
        why = str(Refusal.CONTRADICTS)
        actions.record_act(
            "outside sign-in refused", actor_id=user_id, subject_id=user_id, now=now, request_id=request_id, why=why
        )
        return Refusal.CONTRADICTS
    if not linked:
        db.session.add(
            OutsideIdentity(user_id=user.id, issuer=issuer, subject=claims["sub"], linked_at=now, last_used_at=None)
        )
        _note_link(user_id, "outside account linked by hand", issuer=issuer, now=now, request_id=request_id)
    return None


def unlink_own(identity_id: int, *, user_id: int, now: datetime, request_id: str = "") -> None:
    """Unlink one of a person's own. Raises NotFound for anybody else's, Conflict where it is the only way in."""
    person = db.session.scalars(locked(select(User).filter_by(id=user_id))).one()
    own = list(db.session.scalars(select(OutsideIdentity).filter_by(user_id=user_id)))
    found = next((identity for identity in own if identity.id == identity_id), None)
    if found is None:
        raise NotFound
    has_passkey = db.session.scalar(select(Passkey.id).filter_by(user_id=user_id).limit(1)) is not None
    if len(own) == 1 and person.password is None and not has_passkey:
        raise Conflict(_("This is your only way in. Choose a password first: the sign-in page says how."))
    issuer = found.issuer
    db.session.delete(found)
    actions.record_act(
        "outside account unlinked", actor_id=user_id, subject_id=user_id, now=now, request_id=request_id, issuer=issuer
    )
    alerts.tell(user_id, Event.OUTSIDE_UNLINKED, now=now, thing=issuer)


def list_own(user_id: int) -> list[OutsideIdentity]:
    return list(db.session.scalars(select(OutsideIdentity).filter_by(user_id=user_id).order_by(OutsideIdentity.id)))


def _note_link(user_id: int, act: str, *, issuer: str, now: datetime, request_id: str) -> None:
    actions.record_act(act, actor_id=user_id, subject_id=user_id, now=now, request_id=request_id, issuer=issuer)
    alerts.tell(user_id, Event.OUTSIDE_LINKED, now=now, thing=issuer)


def _fill(user: User, claims: dict[str, Any], mapping: dict[str, str]) -> None:
    """What nobody has said here yet; an address only where the provider has verified it and nobody has it."""
    locale = claims.get(mapping.get("locale", ""))
    if user.locale is None and locale in LANGUAGES:
        user.locale = locale
    address = claims.get(mapping.get("email", ""))
    if user.email is None and isinstance(address, str) and claims.get("email_verified") is True:
        try:
            plain = validate_email(address, check_deliverability=False).normalized
        except EmailNotValidError:
            return
        if db.session.scalar(select(User.id).where(func.lower(User.email) == plain.lower())) is None:
            user.email = plain


def _find_by_staff_no(staff_no: object) -> User | None:
    """Providers change the case of letters; where that makes two people of one, it is nobody."""
    if not isinstance(staff_no, str) or not staff_no.strip() or "\0" in staff_no:
        return None
    matches = func.lower(User.staff_no) == staff_no.strip().lower()
    found = db.session.scalars(locked(select(User).where(matches, User.erased_at.is_(None)).limit(2))).all()
    return found[0] if len(found) == 1 else None
