"""From counts of single departments to rows of a table: the level below the one looked at, which sums to the total."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeAlias, TypeVar

from flask_babel import gettext as _

from app.people.models import Department

from .counts import Counts
from .labels import named

C = TypeVar("C", bound="Summed")


class Summed(Protocol):
    """What is counted about a group: of two groups, it adds up. A group of no `people` has no row."""

    @property
    def people(self) -> int: ...
    def __add__(self: C, other: C, /) -> C: ...


@dataclass(frozen=True, slots=True)
class LevelRow(Generic[C]):
    """A department with everyone in it and below it.

    `direct` marks those of the department looked at who are in none below it; without a department, the row holds
    people of departments that were closed.
    """

    department: Department | None
    counts: C
    direct: bool = False


DepartmentRow: TypeAlias = LevelRow[Counts]


def tops(departments: Sequence[Department]) -> list[Department]:
    """The departments among these that lie below none of the others, in the same order."""
    ids = {department.id for department in departments}
    return [department for department in departments if not ids & set(_ids_above(department))]


def level_below(
    departments: Sequence[Department], chosen: Department | None
) -> tuple[Department | None, list[Department]]:
    """The department looked at, if there is one at the top, and the departments right below it."""
    heads = tops(departments)
    focus = chosen or (heads[0] if len(heads) == 1 else None)
    if focus is None:
        return None, heads
    return focus, [department for department in departments if department.parent_id == focus.id]


def department_rows(
    found: Iterable[tuple[str, Counts]], departments: Sequence[Department], chosen: Department | None
) -> tuple[list[DepartmentRow], Counts]:
    """The rows of the level below and their total. Every person stands in exactly one row."""
    return level_rows(found, departments, chosen, Counts())


def level_rows(
    found: Iterable[tuple[str, C]], departments: Sequence[Department], chosen: Department | None, none: C
) -> tuple[list[LevelRow[C]], C]:
    """The same for whatever adds up. `none`: what nobody counts as."""
    focus, children = level_below(departments, chosen)
    sums = {child.path: none for child in children}
    direct, elsewhere, total = none, none, none
    for path, counts in found:
        total += counts
        home = next((top for top in sums if path.startswith(top)), None)
        if home is not None:
            sums[home] += counts
        elif focus is not None and path == focus.path:
            direct += counts
        else:
            elsewhere += counts
    rows = [LevelRow(child, sums[child.path]) for child in children if sums[child.path].people]
    if direct.people:
        rows.append(LevelRow(focus, direct, direct=True))
    if elsewhere.people:
        rows.append(LevelRow(None, elsewhere))
    return rows, total


def row_name(row: LevelRow[C]) -> str:
    if row.department is None:
        return _("Closed departments")
    name = named(row.department)
    return _("Directly in %(name)s", name=name) if row.direct else name


def _ids_above(department: Department) -> list[int]:
    return [int(step) for step in department.path.split("/") if step][:-1]
