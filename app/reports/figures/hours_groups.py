"""The tables of R05 that group people: departments, families of positions, positions, each figure with the way to its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.db import db
from app.people.families import family_name
from app.people.models import Department, Position
from app.reports.frame.asking import Asked
from app.reports.frame.model import Table

from .education import Education, Owing, met_rate
from .hours import Heads, Hours
from .hours_columns import ALL, CREDITED, FAMILY_COLUMNS, OWING, POSITION_COLUMNS, UNIT_COLUMNS, ledger_address
from .labels import named
from .rates import Rate

DIRECT, OUTSIDE, NO_FAMILY = "direct", "outside", "no-family"
NO_POST = "-"


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A department, family or position with its hours. `where`: what the address says instead, to look at it alone."""

    name: str
    people: int
    headcount: float
    hours: float
    hours_per_head: float | None
    clock_hours_per_head: float | None
    coverage_rate: Rate
    met_rate: Rate | None = None
    where: Mapping[str, Any] = field(default_factory=dict)

    def own(self, asked: Asked) -> str | None:
        """The report about it alone."""
        return asked.url(**self.where) if self.where else None

    def everyone(self, asked: Asked) -> str:
        return asked.url(who=ALL, only={}, **self.where)

    def credited(self, asked: Asked) -> str:
        return asked.url(who=CREDITED, only={}, **self.where)

    def owing(self, asked: Asked) -> str:
        return asked.url(who=OWING, only={}, **self.where)

    def entries(self, asked: Asked) -> str:
        """The entries its hours are made of; where the ledger cannot be asked for them, the people with theirs."""
        chosen = {name: self.where.get(name, asked.choices[name]) for name in ("post", "part")}
        if any(chosen.values()):
            return asked.url(who=CREDITED, only={}, sort="-earned", **self.where)
        return ledger_address(
            asked, **{name: self.where[name] for name in ("department", "family") if name in self.where}
        )


def _group(name: str, heads: Heads, met: Rate | None = None, **where: Any) -> GroupRow:
    return GroupRow(
        name,
        heads.people,
        heads.headcount,
        heads.hours,
        heads.hours_per_head,
        heads.clock_hours_per_head,
        heads.coverage_rate,
        met,
        where,
    )


def units(found: Hours, owed: Education, focus: Department | None, children: Sequence[Department]) -> Table:
    owing = _by_unit(owed.owing, children)
    rows = [
        _group(named(child), found.units[child.id], met_rate(owing.get(child.id, [])), department=child)
        for child in children
        if found.units.get(child.id, Heads()).people
    ]
    if focus is not None and focus.id in found.units:
        rate = met_rate([each for each in owing.get(0, []) if each.path == focus.path])
        name = _("Directly in %(name)s", name=named(focus))
        rows.append(_group(name, found.units[focus.id], rate, department=focus, part=DIRECT))
    if 0 in found.units:
        rate = met_rate([each for each in owing.get(0, []) if focus is None or each.path != focus.path])
        rows.append(_group(_("Closed departments"), found.units[0], rate, part=OUTSIDE))
    total = _group(_("Total"), found.total, owed.met_rate)
    note = _moved(rows, total)
    return Table("departments", _("By department"), UNIT_COLUMNS, rows, total=total, note=note, leads=True)


def _moved(rows: Sequence[GroupRow], total: GroupRow) -> str:
    """Why people of the rows do not add up to those of the total, where that is so."""
    if sum(row.people for row in rows) == total.people:
        return ""
    return _(
        "Whoever moved within the period stands in several rows and once in the total, under people and coverage alike. "
        "Hours and headcount add up."
    )


def _by_unit(owing: Sequence[Owing], children: Sequence[Department]) -> dict[int, list[Owing]]:
    """By the child whose subtree they work in; 0: in none."""
    found: dict[int, list[Owing]] = {}
    for each in owing:
        home = next((child.id for child in children if f"/{child.id}/" in each.path), 0)
        found.setdefault(home, []).append(each)
    return found


def families(found: Hours) -> Table:
    rows = [
        _group(family_name(name), heads, family=name)
        if name
        else _group(_("Without a position family"), heads, part=NO_FAMILY)
        for name, heads in sorted(found.families.items())
    ]
    total = _group(_("Total"), found.total)
    return Table("families", _("By position family"), FAMILY_COLUMNS, rows, total=total, note=_moved(rows, total))


def positions(found: Hours) -> Table:
    wanted = [key for key in found.positions if key]
    statement = select(Position).where(Position.id.in_(wanted))
    known = {each.id: each for each in db.session.scalars(statement)} if wanted else {}
    rows = [
        _group(named(known[key]), heads, post=known[key].code)
        if key in known
        else _group(_("Without a position"), heads, post=NO_POST)
        for key, heads in found.positions.items()
    ]
    rows.sort(key=attrgetter("name"))
    total = _group(_("Total"), found.total)
    return Table("positions", _("By position"), POSITION_COLUMNS, rows, total=total, note=_moved(rows, total))
