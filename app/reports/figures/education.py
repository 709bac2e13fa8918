"""Continuing education: who owes hours in the year of a day, by which rules, and how far they are.

Whoever holds a position that a set of rules names on that day owes its hours; of several sets the one of the innermost department
holds. Hours count wherever they were earned in the year. Source: docs/figures.md, section "Continuing education".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, case, exists, func, or_, select, true
from sqlalchemy.orm import aliased

from app.access import Scope
from app.db import db
from app.learning.credits.models import CreditRule
from app.learning.credits.queries import counted, list_rules
from app.learning.credits.rules import Met, Year, ce_met, in_force, required_of, year_of
from app.people.known import jobs_known
from app.people.models import Department, Job, Position

from .rates import Rate
from .standings import people


@dataclass(frozen=True, slots=True)
class Owing:
    """One person who owes hours. `path`: of the department they work in; `joined_on`: the first day of this employment."""

    user_id: int
    path: str
    rule: CreditRule
    year: Year
    joined_on: date
    met: Met


@dataclass(frozen=True, slots=True)
class Education:
    """`rules`: those in force on the day, the innermost first; `owing`: everyone in scope who owes hours, by id."""

    rules: Sequence[CreditRule]
    owing: Sequence[Owing]

    @property
    def met_rate(self) -> Rate:
        return met_rate(self.owing)


def met_rate(owing: Sequence[Owing]) -> Rate:
    return Rate(sum(each.met.is_met for each in owing), len(owing))


def education(
    scope: Scope,
    day: date,
    *,
    department: Department | None = None,
    family: str = "",
    known_at: datetime | None = None,
) -> Education:
    """How everyone stands on a day. Two statements, and three for every day on which years of the rules begin."""
    rules = _innermost_first(in_force(list_rules(known_at=known_at), day))
    found: list[Owing] = []
    for start in sorted({rule.year_start for rule in rules}):
        among = people(scope, on=day, known_at=known_at, department=department)
        found += _of_year(among, rules, start, day, family, known_at)
    return Education(rules, sorted(found, key=lambda each: each.user_id))


def _innermost_first(rules: Sequence[CreditRule]) -> list[CreditRule]:
    ids = {rule.department_id for rule in rules}
    paths: dict[int, str] = {}
    if ids - {None}:
        for key, path in db.session.execute(select(Department.id, Department.path).where(Department.id.in_(ids))):
            paths[key] = path
    return sorted(rules, key=lambda rule: (-paths.get(rule.department_id or 0, "").count("/"), rule.code))


def _of_year(
    among: CTE, rules: Sequence[CreditRule], start: str, day: date, family: str, known_at: datetime | None
) -> list[Owing]:
    """Those whose rules' year begins on that day of the calendar."""
    year = year_of(day, start)
    by_id = {rule.id: rule for rule in rules if rule.year_start == start}
    owed = case(*((_names(rule, among), rule.id) for rule in rules), else_=None).label("rule_id")
    owing = (
        select(among.c.id, among.c.path, owed)
        .outerjoin_from(among, Position, Position.id == among.c.position_id)
        .where(owed.in_(by_id), Position.family == family if family else true())
    )
    rows = db.session.execute(owing).all()
    credit = counted(year.first, day, known_at=known_at, among=owing.with_only_columns(among.c.id))
    sums = select(credit.c.user_id, credit.c.subject, func.sum(credit.c.hours)).group_by(
        credit.c.user_id, credit.c.subject
    )
    earned: dict[int, dict[str, float]] = {}
    for user_id, subject, hours in db.session.execute(sums):
        earned.setdefault(user_id, {})[subject] = float(hours)
    joined = {user_id: first for user_id, first in db.session.execute(_joined(day, known_at))} if rows else {}
    return [
        _owing(by_id[row.rule_id], year, row.id, row.path, joined[row.id], earned.get(row.id, {})) for row in rows
    ]  # fmt: skip


def _owing(rule: CreditRule, year: Year, user_id: int, path: str, joined: date, earned: Mapping[str, float]) -> Owing:
    special = sum(hours for subject, hours in earned.items() if subject in rule.subjects)
    met = ce_met(special, sum(earned.values()) - special, required_of(rule, year, joined))
    return Owing(user_id, path, rule, year, joined, met)


def _names(rule: CreditRule, among: CTE) -> ColumnElement[bool]:
    """Whether a set of rules names a person's position, in the department it is for."""
    named = or_(Position.family.in_(rule.families), among.c.position_id.in_(rule.positions))
    if rule.department_id is None:
        return named
    return and_(named, among.c.path.contains(f"/{rule.department_id}/", autoescape=True))


def _joined(day: date, known_at: datetime | None) -> Select[*tuple[Any, ...]]:
    """(person, first day) of the last employment that began by a day: jobs that follow each other without a gap are one."""
    job = jobs_known(known_at)
    before = aliased(Job) if known_at is None else jobs_known(known_at)
    follows = exists().where(before.user_id == job.user_id, before.is_primary, before.ended_on == job.started_on)
    begun = job.is_primary, job.started_on <= day, ~follows
    return select(job.user_id, func.max(job.started_on)).where(*begun).group_by(job.user_id)
