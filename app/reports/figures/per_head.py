"""Credited hours per head of a period, by unit: of `hours` what the overview shows, and much less to look for.

Of the year up to today and of the same days of the year before, what was credited was worked out ahead, job by job. It holds for
one day; of whomever it does not hold, it is worked out now.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from app import clock
from app.db import MANY, db, locked, writing
from app.learning.credentials import add_months
from app.learning.credits.queries import counted
from app.people.models import Job
from app.programmes.standings.models import HourLine
from app.programmes.standings.reading import fresh

from .headcount import average_headcount, held_on
from .hours import Within, hours

NO_JOB = 0
TENTHS = 10  # an hour: they have one decimal


@dataclass(frozen=True, slots=True)
class Effort:
    """Hours of a group in a period, and its average headcount."""

    hours: float = 0
    headcount: float = 0

    @property
    def hours_per_head(self) -> float | None:
        return self.hours / self.headcount if self.headcount else None


@dataclass(frozen=True, slots=True)
class PerHead:
    """`units`: by the ids that `hours.Hours` gives them."""

    total: Effort
    units: dict[int, Effort]


def per_head(within: Within) -> PerHead:
    """At most five statements."""
    column, anew = _written_for(within), fresh(clock.today())
    others = _others(anew.ids) if column is not None and anew.ids is not None else None
    if column is None or others is None:
        found = hours(within)
        units = {key: Effort(each.hours, each.headcount) for key, each in found.units.items()}
        return PerHead(Effort(found.total.hours, found.total.headcount), units)
    tenths: dict[int, int] = defaultdict(int)
    days: dict[int, int] = defaultdict(int)
    for path, worked, credited in db.session.execute(_ahead(within, column, others)):
        days[within.unit(path)] += worked
        tenths[within.unit(path)] += credited or 0
    for path, credited in db.session.execute(_now(within, others)) if others else ():
        tenths[within.unit(path)] += round(credited * TENTHS)

    def effort(keys: Iterable[int]) -> Effort:
        wanted = list(keys)
        headcount = average_headcount(sum(days[key] for key in wanted), within.first, within.last)
        return Effort(sum(tenths[key] for key in wanted) / TENTHS, headcount)

    return PerHead(effort(list(days)), {key: effort([key]) for key in list(days)})


def periods(today: date) -> tuple[tuple[date, date], tuple[date, date]]:
    """Those worked out ahead: the year up to today, and the same days of the year before."""
    first = today.replace(month=1, day=1)
    return (first, today), (add_months(first, -12), add_months(today, -12))


def _written_for(within: Within) -> InstrumentedAttribute[int] | None:
    """The column about a period, if there is one."""
    now, before = periods(clock.today())
    asked = (within.first, within.last)
    if within.known_at is not None or within.family or within.as_of != within.last or asked not in (now, before):
        return None
    return HourLine.tenths if asked == now else HourLine.tenths_before


def _others(changed: Collection[int]) -> list[int] | None:
    """Ids of the people of whom nothing written holds; None: too many for it to be worth it."""
    line = HourLine
    stale = select(line.person_id).where(line.job_id == NO_JOB, _is_stale()).limit(MANY + 1)
    others = {*changed, *db.session.scalars(stale)}
    return sorted(others) if len(others) <= MANY else None


def _is_stale() -> ColumnElement[bool]:
    return or_(HourLine.day.is_(None), HourLine.day != clock.today())


def _ahead(within: Within, column: InstrumentedAttribute[int], others: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """(path, person-days of everybody, tenths of those of whom it holds)."""
    spell, line = within.spells(), HourLine
    own = and_(line.person_id == spell.c.user_id, line.job_id == spell.c.job_id, line.person_id.not_in(others))
    sums = (func.sum(spell.c.days, type_=Integer), func.sum(column, type_=Integer))
    return select(spell.c.path, *sums).select_from(spell).outerjoin(line, own).group_by(spell.c.path)


def _now(within: Within, others: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """(path, hours) of these people."""
    spell, credit = within.spells(others), counted(within.first, within.last, among=others)
    held = and_(spell.c.user_id == credit.c.user_id, held_on(spell, credit.c.credited_on))
    return select(spell.c.path, func.sum(credit.c.hours)).join_from(credit, spell, held).group_by(spell.c.path)


def refresh_hour_lines() -> int:
    """Write the hours of whoever has none of today; returns of how many. Twice at the same time does no harm."""
    line, count = HourLine, 0
    head = select(line.person_id, line.stamp).where(line.job_id == NO_JOB)
    while True:
        db.session.rollback()  # sees what was written since
        stamps = db.session.execute(head.where(_is_stale()).limit(MANY))
        seen = {person_id: stamp for person_id, stamp in stamps}
        if not seen:
            return count
        day = clock.today()
        rows = _rows(list(seen))
        with writing():
            still = db.session.execute(locked(head.where(line.person_id.in_(seen)).order_by(line.person_id)))
            held = {person_id: stamp for person_id, stamp in still if seen[person_id] == stamp}
            own = line.person_id.in_(held)
            db.session.execute(delete(line).where(own, line.job_id != NO_JOB))
            values = [{**row, "stamp": held[row["person_id"]], "day": day} for row in rows if row["person_id"] in held]
            if values:
                db.session.execute(insert(line), values)
            db.session.execute(update(line).where(own, line.job_id == NO_JOB).values(day=day))
        count += len(seen)


def _rows(ids: Sequence[int]) -> list[dict[str, Any]]:
    found: dict[tuple[int, int], dict[str, Any]] = {}
    for name, (first, last) in zip(("tenths", "tenths_before"), periods(clock.today()), strict=True):
        credit = counted(first, last, among=ids).c
        held = and_(
            Job.user_id == credit.user_id,
            Job.is_primary,
            Job.started_on <= credit.credited_on,
            or_(Job.ended_on.is_(None), Job.ended_on > credit.credited_on),
        )
        sums = select(credit.user_id, Job.id, func.sum(credit.hours)).join(Job, held).group_by(credit.user_id, Job.id)
        for user_id, job_id, value in db.session.execute(sums):
            row = {"person_id": user_id, "job_id": job_id, "tenths": 0, "tenths_before": 0}
            found.setdefault((user_id, job_id), row)[name] = round(value * TENTHS)
    return list(found.values())
