"""Credited hours of a period: per head, who earned any, how they are spread, of which subjects.

An hour counts where the person worked on the day it was credited (at_event), if that was in the scope: leavers keep theirs, and
what somebody learnt before joining counts nowhere. Source: docs/figures.md, section "Hours".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Float, String, case, cast, func, literal, null, select, union_all

from app.access import Scope
from app.db import db
from app.learning.credits.queries import counted
from app.people.models import Department

from .headcount import average_headcount, held_on, spells
from .rates import Rate

TOTAL, UNIT, FAMILY, POSITION, SUBJECT, SPREAD = "total", "unit", "family", "position", "subject", "spread"


@dataclass(frozen=True, slots=True)
class Heads:
    """Hours of a group over a period, and its people. `people`: everyone ever in it; `credited`: those with any hours in it.

    Hours and person-days of parts sum to those of the whole; whoever moved within it is in several parts and once in the whole.
    """

    hours: float = 0
    days: int = 0
    headcount: float = 0
    people: int = 0
    credited: int = 0

    @property
    def hours_per_head(self) -> float | None:
        return self.hours / self.headcount if self.headcount else None

    @property
    def clock_hours_per_head(self) -> float | None:
        """A 学时 has 45 minutes."""
        return None if self.hours_per_head is None else self.hours_per_head * 45 / 60

    @property
    def coverage_rate(self) -> Rate:
        return Rate(self.credited, self.people)


@dataclass(frozen=True, slots=True)
class Hours:
    """`units`: by id of the departments asked for, with all below them; of the one they lie below, whoever is directly in it;
    0: whoever is in none of them. `spread`: how many people earned so many hours, everyone ever in scope. `subjects`: hours by
    subject."""

    total: Heads
    units: dict[int, Heads]
    families: dict[str, Heads]
    positions: dict[int, Heads]
    subjects: dict[str, float]
    spread: dict[float, int]

    @property
    def median(self) -> float | None:
        return median(self.spread)

    @property
    def without(self) -> Rate:
        """The share of people without any hours."""
        return Rate(self.total.people - self.total.credited, self.total.people)


@dataclass(frozen=True, slots=True)
class Within:
    """Whose hours: of a period, both days included, within a scope and where given a department and a family of positions."""

    scope: Scope
    first: date
    last: date
    as_of: date
    department: Department | None = None
    family: str = ""
    known_at: datetime | None = None
    units: Sequence[Department] = field(default_factory=tuple)
    above: Department | None = None  # the one that the units lie right below

    def spells(self) -> CTE:
        return spells(
            self.scope,
            self.first,
            self.last,
            as_of=self.as_of,
            department=self.department,
            family=self.family,
            known_at=self.known_at,
        )


def hours(within: Within) -> Hours:
    """All figures at once. One statement."""
    spell = within.spells()
    credit = _credited(within, spell)
    groups: dict[str, tuple[ColumnElement[Any], ColumnElement[Any]]] = {
        TOTAL: (literal(""), literal("")),
        UNIT: (_unit(within, spell.c.path), _unit(within, credit.c.path)),
        FAMILY: (spell.c.family, credit.c.family),
        POSITION: (_text(func.coalesce(spell.c.position_id, 0)), _text(func.coalesce(credit.c.position_id, 0))),
    }
    parts = []
    for name, (of_spell, of_credit) in groups.items():
        parts.append(_part(name, of_spell, days=func.sum(spell.c.days), people=_people(spell)).group_by(of_spell))
        parts.append(
            _part(name, of_credit, hours=func.sum(credit.c.hours), credited=_people(credit)).group_by(of_credit)
        )
    parts.append(_part(SUBJECT, credit.c.subject, hours=func.sum(credit.c.hours)).group_by(credit.c.subject))
    each = _by_person(spell, credit)
    parts.append(_part(SPREAD, literal(""), hours=each.c.hours, people=func.count()).group_by(each.c.hours))
    found: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in (*groups, SUBJECT, SPREAD)}
    spread: dict[float, int] = {}
    for row in db.session.execute(union_all(*parts)):
        if row.part == SPREAD:
            spread[float(row.hours)] = int(row.people)
        else:
            kept = found[row.part].setdefault(row.key, {})
            kept |= {name: row._mapping[name] for name in SUMS if row._mapping[name] is not None}
    return Hours(
        _heads(found[TOTAL].get("", {}), within),
        {int(key): _heads(sums, within) for key, sums in found[UNIT].items()},
        {key: _heads(sums, within) for key, sums in found[FAMILY].items()},
        {int(key): _heads(sums, within) for key, sums in found[POSITION].items()},
        {key: float(sums["hours"]) for key, sums in found[SUBJECT].items()},
        spread,
    )


SUMS = ("hours", "days", "people", "credited")


def median(spread: Mapping[float, int]) -> float | None:
    """Of values that occur so often; of an even number, the mean of the middle two."""
    count = sum(spread.values())
    if not count:
        return None
    return (_place(spread, (count - 1) // 2) + _place(spread, count // 2)) / 2


def _place(spread: Mapping[float, int], place: int) -> float:
    """The value at a place of the ordered row, from 0."""
    passed = 0
    for value in sorted(spread):
        passed += spread[value]
        if passed > place:
            return value
    raise IndexError(place)


def _heads(sums: Mapping[str, Any], within: Within) -> Heads:
    days = int(sums.get("days", 0))
    return Heads(
        float(sums.get("hours", 0)),
        days,
        average_headcount(days, within.first, within.last),
        int(sums.get("people", 0)),
        int(sums.get("credited", 0)),
    )


def _credited(within: Within, spell: CTE) -> CTE:
    """The credits that count, each with the job held on its day."""
    credit = counted(within.first, within.last, known_at=within.known_at)
    return (
        select(
            credit.c.user_id,
            credit.c.hours,
            credit.c.subject,
            spell.c.path,
            spell.c.position_id,
            spell.c.family,
        )
        .join_from(credit, spell, spell.c.user_id == credit.c.user_id)
        .where(held_on(spell, credit.c.credited_on))
        .cte("credited")
    )


def _by_person(spell: CTE, credit: CTE) -> Any:
    """(hours) of everyone ever in scope: a row a person."""
    ever = select(spell.c.user_id).distinct().subquery("ever")
    earned = select(credit.c.user_id, func.sum(credit.c.hours).label("hours")).group_by(credit.c.user_id)
    sums = earned.subquery("earned")
    joined = ever.outerjoin(sums, sums.c.user_id == ever.c.user_id)
    return select(ever.c.user_id, func.coalesce(sums.c.hours, 0).label("hours")).select_from(joined).subquery("each")


def _unit(within: Within, path: ColumnElement[str]) -> ColumnElement[str]:
    """Which of the units a path lies in or below, or whether it is that of the one above them; 0: neither."""
    cases = [(path.contains(f"/{unit.id}/", autoescape=True), str(unit.id)) for unit in within.units]
    if within.above is not None:
        cases.append((path.endswith(f"/{within.above.id}/", autoescape=True), str(within.above.id)))
    return case(*cases, else_="0") if cases else literal("0")


def _text(value: ColumnElement[Any]) -> ColumnElement[str]:
    return cast(value, String)


def _people(rows: CTE) -> ColumnElement[int]:
    return func.count(rows.c.user_id.distinct())


def _part(part: str, key: ColumnElement[Any], **sums: ColumnElement[Any]) -> Any:
    columns = [cast(sums.get(name, null()), Float).label(name) for name in SUMS]
    return select(literal(part).label("part"), key.label("key"), *columns)
