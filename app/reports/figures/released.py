"""What may be told of figures about small groups, quarter by quarter and department by department.

Only closed quarters are told of: what is told never changes afterwards. A quarter with too few waits for the next; within a batch of
quarters departments are put into cells of enough people, by the organisation of the batch's last day. Whatever the reader, the
period and the department, a figure is a sum of whole cells. See docs/figures.md, *Small groups*.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlalchemy import select

from app.db import db
from app.people.models import DepartmentVersion
from app.surveys.cohorts import after
from app.surveys.cohorts import last_day as last_open_day

from .suppression import FEWEST, NOBODY, Group, batches, cells, union, whole

V = TypeVar("V")
NOWHERE = 0
"""In the place of a department's id: who works in none, or is kept without; above all departments."""

Line = tuple[int, ...]
Lines = Callable[[int, date], Line]
Atom = tuple[date, int]
"""A quarter, by its first day, and a department, without those below it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Quarters that are told of together. `lines`: each department's ids from the top down, on the last day."""

    quarters: tuple[date, ...]
    cells: tuple[frozenset[int], ...]
    lines: Mapping[int, Line]

    @property
    def last_day(self) -> date:
        return after(self.quarters[-1]) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What a figure is the sum of, and in which batches. `held_back`: part of what was asked for cannot be told."""

    atoms: frozenset[Atom]
    batches: tuple[Batch, ...]
    held_back: bool

    def sum(self, values: Mapping[date, Mapping[int, V]], none: V) -> V:
        total: Any = none
        for quarter, department in sorted(self.atoms):
            found = values.get(quarter, {}).get(department)
            total = total if found is None else total + found
        result: V = total
        return result


def is_closed(quarter: date, day: date) -> bool:
    """Whether nothing more can be added to it on a day."""
    return last_open_day(quarter) < day


def release(
    groups: Mapping[date, Mapping[int, Group]],
    lines: Lines,
    *,
    day: date,
    period: tuple[date, date] | None = None,
    fewest: int = FEWEST,
) -> list[Batch]:
    """The batches of one measure, by who is behind its figures in each quarter and department, as far as they are closed.

    `period`: only the batches that belong to it; departments of others are put into no cells.
    """
    closed = [quarter for quarter in sorted(groups) if is_closed(quarter, day)]
    found = []
    for places in batches([union(groups[quarter].values()) for quarter in closed], fewest=fewest):
        quarters = tuple(closed[place] for place in places)
        last = after(quarters[-1]) - timedelta(days=1)
        if period is not None and not period[0] <= last <= period[1]:
            continue
        together = dict(groups[quarters[0]])
        for quarter in quarters[1:]:
            for department, group in groups[quarter].items():
                together[department] = together.get(department, NOBODY) + group
        line_of = {
            department: () if department == NOWHERE else lines(department, last) or (department,)
            for department, group in together.items()
            if group.count
        }
        found.append(Batch(quarters, cells(together, _parents(line_of.values()), fewest=fewest), line_of))
    return found


def _parents(lines: Iterable[Line]) -> dict[int, int | None]:
    """In an order of its own: of equal cells the same is chosen every time."""
    parent_of: dict[int, int | None] = {NOWHERE: None}
    for line in sorted(lines):
        parent_of |= dict(zip(line, [NOWHERE, *line], strict=False))
    return parent_of


def tell(
    released: Sequence[Batch], first: date, last: date, is_asked: Callable[[Line], bool] = lambda _line: True
) -> Told:
    """What there is to tell about a part of the organisation in a period. A batch belongs to the period that its last day is in.

    `is_asked`: whether a department, by its line, is in that part.
    """
    atoms: set[Atom] = set()
    told = []
    of_period = [batch for batch in released if first <= batch.last_day <= last]
    for batch in of_period:
        found = whole({each for each, line in batch.lines.items() if is_asked(line)}, batch.cells)
        if found is not None:
            told.append(batch)
            atoms |= {(quarter, each) for cell in found for each in cell for quarter in batch.quarters}
    return Told(frozenset(atoms), tuple(told), len(told) < len(of_period))


def within(heads: Collection[int]) -> Callable[[Line], bool]:
    """Departments that are one of these, or lie below one."""
    wanted = set(heads)
    return lambda line: not wanted.isdisjoint(line)


def only(department: int) -> Callable[[Line], bool]:
    """A department without those below it."""
    return lambda line: bool(line) and line[-1] == department


def read_lines() -> Lines:
    """The organisation of every day. One statement."""
    version = DepartmentVersion
    rows = db.session.execute(
        select(version.department_id, version.valid_from, version.path).order_by(
            version.department_id, version.valid_from.desc()
        )
    )
    versions: dict[int, list[tuple[date, Line]]] = {}
    for department, since, path in rows:
        versions.setdefault(department, []).append((since, tuple(int(each) for each in path.split("/") if each)))

    def line(department: int, day: date) -> Line:
        """On a day before it was founded: as it was then; after it was closed: as it was last."""
        known = versions.get(department, [])
        return next((path for since, path in known if since <= day), known[-1][1] if known else ())

    return line
