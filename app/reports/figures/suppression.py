"""Figures about few people are not shown, nor what would tell them: pure rules. See docs/figures.md, *Small groups*.

Two ways, for two needs. `hide` protects one table that is published as it stands, with its totals: few are hidden first, then
the next smallest, until no hidden cell follows from those shown. `batches` and `cells` protect what can be asked for with ever
other filters, by ever other readers, month after month: answers are put into cells of enough people, once and for all, and
every figure is a sum of whole cells. Whatever is taken from whatever else, whole cells are left.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

FEWEST = 5  # people behind a figure
FEWEST_BY_ATTRIBUTE = 10  # where an attribute of people, such as their age, makes the groups

Row = dict[K, Fraction]


@dataclass(frozen=True, slots=True)
class Group:
    """The people behind a figure. `values`: how often each value was given by them, in one order for all groups; empty where
    that a group is alike tells nothing about anybody."""

    count: int
    values: tuple[int, ...] = ()

    def __add__(self, other: "Group") -> "Group":
        mine = self.values or (0,) * len(other.values)
        others = other.values or (0,) * len(mine)
        return Group(self.count + other.count, tuple(a + b for a, b in zip(mine, others, strict=True)))

    def is_enough(self, fewest: int = FEWEST) -> bool:
        """Whether it may be shown: there are enough people, and they did not all say the same."""
        return self.count >= fewest and not (self.values and max(self.values) == sum(self.values))


NOBODY = Group(0)


@dataclass(frozen=True, slots=True)
class Sum(Generic[K]):
    """A total of which readers know that it is the sum of these parts."""

    total: K
    parts: tuple[K, ...]


def union(groups: Iterable[Group]) -> Group:
    """All together, each added up once."""
    together = list(groups)
    values = [group.values for group in together if group.values]
    return Group(sum(group.count for group in together), tuple(map(sum, zip(*values, strict=True))))


def tree_sums(parent_of: Mapping[K, K | None], own: Callable[[K], K]) -> list[Sum[K]]:
    """Every node of a tree is the sum of those below it and of `own(node)`: who belongs to it directly."""
    below: dict[K, list[K]] = {node: [own(node)] for node in parent_of}
    for node, parent in parent_of.items():
        if parent is not None:
            below[parent].append(node)
    return [Sum(node, tuple(parts)) for node, parts in below.items()]


def hide(groups: Mapping[K, Group], sums: Sequence[Sum[K]], *, fewest: int = FEWEST) -> frozenset[K]:
    """Which of the cells of a table are not shown, given all sums that hold in it. Where there is nobody nothing is hidden.

    Nor can a reader tell anything about two of the hidden, or all in a line, together, unless these are enough people again.
    """
    hidden = {key for key, group in groups.items() if group.count and not group.is_enough(fewest)}
    place = {key: number for number, key in enumerate(groups)}
    while exposed := _exposed(groups, sums, hidden, fewest):
        near = {key for each in sums if exposed & {each.total, *each.parts} for key in (each.total, *each.parts)}
        shown = [key for key in near if key not in hidden and groups[key].count]
        shown = shown or [key for key in groups if key not in hidden and groups[key].count]
        hidden.add(min(shown, key=lambda key: (groups[key].count, place[key])))
    return frozenset(hidden)


def _exposed(groups: Mapping[K, Group], sums: Sequence[Sum[K]], hidden: Collection[K], fewest: int) -> set[K]:
    """Hidden cells of which a reader of the others knows one, or the sum of two or of all in a line that are not enough."""
    rows = [_unknown(each, hidden) for each in sums]
    solved = reduced(rows)
    told = [set(row) for row in (*solved.values(), *rows) if all(factor == 1 for factor in row.values())]
    for together in (*told, *_pairs(solved)):
        alone = len(together) == 1
        if together and (alone or not union(groups[key] for key in together).is_enough(fewest)):
            return together
    return set()


def _pairs(solved: Mapping[K, Row[K]]) -> Iterator[set[K]]:
    """Two cells of which neither follows, but their sum does: what else stands in their equations falls out."""
    by_rest: dict[frozenset[tuple[K, Fraction]], list[K]] = {}
    for lead, row in solved.items():
        by_rest.setdefault(frozenset((key, factor) for key, factor in row.items() if key != lead), []).append(lead)
    for rest, leads in by_rest.items():
        for other in by_rest.get(frozenset((key, -factor) for key, factor in rest), []):
            yield from ({lead, other} for lead in leads if lead != other)


def _unknown(each: Sum[K], hidden: Collection[K]) -> Row[K]:
    """What a sum says about hidden cells: the parts on one side, the total, if hidden too, on the other."""
    row = {key: Fraction(1) for key in each.parts if key in hidden}
    if each.total in hidden:
        row[each.total] = Fraction(-1)
    return row


def reduced(rows: Iterable[Row[K]]) -> dict[K, Row[K]]:
    """The same equations solved as far as they go, exactly, by the cell that each is solved for: one that follows stands alone."""
    solved: dict[K, Row[K]] = {}
    for row in rows:
        rest = dict(row)
        for key in list(rest):
            if key in solved and key in rest:
                rest = _less(rest, solved[key], rest[key])
        if not rest:
            continue
        lead = next(iter(rest))
        rest = {key: factor / rest[lead] for key, factor in rest.items()}
        for key, other in solved.items():
            if lead in other:
                solved[key] = _less(other, rest, other[lead])
        solved[lead] = rest
    return solved


def _less(row: Row[K], other: Row[K], times: Fraction) -> Row[K]:
    found = dict(row)
    for key, factor in other.items():
        found[key] = found.get(key, Fraction(0)) - times * factor
    return {key: factor for key, factor in found.items() if factor}


def batches(periods: Sequence[Group], *, fewest: int = FEWEST) -> list[range]:
    """Periods that follow each other, put together until there are enough: places [start, stop) in `periods`.

    What comes later never changes an earlier batch; periods at the end that are not enough yet wait for those to come.
    """
    found, start, held = [], 0, NOBODY
    for place, group in enumerate(periods):
        held = held + group
        if held.is_enough(fewest):
            found.append(range(start, place + 1))
            start, held = place + 1, NOBODY
    return found


def cells(
    groups: Mapping[K, Group], parent_of: Mapping[K, K | None], *, fewest: int = FEWEST
) -> tuple[frozenset[K], ...]:
    """The nodes of a tree, each with who belongs to it directly, put into cells of enough people, as far down as it goes.

    Who is left over in a node joins the smallest cell in it, so that the node itself stays whole; where there is none they go
    up. What is left over at the top is in no cell. Nodes with nobody are in none either.
    """
    closed: dict[K, list[_Cell[K]]] = {node: [] for node in parent_of}
    left: dict[K, list[_Cell[K]]] = {}
    for place, node in _upwards(parent_of):
        parts = left.pop(node, [])
        group = groups.get(node, NOBODY)
        if group.count:
            parts.append(_Cell(frozenset({node}), group, place))
        mine = _joined(parts) if parts else None
        if mine and mine.group.is_enough(fewest):
            closed[node].append(mine)
        elif mine and closed[node]:
            smallest = min(closed[node], key=lambda cell: (cell.group.count, cell.place))
            closed[node].remove(smallest)
            closed[node].append(_joined([smallest, mine]))
        elif mine and (above := parent_of[node]) is not None:
            left.setdefault(above, []).append(mine)
        parent = parent_of[node]
        if parent is not None:
            closed[parent] += closed.pop(node)
    return tuple(cell.nodes for tops in closed.values() for cell in tops)


@dataclass(frozen=True, slots=True, eq=False)
class _Cell(Generic[K]):
    """Nodes put together, with who is in them. `place`: of the first of them."""

    nodes: frozenset[K]
    group: Group
    place: int


def _joined(parts: Sequence[_Cell[K]]) -> _Cell[K]:
    if len(parts) == 1:
        return parts[0]
    nodes = frozenset[K]().union(*(part.nodes for part in parts))
    return _Cell(nodes, union(part.group for part in parts), min(part.place for part in parts))


def _upwards(parent_of: Mapping[K, K | None]) -> list[tuple[int, K]]:
    """The nodes of a tree with their places, everything below a node before it."""
    depths: dict[K | None, int] = {None: -1}

    def depth(node: K | None) -> int:
        if node is not None and node not in depths:
            depths[node] = 1 + depth(parent_of[node])
        return depths[node]

    return sorted(enumerate(parent_of), key=lambda each: depth(each[1]), reverse=True)


def whole(asked: Collection[K], parts: Iterable[frozenset[K]]) -> tuple[frozenset[K], ...] | None:
    """The cells that make up what is asked for; None, refused, where one of them also holds others."""
    wanted = frozenset(asked)
    touched = tuple(cell for cell in parts if not cell.isdisjoint(wanted))
    return touched if all(cell <= wanted for cell in touched) else None
