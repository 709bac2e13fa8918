"""Credited hours of a period: per head, who earned any, how they are spread, of which subjects.

An hour counts where the person worked on the day it was credited (at_event), if that was in the scope: leavers keep theirs, and
what somebody learnt before joining counts nowhere. Source: docs/figures.md, section "Hours".
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import CTE, Select, and_, func, not_, or_, select

from app.access import Scope
from app.db import db
from app.learning.credits.queries import counted
from app.people.known import jobs_known
from app.people.models import Department

from .headcount import average_headcount, spells
from .rates import Rate

TOTAL, UNIT, FAMILY, POSITION = "total", "unit", "family", "position"


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
    subject. `persons`: hours of everyone ever in scope; `credited`: those of them who have an entry that counts."""

    total: Heads
    units: dict[int, Heads]
    families: dict[str, Heads]
    positions: dict[int, Heads]
    subjects: dict[str, float]
    spread: dict[float, int]
    persons: Mapping[int, float] = field(default_factory=dict)
    credited: frozenset[int] = frozenset()

    @property
    def median(self) -> float | None:
        return median(self.spread)

    @property
    def quartiles(self) -> tuple[float, float, float] | None:
        """So many hours a quarter, half and three quarters of the people have at most."""
        return quartiles(self.spread)

    @property
    def without(self) -> Rate:
        """The share of people without any hours."""
        return Rate(self.total.people - self.total.credited, self.total.people)


@dataclass(frozen=True, slots=True)
class Part:
    """A row of a table that is neither a department nor a family: a position (0: none), no family, the department itself, or
    whatever lies in no department of the level."""

    position_id: int | None = None
    no_family: bool = False
    directly: str = ""  # the path of a department
    outside: Sequence[str] = ()  # paths of departments, with all below them
    apart_from: str = ""  # the path of a department, without those below

    def of(self, spell: CTE) -> CTE:
        """The jobs of it."""
        held = spell.c
        wanted = [not_(held.path.startswith(path, autoescape=True)) for path in self.outside]
        if self.position_id is not None:
            wanted.append(held.position_id == self.position_id if self.position_id else held.position_id.is_(None))
        if self.no_family:
            wanted.append(held.family == "")
        if self.directly:
            wanted.append(held.path == self.directly)
        if self.apart_from:
            wanted.append(held.path != self.apart_from)
        return select(*held).where(*wanted).cte("part")

    def holds(self, path: str) -> bool:
        """Whether a department is of it."""
        if self.directly and path != self.directly:
            return False
        return path != self.apart_from and not any(path.startswith(each) for each in self.outside)


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
    part: Part | None = None

    @property
    def is_whole(self) -> bool:
        """Whether everybody is meant."""
        return self.scope.everything and self.department is None and not self.family and self.part is None

    def unit(self, path: str) -> int:
        """Which of the units a path lies in or below, or whether it is that of the one above them; 0: neither."""
        ids = path.split("/")
        found = next((unit.id for unit in self.units if str(unit.id) in ids), 0)
        above = self.above.id if self.above is not None and path.endswith(f"/{self.above.id}/") else 0
        return found or above

    def spells(self, among: Sequence[int] | None = None) -> CTE:
        """The jobs of the period; `among`: of these people alone."""
        found = spells(
            self.scope,
            self.first,
            self.last,
            as_of=self.as_of,
            department=self.department,
            family=self.family,
            known_at=self.known_at,
            among=among,
        )
        return found if self.part is None else self.part.of(found)


def hours(within: Within) -> Hours:
    """All figures at once. Two statements: the jobs of the period, and what was credited while they were held."""
    earned: dict[int, dict[str, float]] = defaultdict(dict)
    for job_id, subject, value in db.session.execute(_earned(within)):
        earned[job_id][subject] = float(value)
    groups: dict[tuple[str, str, int], _Sums] = defaultdict(_Sums)
    subjects: dict[str, float] = defaultdict(float)
    persons: dict[int, float] = defaultdict(float)
    spell = within.spells().c
    wanted = spell.job_id, spell.user_id, spell.path, spell.position_id, spell.family, spell.days
    for row in db.session.execute(select(*wanted)):
        own = earned.get(row.job_id, {})
        value = sum(own.values())
        persons[row.user_id] += value
        for subject, part in own.items():
            subjects[subject] += part
        groups[row.path, row.family, row.position_id or 0].add(row.user_id, row.days, value, bool(own))
    sums: dict[tuple[str, Any], _Sums] = defaultdict(_Sums)
    for (path, family, position_id), each in groups.items():
        for key in ((TOTAL, 0), (UNIT, within.unit(path)), (FAMILY, family), (POSITION, position_id)):
            sums[key].include(each)
    heads: dict[str, dict[Any, Heads]] = {name: {} for name in (TOTAL, UNIT, FAMILY, POSITION)}
    for (name, key), each in sums.items():
        heads[name][key] = each.heads(within)
    return Hours(
        heads[TOTAL].get(0, Heads()),
        heads[UNIT],
        heads[FAMILY],
        heads[POSITION],
        dict(subjects),
        dict(Counter(persons.values())),
        dict(persons),
        frozenset(sums[TOTAL, 0].credited),
    )


@dataclass(slots=True)
class _Sums:
    """Of a group, while it is added up."""

    hours: float = 0
    days: int = 0
    people: set[int] = field(default_factory=set)
    credited: set[int] = field(default_factory=set)

    def add(self, user_id: int, days: int, value: float, is_credited: bool) -> None:
        self.hours += value
        self.days += days
        self.people.add(user_id)
        if is_credited:
            self.credited.add(user_id)

    def include(self, other: "_Sums") -> None:
        self.hours += other.hours
        self.days += other.days
        self.people |= other.people
        self.credited |= other.credited

    def heads(self, within: Within) -> Heads:
        headcount = average_headcount(self.days, within.first, within.last)
        return Heads(self.hours, self.days, headcount, len(self.people), len(self.credited))


def median(spread: Mapping[float, int]) -> float | None:
    """Of values that occur so often; of an even number, the mean of the middle two."""
    count = sum(spread.values())
    if not count:
        return None
    return (_place(spread, (count - 1) // 2) + _place(spread, count // 2)) / 2


def quartiles(spread: Mapping[float, int]) -> tuple[float, float, float] | None:
    """Quarter, middle and three quarters: the medians of the lower half, of all and of the upper half; of an odd number of values
    the middle one is of neither half (Moore and McCabe)."""
    count, middle = sum(spread.values()), median(spread)
    if middle is None:
        return None
    half = count // 2
    if not half:
        return middle, middle, middle
    low = (_place(spread, (half - 1) // 2) + _place(spread, half // 2)) / 2
    high = (_place(spread, count - 1 - (half - 1) // 2) + _place(spread, count - 1 - half // 2)) / 2
    return low, middle, high


def _place(spread: Mapping[float, int], place: int) -> float:
    """The value at a place of the ordered row, from 0."""
    passed = 0
    for value in sorted(spread):
        passed += spread[value]
        if passed > place:
            return value
    raise IndexError(place)


def _earned(within: Within) -> Select[*tuple[Any, ...]]:
    """(job, subject, hours): what counts, by the primary job held on its day; those outside the scope may be there too."""
    job = jobs_known(within.known_at)
    among = None if within.is_whole else select(within.spells().c.user_id)
    credit = counted(within.first, within.last, known_at=within.known_at, among=among)
    held = and_(
        job.started_on <= credit.c.credited_on, or_(job.ended_on.is_(None), job.ended_on > credit.c.credited_on)
    )
    return (
        select(job.id, credit.c.subject, func.sum(credit.c.hours))
        .join_from(credit, job, and_(job.user_id == credit.c.user_id, job.is_primary))
        .where(held)
        .group_by(job.id, credit.c.subject)
    )
