"""Who holds what their posts ask for: every figure about credentials. Source: docs/figures.md, section "Credentials".

People are counted once, in the department and position of their primary job; a credential that a second job asks for counts
with them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

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


@dataclass(frozen=True, slots=True)
class Pairs:
    """Each person with each kind that their posts ask for, as SQL.

    `found`: user_id, type_id, path, position_id, state, until, seq, certified_on. `spans`: the terms of those pairs.
    """

    found: CTE
    spans: CTE

    @property
    def c(self) -> Any:
        return self.found.c


def needs(among: CTE, kinds: Sequence[Kind], look: Look) -> Pairs:
    """`among`: what `standings.people` gave. `until`: as `credentials.standing.stands` has it."""
    asked = needed(kinds, look, select(among.c.id))
    spans = joined(terms(kinds, look, asked), look)
    found, waits = stands(kinds, look, spans), waiting(kinds, look, asked)
    pairs = (
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
    )
    return Pairs(pairs.cte("credential_pairs"), spans)


def state_of(found: CTE, waits: CTE) -> ColumnElement[str]:
    """The state with what waits: told only of who never held any."""
    none = or_(found.c.state.is_(None), found.c.state == State.NEVER.value)
    return case(
        (and_(none, waits.c.user_id.is_not(None)), State.WAITING.value),
        (none, State.NEVER.value),
        else_=found.c.state,
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """`places`: people by the path of their department and their position. `held`: credentials. `renewed`: by kind, of the terms
    that ended in the period, how many were followed without a gap."""

    places: Sequence[tuple[str, int | None, Certified]]
    held: Sequence[Held]
    renewed: Mapping[int, Rate]


PLACE, HELD, RENEWED = 1, 2, 3
FIRST_NUMBER, NUMBERS = 6, 10  # columns of counts


def figures(pairs: Pairs, look: Look, days: Sequence[date], first: date, last: date) -> Figures:
    """Everything that is counted, in one statement. `days`, which ascend: by which of them a valid one ends; `first` and `last`:
    the period, both days included, of what was to be renewed."""
    parts = [_by_place(pairs, look), _by_kind(pairs, days), _renewals(pairs, look, first, last)]
    rows = db.session.execute(union_all(*parts)).all()
    places = [_place(row) for row in rows if row.part == PLACE]
    held = [
        Held(row.type_id, row.position_id, State(row.state), row.ends if row.ends < len(days) else None, int(row.n0))
        for row in rows
        if row.part == HELD
    ]
    return Figures(places, held, {row.type_id: Rate(int(row.n1), int(row.n0)) for row in rows if row.part == RENEWED})


def by_place(pairs: Pairs, look: Look) -> list[tuple[str, int | None, Certified]]:
    """People by the path of their department and their position. One statement."""
    return [_place(row) for row in db.session.execute(_by_place(pairs, look))]


def _place(row: Any) -> tuple[str, int | None, Certified]:
    return row.path, row.position_id, Certified(*(int(count) for count in row[FIRST_NUMBER:]))


def _part(
    number: int,
    counts: Sequence[Any],
    *,
    path: Any = None,
    position_id: Any = None,
    type_id: Any = None,
    state: Any = None,
    ends: Any = None,
) -> Select[*tuple[Any, ...]]:
    """Rows of one kind among others: what they do not have is NULL, or 0 where it is counted."""
    own = {
        "path": cast(null(), String) if path is None else path,
        "position_id": cast(null(), Integer) if position_id is None else position_id,
        "type_id": cast(null(), Integer) if type_id is None else type_id,
        "state": cast(null(), String) if state is None else state,
        "ends": cast(null(), Integer) if ends is None else ends,
    }
    numbers = [*counts, *[literal(0)] * (NUMBERS - len(counts))]
    return select(
        literal(number).label("part"),
        *(column.label(name) for name, column in own.items()),
        *(column.label(f"n{place}") for place, column in enumerate(numbers)),
    )


def _by_place(pairs: Pairs, look: Look) -> Select[*tuple[Any, ...]]:
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
    part = _part(PLACE, [func.count(), *sums], path=each.path, position_id=each.position_id)
    return part.group_by(each.path, each.position_id)


def _by_kind(pairs: Pairs, days: Sequence[date]) -> Select[*tuple[Any, ...]]:
    ends = [(and_(pairs.c.state == State.VALID.value, pairs.c.until <= day), at) for at, day in enumerate(days)]
    each = (
        select(pairs.c.type_id, pairs.c.position_id, pairs.c.state, case(*ends, else_=len(days)).label("ends"))
        .subquery("bucketed")
        .c
    )
    of = {"type_id": each.type_id, "position_id": each.position_id, "state": each.state, "ends": each.ends}
    return _part(HELD, [func.count()], **of).group_by(*of.values())


def _renewals(pairs: Pairs, look: Look, first: date, last: date) -> Select[*tuple[Any, ...]]:
    """Only of those whom their posts ask for the kind on the day of the report; temporary and revoked terms are none."""
    spans = pairs.spans.c
    ended = (
        select(
            spans.user_id,
            spans.type_id,
            spans.ends,
            func.max(case((spans.span_ends > spans.ends, 1), else_=0)).label("renewed"),
        )
        .where(
            spans.revoked == 0,
            spans.temporary == 0,
            spans.ends > first,
            spans.ends <= min(last, look.on) + A_DAY,
            spans.ends < FOREVER,
        )
        .group_by(spans.user_id, spans.type_id, spans.ends)
        .subquery("ended")
        .c
    )
    return _part(RENEWED, [func.count(), func.sum(ended.renewed)], type_id=ended.type_id).group_by(ended.type_id)


def expires(state: ColumnElement[str], until: ColumnElement[Any], look: Look, days: int) -> ColumnElement[bool]:
    """Valid, and not valid any more so many days later: no renewal is there."""
    return and_(state == State.VALID.value, until <= look.on + timedelta(days=days))


def summed(rates: Iterable[Rate]) -> Rate:
    found = list(rates)
    return Rate(sum(rate.numerator for rate in found), sum(rate.denominator for rate in found))
