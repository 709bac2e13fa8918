"""Who an account at the provider belongs to. Runs inside `writing()`, is given `now`, and never commits."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, select

from app.db import db, locked
from app.i18n import LANGUAGES
from app.people import actions
from app.people.models import User

from .. import alerts
from ..alerts import Event
from ..models import OutsideIdentity


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
    alerts.tell(user.id, Event.OUTSIDE_LINKED, now=now, thing=issuer)
    _fill(user, claims, mapping)
    actions.record_act(
        "outside account linked", actor_id=user.id, subject_id=user.id, now=now, request_id=request_id, issuer=issuer
    )
    return Found(user.id)


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
