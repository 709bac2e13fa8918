"""Who holds what their posts ask for: every figure about credentials. Source: docs/figures.md, section "Credentials".

People are counted once, in the department and position of their primary job; a credential that a second job asks for counts
with them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, case, func, or_, select

from app.credentials.needs import needed
from app.credentials.policies import Kind
from app.credentials.standing import FOREVER, Look, joined, stands, terms, waiting
from app.credentials.words import State
from app.db import db

from .rates import Rate

SOON = (30, 60, 90)
"""Days within which a credential is said to expire."""
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Certified:
    """People in posts that ask for credentials. Each of the others has at least one of them in that state."""

    people: int = 0
    certified: int = 0  # all of them valid
    with_grace: int = 0  # all of them valid or in grace
    expiring_30: int = 0
    expiring_60: int = 0
    expiring_90: int = 0
    in_grace: int = 0
    lapsed: int = 0
    revoked: int = 0
    missing: int = 0  # never held, or waiting for verification

    @property
    def rate(self) -> Rate:
        return Rate(self.certified, self.people)

    @property
    def grace_rate(self) -> Rate:
        return Rate(self.with_grace, self.people)

    def __add__(self, other: "Certified") -> "Certified":
        return Certified(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(Certified)))


@dataclass(frozen=True, slots=True)
class Held:
    """Credentials, not people: how many of one kind in a position are in a state. `ends`: index of the first of some days by which
    a valid one has ended; None: later, or not valid."""

    type_id: int
    position_id: int | None
    state: State
    ends: int | None
    count: int


def needs(among: CTE, kinds: Sequence[Kind], look: Look) -> CTE:
    """A row for each person and kind that their posts ask for: user_id, type_id, path, position_id, state, until, seq, certified_on.

    `among`: what `standings.people` gave. `until`: as `credentials.standing.stands` has it.
    """
    ids = select(among.c.id)
    asked = needed(kinds, look, ids)
    found, waits = stands(kinds, look, ids), waiting(kinds, look, ids)
    return (
        select(
            asked.c.user_id,
            asked.c.type_id,
            among.c.path,
            among.c.position_id,
            state_of(found, waits).label("state"),
            found.c.until,
            found.c.seq,
            found.c.certified_on,
        )
        .join(among, among.c.id == asked.c.user_id)
        .outerjoin(found, and_(found.c.user_id == asked.c.user_id, found.c.type_id == asked.c.type_id))
        .outerjoin(waits, and_(waits.c.user_id == asked.c.user_id, waits.c.type_id == asked.c.type_id))
        .cte("credential_pairs")
    )


def state_of(found: CTE, waits: CTE) -> ColumnElement[str]:
    """The state with what waits: told only of who never held any."""
    none = or_(found.c.state.is_(None), found.c.state == State.NEVER.value)
    return case(
        (and_(none, waits.c.user_id.is_not(None)), State.WAITING.value),
        (none, State.NEVER.value),
        else_=found.c.state,
    )


def by_place(pairs: CTE, look: Look) -> list[tuple[str, int | None, Certified]]:
    """People by the path of their department and their position. One statement."""
    state, until = pairs.c.state, pairs.c.until

    def some(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.max(case((condition, 1), else_=0))

    valid = state == State.VALID.value
    alive = or_(valid, state == State.IN_GRACE.value)
    each = (
        select(
            pairs.c.user_id,
            pairs.c.path,
            pairs.c.position_id,
            func.min(case((valid, 1), else_=0)).label("certified"),
            func.min(case((alive, 1), else_=0)).label("with_grace"),
            *(some(expires(state, until, look, days)).label(f"expiring_{days}") for days in SOON),
            some(state == State.IN_GRACE.value).label("in_grace"),
            some(state == State.LAPSED.value).label("lapsed"),
            some(state == State.REVOKED.value).label("revoked"),
            some(state.in_([State.NEVER.value, State.WAITING.value])).label("missing"),
        )
        .group_by(pairs.c.user_id, pairs.c.path, pairs.c.position_id)
        .subquery("each")
        .c
    )
    sums = [func.sum(each[one.name]) for one in fields(Certified) if one.name != "people"]
    rows = db.session.execute(
        select(each.path, each.position_id, func.count(), *sums).group_by(each.path, each.position_id)
    )
    return [(row[0], row[1], Certified(*(int(count) for count in row[2:]))) for row in rows]


def expires(state: ColumnElement[str], until: ColumnElement[Any], look: Look, days: int) -> ColumnElement[bool]:
    """Valid, and not valid any more so many days later: no renewal is there."""
    return and_(state == State.VALID.value, until <= look.on + timedelta(days=days))


def by_kind(pairs: CTE, days: Sequence[date]) -> list[Held]:
    """Credentials by kind, position, state and when they end: by which of `days`, which ascend. One statement."""
    ends = [(and_(pairs.c.state == State.VALID.value, pairs.c.until <= day), at) for at, day in enumerate(days)]
    bucket = case(*ends, else_=len(days))
    each = select(pairs.c.type_id, pairs.c.position_id, pairs.c.state, bucket.label("ends")).subquery("bucketed")
    rows = db.session.execute(select(*each.c, func.count()).group_by(*each.c))
    return [
        Held(row[0], row[1], State(row[2]), row[3] if row[3] < len(days) else None, row[4]) for row in rows
    ]


def renewals(among: CTE, kinds: Sequence[Kind], look: Look, first: date, last: date) -> dict[int, Rate]:
    """By kind, of the terms that ended in a period, both days included, how many were followed without a gap. One statement.

    Only of those whom their posts ask for the kind on the day of the report; temporary and revoked terms are none.
    """
    ids = select(among.c.id)
    spans, asked = joined(terms(kinds, look, ids), look), needed(kinds, look, ids)
    ended = (
        select(
            spans.c.user_id,
            spans.c.type_id,
            spans.c.ends,
            func.max(case((spans.c.span_ends > spans.c.ends, 1), else_=0)).label("renewed"),
        )
        .join(asked, and_(asked.c.user_id == spans.c.user_id, asked.c.type_id == spans.c.type_id))
        .where(
            spans.c.revoked == 0,
            spans.c.temporary == 0,
            spans.c.ends > first,
            spans.c.ends <= min(last, look.on) + A_DAY,
            spans.c.ends < FOREVER,
        )
        .group_by(spans.c.user_id, spans.c.type_id, spans.c.ends)
        .subquery("ended")
        .c
    )
    rows = db.session.execute(select(ended.type_id, func.sum(ended.renewed), func.count()).group_by(ended.type_id))
    return {type_id: Rate(int(renewed), count) for type_id, renewed, count in rows}


def summed(rates: Iterable[Rate]) -> Rate:
    found = list(rates)
    return Rate(sum(rate.numerator for rate in found), sum(rate.denominator for rate in found))
