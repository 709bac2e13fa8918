"""What becomes of credentials: registered, handed in, verified, corrected, revoked. Each runs inside `writing()`, never commits.

Nothing is overwritten: every act adds a version. Whoever acts says which version they saw; where another came meanwhile they
get a Conflict, and the same form sent twice counts once.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.access import Scope
from app.db import db, locked
from app.errors import Conflict, Forbidden, NotFound
from app.people.organisation.acts import Act as Acting

from .models import CredentialEvidence, CredentialHolding, CredentialPeriod, CredentialType
from .words import Act, Standing

_NOWHERE = Scope()


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands on a paper. Valid `[valid_from, valid_until)`; None: for ever."""

    certified_on: date
    valid_from: date
    valid_until: date | None
    level: str = ""
    issuer: str = ""
    number: str = ""
    temporary: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """A file in the store."""

    digest: str
    kind: str
    byte_count: int


def register(
    user_id: int, type_id: int, entry: Entry, act: Acting, *, key: str, how: str, scan: Scan | None = None
) -> CredentialHolding:
    """Staff puts in what they made sure of: it counts at once."""
    _refuse_oneself(user_id, act)
    known = _sent_before(key, user_id)
    if known is not None:
        return known
    _refuse_doubles(user_id, type_id, entry)
    holding = _begin(user_id, type_id, key, act.now)
    _add(holding.id, 1, entry, Act.REGISTERED, Standing.COUNTS, act, how=how, checked_by_id=act.by_id)
    attach(holding.id, scan, act)
    act.record("credential registered", user_id, holding=holding.id, type=type_id)
    return holding


def submit(
    user_id: int, type_id: int, entry: Entry, scan: Scan, *, key: str, now: datetime, request_id: str = ""
) -> CredentialHolding:
    """Its holder hands it in: it counts for nothing until somebody has verified it."""
    known = _sent_before(key, user_id)
    if known is not None:
        return known
    act = Acting(user_id, _NOWHERE, now, "", request_id)
    _refuse_doubles(user_id, type_id, entry)
    holding = _begin(user_id, type_id, key, now)
    _add(holding.id, 1, entry, Act.SUBMITTED, Standing.WAITING, act)
    attach(holding.id, scan, act)
    act.record("credential handed in", user_id, holding=holding.id, type=type_id)
    return holding


def take_back(holding_id: int, *, user_id: int, seen: int, now: datetime, request_id: str = "") -> None:
    """Its holder does not want it looked at any more."""
    act = Acting(user_id, _NOWHERE, now, "", request_id)
    holding, last = _lock(holding_id)
    if holding.user_id != user_id:
        raise NotFound
    if _follow(last, seen, act, Act.TAKEN_BACK, from_=Standing.WAITING, standing=Standing.TAKEN_BACK):
        act.record("credential taken back", user_id, holding=holding_id)


def verify(holding_id: int, entry: Entry, act: Acting, *, seen: int, how: str) -> None:
    """What was handed in counts from now on, as it is put down here: whoever verifies may correct it."""
    holding, last = _lock(holding_id)
    _refuse_oneself(holding.user_id, act)
    done = _follow(
        last, seen, act, Act.VERIFIED, from_=Standing.WAITING, standing=Standing.COUNTS, entry=entry, how=how
    )
    if done:
        act.record("credential verified", holding.user_id, holding=holding_id, how=how)


def refuse(holding_id: int, act: Acting, *, seen: int) -> None:
    """What was handed in does not count, for a reason that its holder reads."""
    holding, last = _lock(holding_id)
    _refuse_oneself(holding.user_id, act)
    if _follow(last, seen, act, Act.REFUSED, from_=Standing.WAITING, standing=Standing.REFUSED):
        act.record("credential refused", holding.user_id, holding=holding_id)


def correct(holding_id: int, entry: Entry, act: Acting, *, seen: int, how: str) -> None:
    """Something was put down wrongly: the right thing stands in a further version, the wrong one stays to be read."""
    holding, last = _lock(holding_id)
    _refuse_oneself(holding.user_id, act)
    done = _follow(
        last, seen, act, Act.CORRECTED, from_=Standing.COUNTS, standing=Standing.COUNTS, entry=entry, how=how
    )
    if done:
        act.record("credential corrected", holding.user_id, holding=holding_id)


def revoke(holding_id: int, day: date, act: Acting, *, seen: int) -> None:
    """Not valid any more from a day on, whatever its term says."""
    holding, last = _lock(holding_id)
    _refuse_oneself(holding.user_id, act)
    if last.revoked_on is not None and last.version == seen:
        raise Conflict(_("It was revoked already."))
    if _follow(last, seen, act, Act.REVOKED, from_=Standing.COUNTS, standing=Standing.COUNTS, revoked_on=day):
        act.record("credential revoked", holding.user_id, holding=holding_id, on=day.isoformat())


def reinstate(holding_id: int, act: Acting, *, seen: int) -> None:
    """It was revoked by mistake."""
    holding, last = _lock(holding_id)
    _refuse_oneself(holding.user_id, act)
    if last.revoked_on is None and last.version == seen:
        raise Conflict(_("It is not revoked."))
    if _follow(last, seen, act, Act.REINSTATED, from_=Standing.COUNTS, standing=Standing.COUNTS):
        act.record("credential reinstated", holding.user_id, holding=holding_id)


def void(holding_id: int, act: Acting, *, seen: int) -> None:
    """It was never there: the wrong person, or put in twice."""
    holding, last = _lock(holding_id)
    _refuse_oneself(holding.user_id, act)
    if _follow(last, seen, act, Act.VOIDED, from_=Standing.COUNTS, standing=Standing.VOID):
        act.record("credential struck out", holding.user_id, holding=holding_id)


def attach(holding_id: int, scan: Scan | None, act: Acting) -> None:
    """A scan of the paper; the same one again changes nothing."""
    if scan is None:
        return
    same = select(CredentialEvidence.id).filter_by(holding_id=holding_id, digest=scan.digest)
    if db.session.scalar(same) is None:
        db.session.add(
            CredentialEvidence(
                holding_id=holding_id,
                digest=scan.digest,
                kind=scan.kind,
                byte_count=scan.byte_count,
                added_at=act.now,
                added_by_id=act.by_id,
            )
        )
        db.session.flush()


def entry_of(period: CredentialPeriod) -> Entry:
    return Entry(
        period.certified_on,
        period.valid_from,
        period.valid_until,
        period.level,
        period.issuer,
        period.number,
        period.temporary,
    )


def _begin(user_id: int, type_id: int, key: str, now: datetime) -> CredentialHolding:
    kind = db.session.scalar(locked(select(CredentialType).filter_by(id=type_id)))
    if kind is None:
        raise NotFound
    if kind.course_id is not None:
        raise Conflict(_("This credential comes from a course here: completing the course gives it."))
    if kind.retired_on is not None:
        raise Conflict(_("This kind of credential is retired: nothing new is registered of it."))
    holding = CredentialHolding(user_id=user_id, type_id=type_id, form_key=key, added_at=now)
    db.session.add(holding)
    db.session.flush()
    return holding


def _add(
    holding_id: int,
    version: int,
    entry: Entry,
    what: Act,
    standing: Standing,
    act: Acting,
    *,
    how: str | None = None,
    checked_by_id: int | None = None,
    revoked_on: date | None = None,
) -> None:
    db.session.add(
        CredentialPeriod(
            holding_id=holding_id,
            version=version,
            standing=standing.value,
            act=what.value,
            certified_on=entry.certified_on,
            valid_from=entry.valid_from,
            valid_until=entry.valid_until,
            level=entry.level,
            issuer=entry.issuer,
            number=entry.number,
            temporary=entry.temporary,
            verified_how=how,
            verified_by_id=checked_by_id,
            revoked_on=revoked_on,
            reason=act.reason,
            recorded_at=act.now,
            recorded_by_id=act.by_id,
        )
    )
    db.session.flush()


def _follow(
    last: CredentialPeriod,
    seen: int,
    act: Acting,
    what: Act,
    *,
    from_: Standing,
    standing: Standing,
    entry: Entry | None = None,
    how: str | None = None,
    revoked_on: date | None = None,
) -> bool:
    """A further version; False where this very act was done already. Raises Conflict where another came in between."""
    if last.version == seen + 1 and (last.act, last.recorded_by_id, last.reason) == (what, act.by_id, act.reason):
        return False
    if last.version != seen:
        raise Conflict(_("Somebody else has changed this meanwhile. Nothing of yours was stored: look at it again."))
    if last.standing != from_:
        raise Conflict(_("This was decided already. Nothing of yours was stored: look at it again."))
    if what is Act.CORRECTED:
        revoked_on = last.revoked_on
    _add(
        last.holding_id,
        last.version + 1,
        entry or entry_of(last),
        what,
        standing,
        act,
        how=how or last.verified_how,
        checked_by_id=act.by_id if how else last.verified_by_id,
        revoked_on=revoked_on,
    )
    return True


def _lock(holding_id: int) -> tuple[CredentialHolding, CredentialPeriod]:
    holding = db.session.scalar(locked(select(CredentialHolding).filter_by(id=holding_id)))
    if holding is None:
        raise NotFound
    last = select(CredentialPeriod).filter_by(holding_id=holding_id).order_by(CredentialPeriod.version.desc())
    return holding, db.session.scalars(last.limit(1)).one()


def _sent_before(key: str, user_id: int) -> CredentialHolding | None:
    return db.session.scalar(select(CredentialHolding).filter_by(form_key=key, user_id=user_id))


def _refuse_doubles(user_id: int, type_id: int, entry: Entry) -> None:
    """The same paper is not put in twice, by whomever."""
    holding, period = CredentialHolding, CredentialPeriod
    latest = (
        select(period)
        .join(holding, holding.id == period.holding_id)
        .where(holding.user_id == user_id, holding.type_id == type_id)
        .order_by(period.version)
    )
    last: dict[int, Any] = {row.holding_id: row for row in db.session.scalars(latest)}
    for row in last.values():
        stands = row.standing in (Standing.COUNTS, Standing.WAITING)
        if stands and (row.certified_on, row.temporary) == (entry.certified_on, entry.temporary):
            raise Conflict(_("This credential with the same day is there already, or waits for verification."))


def _refuse_oneself(user_id: int, act: Acting) -> None:
    if user_id == act.by_id:
        raise Forbidden(_("This is about yourself. Somebody else has to do this."))
