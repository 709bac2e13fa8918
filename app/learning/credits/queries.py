"""Reading the ledger: the rows that hold, as they are known, and what of them counts."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import CTE, ColumnElement, Select, and_, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from app.db import db
from app.people.models import Job

from .models import Credit, CreditRule


def is_known(at: datetime | None, row: type[Credit] = Credit) -> ColumnElement[bool]:
    """Whether a row was recorded by an instant; None: by now."""
    return row.id.is_not(None) if at is None else row.recorded_at <= at


def corrected(at: datetime | None = None) -> Select[int | None]:
    """Ids of the rows that a later one stood in place of at an instant: few of many. None: now."""
    later = aliased(Credit)
    found = select(later.corrects_id).where(later.corrects_id.is_not(None))
    return found if at is None else found.where(later.recorded_at <= at)


def holds(at: datetime | None = None, row: type[Credit] = Credit) -> ColumnElement[bool]:
    """Whether a row was the last word on its source at an instant, and did not take it back. None: now."""
    return and_(is_known(at, row), row.is_void.is_(False), row.id.not_in(corrected(at)))


def held_then(job: type[Job]) -> ColumnElement[bool]:
    """Joins an entry with the primary job of its day: at most one. `job`: jobs, as they are known."""
    is_over = and_(job.ended_on.is_not(None), job.ended_on <= Credit.credited_on)
    return and_(job.user_id == Credit.user_id, job.is_primary, job.started_on <= Credit.credited_on, not_(is_over))


def is_first(first: date, at: datetime | None = None) -> ColumnElement[bool]:
    """Whether nothing that holds was credited to the person for the same activity before, from that day on."""
    before = aliased(Credit)
    earlier = or_(
        before.credited_on < Credit.credited_on, and_(before.credited_on == Credit.credited_on, before.id < Credit.id)
    )
    same = and_(before.user_id == Credit.user_id, before.activity == Credit.activity)
    return not_(exists().where(same, before.credited_on >= first, earlier, holds(at, before)).correlate(Credit))


def counted(
    first: date, last: date, *, known_at: datetime | None = None, among: Select[int] | Sequence[int] | None = None
) -> CTE:
    """Credits that count in a period, both days included: of one activity done again by the same person only the first.

    Columns: `id`, `user_id`, `credited_on`, `hours`, `subject`, `kind`, `evidence_no`. `among`: ids of the people, where they
    are few.
    """
    again = func.row_number().over(
        partition_by=(Credit.user_id, Credit.activity), order_by=(Credit.credited_on, Credit.id)
    )
    statement = select(
        Credit.id,
        Credit.user_id,
        Credit.credited_on,
        Credit.hours,
        Credit.subject,
        Credit.kind,
        Credit.evidence_no,
        again.label("again"),
    ).where(Credit.credited_on >= first, Credit.credited_on <= last, holds(known_at))
    if among is not None:
        statement = statement.where(Credit.user_id.in_(among))
    rows = statement.subquery("dated").c
    return select(*(column for column in rows if column.key != "again")).where(rows.again == 1).cte("counted")


def list_rules(*, known_at: datetime | None = None) -> Sequence[CreditRule]:
    """All versions of all sets of rules for continuing education, as known at an instant."""
    statement = select(CreditRule).order_by(CreditRule.code, CreditRule.first_year, CreditRule.id)
    if known_at is not None:
        statement = statement.where(CreditRule.recorded_at <= known_at)
    return db.session.scalars(statement).all()


def list_own(user_id: int, *, most: int = 200) -> Sequence[Credit]:
    """What is credited to a person and holds, the newest first."""
    own = select(Credit).where(Credit.user_id == user_id, holds())
    return db.session.scalars(own.order_by(Credit.credited_on.desc(), Credit.id.desc()).limit(most)).all()
