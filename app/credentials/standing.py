"""How people stand with kinds of credentials on a day, as SQL: the twin of `states.state_on`, which a property test holds it to.

Source: reports.md §1.5, docs/figures.md. Only what was certified by that day is looked at: what happens later never changes
an earlier day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Integer,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from app import clock
from app.learning.certificates.revoked import revoked_at
from app.learning.known import completions_known
from app.learning.models import Completion

from .models import CredentialHolding, CredentialPeriod
from .policies import Kind
from .words import Standing, State

FOREVER = date(9999, 12, 31)
"""In statements, the end of what has none."""
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Look:
    """Which day is looked at, and what was known by then. `known_at` None: all that is known now."""

    on: date
    known_at: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        """The first instant of the next business day."""
        return datetime.combine(self.on + A_DAY, time(), clock.zone())


def newest(look: Look) -> ColumnElement[bool]:
    """The condition that a period's row is the last word about its holding, as known then."""
    later = aliased(CredentialPeriod)
    is_later = and_(later.holding_id == CredentialPeriod.holding_id, later.version > CredentialPeriod.version)
    if look.known_at is None:
        return ~exists().where(is_later)
    known = CredentialPeriod.recorded_at <= look.known_at
    return and_(known, ~exists().where(is_later, later.recorded_at <= look.known_at))


def terms(kinds: Sequence[Kind], look: Look, wanted: CTE | None = None) -> CTE:
    """Every term of somebody that counts.

    Columns: user_id, type_id, valid_from, ends (FOREVER: none), revoked and temporary (0/1), certified_on, seq: the id of the
    holding; of a course's, a number of its own.

    `wanted`: pairs of user_id and type_id that are looked at; None: all there are.
    """
    branches = [_outside(kinds, look, wanted)]
    if any(kind.course_ids for kind in kinds):
        branches.append(_of_courses(kinds, look, wanted))
    return union_all(*branches).cte("credential_terms")


def _outside(kinds: Sequence[Kind], look: Look, wanted: CTE | None) -> Any:
    period, holding = CredentialPeriod, CredentialHolding
    statement = (
        select(
            holding.user_id,
            holding.type_id,
            period.valid_from,
            func.coalesce(period.valid_until, _day(FOREVER)).label("ends"),
            _flag(period.revoked_on <= look.on).label("revoked"),
            _flag(period.temporary).label("temporary"),
            holding.id.label("seq"),
            period.certified_on,
        )
        .select_from(period)
        .join(holding, holding.id == period.holding_id)
        .where(
            period.standing == Standing.COUNTS,
            period.certified_on <= look.on,
            holding.type_id.in_([kind.id for kind in kinds if kind.is_outside]),
            newest(look),
        )
    )
    return _only(statement, wanted, holding.user_id, holding.type_id)


def _of_courses(kinds: Sequence[Kind], look: Look, wanted: CTE | None) -> Any:
    """As learning's `periods_of`: the newest completion says whether there is a term at all."""
    done = completions_known(look.known_at)
    types = [(done.course_id.in_(kind.course_ids), kind.id) for kind in kinds if kind.course_ids]
    type_id = case(*types, else_=0)
    stored = [course_id for kind in kinds for course_id in kind.course_ids]
    whose: dict[str, Any] = {"partition_by": [done.user_id, type_id]}
    until = look.ends_at if look.known_at is None else min(look.ends_at, look.known_at + timedelta(microseconds=1))
    rows = select(
        done.user_id,
        type_id.label("type_id"),
        done.completed_on,
        done.valid_from,
        done.valid_until,
        _flag(func.coalesce(revoked_at() < until, False)).label("revoked"),
        func.row_number().over(**whose, order_by=[done.completed_at, done.id]).label("seq"),
        func.row_number().over(**whose, order_by=[done.completed_at.desc(), done.id.desc()]).label("place"),
    ).where(done.course_id.in_(stored), done.completed_on <= look.on, done.withdrawn_at.is_(None))
    if done is not Completion:  # certificates are found by the row of today
        rows = rows.select_from(done).outerjoin(Completion, Completion.id == done.id)
    each = _only(rows, wanted, done.user_id, type_id).subquery("completed")
    ends_at_all = _flag(and_(each.c.place == 1, each.c.valid_until.is_not(None)))
    marked = select(
        each, func.max(ends_at_all).over(partition_by=[each.c.user_id, each.c.type_id]).label("limited")
    ).subquery("marked")
    runs_out = marked.c.limited == 1
    starts = func.coalesce(marked.c.valid_from, marked.c.completed_on)
    return select(
        marked.c.user_id,
        marked.c.type_id,
        case((runs_out, starts), else_=marked.c.completed_on).label("valid_from"),
        case((runs_out, marked.c.valid_until), else_=_day(FOREVER)).label("ends"),
        marked.c.revoked,
        literal(0).label("temporary"),
        marked.c.seq,
        marked.c.completed_on.label("certified_on"),
    ).where(or_(and_(runs_out, marked.c.valid_until.is_not(None)), and_(~runs_out, marked.c.place == 1)))


def stands(kinds: Sequence[Kind], look: Look, spans: CTE) -> CTE:
    """One row for each person and kind of which there is a term: user_id, type_id, state, until, is_open (0/1), seq, certified_on.

    `until`: as `Stand.valid_until`, FOREVER where there is no end, NULL where nothing has begun. The state never says that
    something waits: `waiting` tells of that. `spans`: what `joined` gave. `seq` and `certified_on`: of the newest term, as in `terms`.
    """
    whose = (spans.c.user_id, spans.c.type_id)
    chosen = and_(spans.c.standing_place == 1, spans.c.begun == 1, spans.c.revoked == 0)
    last = and_(spans.c.place == 1, spans.c.begun == 1, spans.c.revoked == 1)
    each = (
        select(
            *whose,
            func.max(case((chosen, spans.c.span_ends))).label("until"),
            func.max(case((chosen, spans.c.temporary), else_=0)).label("temporary"),
            func.max(case((last, 1), else_=0)).label("revoked"),
            func.max(case((last, spans.c.ends))).label("revoked_until"),
            func.max(case((chosen, spans.c.seq))).label("seq"),
            func.max(case((last, spans.c.seq))).label("revoked_seq"),
            func.max(case((chosen, spans.c.certified_on))).label("certified_on"),
            func.max(case((last, spans.c.certified_on))).label("revoked_on_paper"),
        )
        .group_by(*whose)
        .subquery("together")
    )
    until, lasting = each.c.until, each.c.temporary == 0
    is_valid = until > look.on
    state = case(
        (is_valid, State.VALID.value),
        (each.c.revoked == 1, State.REVOKED.value),
        (and_(lasting, until > by_kind(each.c.type_id, kinds, lambda kind: look.on - _days(kind.policy.grace_days))), State.IN_GRACE.value),
        (until.is_not(None), State.LAPSED.value),
        else_=State.NEVER.value,
    )  # fmt: skip
    opens = until <= by_kind(each.c.type_id, kinds, lambda kind: look.on + _days(kind.policy.window_days))
    is_open = case((is_valid, _flag(and_(lasting, opens))), (state == State.NEVER.value, 0), else_=1)
    is_revoked = and_(each.c.revoked == 1, or_(until.is_(None), ~is_valid))
    return select(
        each.c.user_id,
        each.c.type_id,
        state.label("state"),
        case((is_revoked, each.c.revoked_until), else_=until).label("until"),
        is_open.label("is_open"),
        case((is_revoked, each.c.revoked_seq), else_=each.c.seq).label("seq"),
        case((is_revoked, each.c.revoked_on_paper), else_=each.c.certified_on).label("certified_on"),
    ).cte("credential_stands")


def joined(rows: CTE, look: Look) -> CTE:
    """The terms with the end of what they make together (`span_ends`): those that stand and touch or overlap are one span.

    `begun` 0/1; `place` 1: the last to begin by the day; `standing_place` 1: the last of those that stand.
    """
    whose: dict[str, Any] = {"partition_by": [rows.c.user_id, rows.c.type_id]}
    order = [rows.c.valid_from, rows.c.seq]
    begun = _flag(rows.c.valid_from <= look.on)
    lives = case((rows.c.revoked == 0, rows.c.ends))
    latest = [rows.c.valid_from.desc(), rows.c.seq.desc()]
    first = select(
        rows,
        begun.label("begun"),
        func.max(lives).over(**whose, order_by=order, rows=(None, -1)).label("before"),
        func.row_number().over(**whose, order_by=[begun.desc(), *latest]).label("place"),
        func.row_number()
        .over(**whose, order_by=[_flag(and_(begun == 1, rows.c.revoked == 0)).desc(), *latest])
        .label("standing_place"),
    ).subquery("first")
    begins = and_(first.c.revoked == 0, or_(first.c.before.is_(None), first.c.valid_from > first.c.before))
    numbered = select(
        first,
        func.sum(_flag(begins))
        .over(
            partition_by=[first.c.user_id, first.c.type_id],
            order_by=[first.c.valid_from, first.c.seq],
            rows=(None, 0),
        )
        .label("span"),
    ).subquery("numbered")
    stays = case((numbered.c.revoked == 0, numbered.c.ends))
    one = [numbered.c.user_id, numbered.c.type_id, numbered.c.span]
    return select(numbered, func.max(stays).over(partition_by=one).label("span_ends")).cte("credential_spans")


def waiting(kinds: Sequence[Kind], look: Look, wanted: CTE | None = None) -> CTE:
    """(user_id, type_id) of what was handed in and nobody had decided by then."""
    period, holding = CredentialPeriod, CredentialHolding
    rows = (
        select(holding.user_id, holding.type_id)
        .select_from(period)
        .join(holding, holding.id == period.holding_id)
        .where(
            period.standing == Standing.WAITING,
            period.recorded_at < look.ends_at,
            holding.type_id.in_([kind.id for kind in kinds]),
            newest(look),
        )
    )
    rows = _only(rows, wanted, holding.user_id, holding.type_id)
    return rows.distinct().cte("credential_waiting")


def _only(rows: Any, wanted: CTE | None, user_id: Any, type_id: Any) -> Any:
    """Of the pairs wanted, where some are named."""
    if wanted is None:
        return rows
    return rows.join(wanted, and_(wanted.c.user_id == user_id, wanted.c.type_id == type_id))


def by_kind(type_id: ColumnElement[int], kinds: Iterable[Kind], day: Any) -> ColumnElement[date]:
    """A day that depends on the kind."""
    found = [(type_id == kind.id, _day(day(kind))) for kind in kinds]
    return case(*found, else_=cast(null(), Date)) if found else cast(null(), Date)


def _days(count: int) -> timedelta:
    return timedelta(days=min(count, 36_500))


def _day(value: date) -> ColumnElement[date]:
    return literal(value, Date)


def _flag(condition: Any) -> ColumnElement[int]:
    return case((condition, literal(1, Integer)), else_=literal(0, Integer))
